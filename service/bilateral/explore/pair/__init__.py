"""What is said about two polities."""
