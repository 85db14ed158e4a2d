"""What a write changes, and the one process that makes it."""
