"""Keeping what is inferred up to date while the asserted triples change."""
