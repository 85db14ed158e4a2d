"""From content to a store, and what holds at each write: reasoning, shapes, dates."""
