"""Many texts at once: read and analysed by several processes, and kept as drafts."""
