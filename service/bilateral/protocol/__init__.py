"""SPARQL Protocol without a server: requests to operations, operations to limits and formats."""
