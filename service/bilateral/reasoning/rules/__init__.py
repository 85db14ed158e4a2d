"""The rules: OWL 2 RL/RDF, those of the domain, and both specialised to one schema."""
