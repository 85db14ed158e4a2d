"""Importing: files of datasets mapped, checked, reasoned over and stored."""
