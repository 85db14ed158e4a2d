"""What is asked of pyoxigraph, and the formats that it reads and writes."""
