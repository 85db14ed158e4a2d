"""Guessing what the columns of a file mean, as a mapping to be edited."""
