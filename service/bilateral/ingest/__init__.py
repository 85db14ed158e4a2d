"""Documents taken in: read, analysed, reviewed and made statements of the graph."""
