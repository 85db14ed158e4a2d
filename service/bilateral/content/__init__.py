"""Where the content lies, and its reading: documents, statements, tables, mapping sets, names of CLDR."""
