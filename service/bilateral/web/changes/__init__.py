"""What was changed, by whom and when: as a page, as JSON, and as Atom feeds."""
