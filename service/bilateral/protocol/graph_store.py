"""HTTP requests to graph store operations.

Source: SPARQL 1.1 Graph Store HTTP Protocol, sections 4 and 5.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from bilateral.protocol import negotiation, operations
from bilateral.protocol.refusals import ProtocolError, UnsupportedMediaType
from bilateral.rdf import media_types
from bilateral.rdf.terms import Term, iri

DEFAULT: Final[Term] = ""

_NAMES: Final = {
    "application/x-turtle": media_types.TURTLE,
    "text/plain": media_types.N_TRIPLES,
    "application/x-trig": media_types.TRIG,
    "text/x-nquads": media_types.N_QUADS,
    "text/nquads": media_types.N_QUADS,
}
_DATASETS: Final = (media_types.TRIG, media_types.N_QUADS, media_types.JSON_LD)


class Target(NamedTuple):
    """The graph of a request."""

    graph: Term | None  # "" for the default graph, None for the whole store
    base: str  # what relative IRIs in its content are resolved against


def target(query_string: str, url: str) -> Target:
    """Return the graph that the encoded parameters of a request to the store at a URL name.

    Raises:
        ProtocolError: it names several, or something that is not an absolute IRI.
    """
    parameters = operations.decode(query_string)
    named, default = parameters.get("graph", []), "default" in parameters
    if len(named) + default > 1:
        raise ProtocolError("name one graph, by graph= or by default")
    if default:
        return Target(DEFAULT, url)
    if not named:
        return Target(None, url)
    name = operations.absolute(named[0])
    return Target(iri(name), name)


def direct(url: str) -> Target:
    """Return the graph whose name is the URL of the request."""
    return Target(iri(operations.absolute(url)), url)


def content_format(content_type: str) -> str:
    """Return the RDF media type of a body.

    Raises:
        UnsupportedMediaType: it is not RDF.
    """
    kind = operations.media_type(content_type)
    kind = _NAMES.get(kind, kind)
    if kind not in media_types.RDF:
        raise UnsupportedMediaType(f"send one of {', '.join(media_types.RDF)}")
    return kind


def choose(accept: str, target: Target) -> str:
    """Return the format to write a graph or the whole store in.

    Raises:
        NotAcceptable: the client accepts none of them.
    """
    if target.graph is None:
        return negotiation.choose(accept, _DATASETS, {**negotiation.RDF_NAMES, **_NAMES})
    return negotiation.choose(accept, tuple(media_types.RDF), negotiation.RDF_NAMES)
