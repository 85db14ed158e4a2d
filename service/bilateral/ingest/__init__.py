"""Seed documents and their reviewed statements to quads."""

from bilateral.ingest.document import Document, read_document
from bilateral.ingest.statements import read_statements

__all__ = ["Document", "read_document", "read_statements"]
