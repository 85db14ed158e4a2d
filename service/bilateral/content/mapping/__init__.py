"""Rows of datasets to quads, as a mapping file says."""
