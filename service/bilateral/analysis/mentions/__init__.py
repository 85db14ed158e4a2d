"""The names in a text, and what they mean there."""
