"""Questions, their answers as tables, and what may be written next in a query."""
