"""The graph on disk and its engine, pyoxigraph, which no other room but `remote` knows."""
