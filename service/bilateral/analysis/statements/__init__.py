"""Attributed speech: who says what in a text."""
