"""SPARQL as text: one lexer, the grammar, the cutting of updates, and what is wrong with a query."""
