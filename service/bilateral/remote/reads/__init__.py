"""One state of the graph at an external engine."""
