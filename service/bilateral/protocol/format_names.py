"""The names that clients have for formats, in the parameters that servers of many makes take them in.

Virtuoso, Wikidata and Blazegraph have `format`, Fuseki has `output` and `format`, Joseki `output`, Rasqal
`results`, RDF4J and GraphDB `Accept`; SPARQLWrapper sends the first three at once, some of them twice.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bilateral.protocol.refusals import RequestError
from bilateral.rdf import media_types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PARAMETERS: Final = ("format", "output", "results", "Accept")
"""Where a format is named; the first of them that is there and not empty counts."""

NAMES: Final = MappingProxyType(
    {
        "json": (media_types.JSON, media_types.JSON_LD),
        "xml": (media_types.XML, media_types.RDF_XML),
        "csv": (media_types.CSV,),
        "tsv": (media_types.TSV,),
        "ttl": (media_types.TURTLE,),
        "nt": (media_types.N_TRIPLES,),
        "n3": (media_types.N3,),
        "rdf": (media_types.RDF_XML,),
        "jsonld": (media_types.JSON_LD,),
        "trig": (media_types.TRIG,),
        "nq": (media_types.N_QUADS,),
        "text": (media_types.TSV, media_types.N_TRIPLES),
        "html": (),
    }
)
"""The media types that a name stands for, those of solutions first; `html` leaves it to the Accept header."""

_OTHER: Final = MappingProxyType(
    {
        "json": ("js", "srj", "sparql-json", "sparqljson", "application/json", "text/json"),
        "xml": ("srx", "sparql", "sparql-xml", "sparqlxml", "application/xml", "text/xml"),
        "ttl": ("turtle", "application/turtle", "application/x-turtle"),
        "nt": ("ntriples", "n-triples", "n_triples", "text/ntriples"),
        "n3": ("notation3", "text/rdf+n3", "application/n3", "application/rdf+n3", "rdf+n3"),
        "rdf": ("rdfxml", "rdf/xml", "rdf-xml", "rdf_xml", "rdf+xml", "owl"),
        "jsonld": ("json-ld", "json_ld", "ld+json", "application/x-json+ld"),
        "trig": ("application/x-trig",),
        "nq": ("nquads", "n-quads", "n_quads", "text/nquads", "text/x-nquads"),
        "text": ("txt", "text/plain"),
        "html": ("text/html", "application/xhtml+xml", "*/*", "auto"),
    }
)
_ALONE: Final = (*media_types.RESULTS, *media_types.RDF)


def _all() -> Mapping[str, tuple[str, ...]]:
    found = dict(NAMES)
    for name, others in _OTHER.items():
        found |= dict.fromkeys(others, NAMES[name])
    for media_type in _ALONE:
        found[media_type] = (media_type,)
        found.setdefault(media_type.partition("/")[2], (media_type,))
    found["application/csv"] = NAMES["csv"]
    found["text/tsv"] = NAMES["tsv"]
    return found


_KNOWN: Final = MappingProxyType(_all())


def accept(parameters: Mapping[str, Sequence[str]]) -> str:
    """Return the Accept header that says what the parameters of a request do, empty where they say nothing.

    Raises:
        RequestError: a name is not known.
    """
    for parameter in PARAMETERS:
        values = [value for value in parameters.get(parameter, ()) if value.strip()]
        if values:
            found = [media_type for value in values for media_type in _media_types(parameter, value)]
            return ", ".join(dict.fromkeys(found))
    return ""


def _media_types(parameter: str, value: str) -> Iterator[str]:
    """Yield what a value stands for: a name, a media type, or several of them as in an Accept header."""
    names = [_name(each) for each in value.split(",")]
    known = [name for name in names if name in _KNOWN]
    if not known:
        raise RequestError(f"{parameter} is one of {', '.join(NAMES)}, or a media type of these")
    for name in known:
        yield from _KNOWN[name]


def _name(element: str) -> str:
    # A plus sign in a URL that is not escaped is a space.
    return element.partition(";")[0].strip().lower().replace(" ", "+")
