"""The pages: what the graph says, for people who look rather than query."""
