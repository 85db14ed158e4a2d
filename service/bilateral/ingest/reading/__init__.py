"""Documents as bytes, files or addresses, to text and what is known of its publication."""
