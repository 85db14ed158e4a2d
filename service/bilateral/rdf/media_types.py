"""RDF and result formats by media type and file extension.

Source: the media types of RDF 1.1 Turtle, TriG, N-Triples, N-Quads, RDF/XML and JSON-LD 1.1; SPARQL 1.1 Query
Results JSON, XML, CSV and TSV.
"""

from __future__ import annotations

from typing import Final

JSON: Final = "application/sparql-results+json"
XML: Final = "application/sparql-results+xml"
CSV: Final = "text/csv"
TSV: Final = "text/tab-separated-values"

TURTLE: Final = "text/turtle"
N_TRIPLES: Final = "application/n-triples"
RDF_XML: Final = "application/rdf+xml"
JSON_LD: Final = "application/ld+json"
TRIG: Final = "application/trig"
N_QUADS: Final = "application/n-quads"
N3: Final = "text/n3"

RESULTS: Final = (JSON, XML, CSV, TSV)
RDF: Final = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD, TRIG, N_QUADS, N3)

DATASETS: Final = frozenset({TRIG, N_QUADS, JSON_LD})
"""Media types that can carry more than one graph."""

_EXTENSIONS: Final = {
    "ttl": TURTLE,
    "nt": N_TRIPLES,
    "rdf": RDF_XML,
    "xml": RDF_XML,
    "owl": RDF_XML,
    "jsonld": JSON_LD,
    "trig": TRIG,
    "nq": N_QUADS,
    "n3": N3,
}


def of_extension(name: str) -> str | None:
    """Return the RDF media type of a file name or a bare extension, or None where there is none."""
    return _EXTENSIONS.get(name.rpartition(".")[2].lower())
