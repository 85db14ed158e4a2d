"""The one process that makes changes, and the way to it."""
