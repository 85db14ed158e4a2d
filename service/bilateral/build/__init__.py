"""From content to a store, and what is checked and inferred at each write: reasoning, shapes, dates."""
