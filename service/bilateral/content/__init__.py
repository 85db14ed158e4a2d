"""The content: where it lies, and readers of documents, statements, tables, mapping sets and CLDR names."""
