"""Whether content keeps to the shapes and the vocabulary of the ontology."""
