"""One state of the graph as pages read it: facts, names, the ontology, dates."""
