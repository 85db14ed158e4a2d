"""Tables for research, and snapshots to cite."""
