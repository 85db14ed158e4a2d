"""Which event a report tells of: comparison with the events of the graph, and merging of those told twice."""
