"""What reviewers send, and forms made from the shapes, as values of a draft."""
