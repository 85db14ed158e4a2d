"""The extractor `spacy`: the rules, and what a parse of the sentences adds."""
