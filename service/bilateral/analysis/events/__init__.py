"""Events that a text tells of: from its tagged sentences to who did what with whom, when and where."""
