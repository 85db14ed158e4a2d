"""The words that tell of events, and their forms."""
