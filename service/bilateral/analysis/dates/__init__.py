"""Days, months, years and ranges in a text, as precise as the text is."""
