"""What happened: a line for each request, and numbers for a monitor."""
