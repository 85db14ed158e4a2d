"""HTTP below the views: requests, addresses, connections, errors, and the server process."""
