"""Processes that evaluate what untrusted clients send, and may be killed at any moment."""
