"""An external SPARQL engine in place of the store, over the SPARQL Protocol."""
