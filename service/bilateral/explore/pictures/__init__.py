"""Where things stand in pictures, as plain numbers."""
