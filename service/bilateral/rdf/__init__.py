"""RDF as all rooms know it: terms, IRIs, dates, datatypes, the vocabulary, and the bridge to rdflib."""
