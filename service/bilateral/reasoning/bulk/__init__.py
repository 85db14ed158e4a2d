"""Reasoning over a whole graph at once, in encoded columns."""
