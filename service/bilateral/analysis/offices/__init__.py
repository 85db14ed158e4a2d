"""Offices: titles, who is named with one, and who is meant by one without a name."""
