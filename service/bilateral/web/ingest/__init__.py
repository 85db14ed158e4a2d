"""Pages where texts come in, are reviewed, and become statements of the graph."""
