"""Drafts: documents under review, with what was suggested of them and decided; as values and as files."""
