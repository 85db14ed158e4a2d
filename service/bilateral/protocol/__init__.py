"""The SPARQL Protocol without a server: from requests to operations, limits and formats."""
