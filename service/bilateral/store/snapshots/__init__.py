"""The data directory: numbered snapshots, one of which is current; their copies and backups."""
