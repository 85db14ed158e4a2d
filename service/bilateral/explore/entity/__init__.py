"""One thing: its description, its tables, its sources."""
