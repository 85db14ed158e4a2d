"""What a write request changes, found without changing anything."""
