"""Files of several kinds to rows: unpacked, read, and turned by steps."""
