"""The words of a tagged sentence: what tells of events, who stands around it, and whether it happened."""
