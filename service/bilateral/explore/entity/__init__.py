"""What is said about one thing."""
