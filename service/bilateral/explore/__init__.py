"""What pages and exports say, without HTML."""
