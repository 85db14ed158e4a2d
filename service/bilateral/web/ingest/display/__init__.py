"""Drafts and texts of others as pages and JSON show them."""
