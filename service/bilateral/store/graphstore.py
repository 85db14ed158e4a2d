"""What replacing, extending, dropping or retracting one graph changes.

Source: SPARQL 1.1 Graph Store HTTP Protocol, sections 5.3 to 5.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.store.converter import fresh
from bilateral.store.deltas import Delta
from bilateral.store.parsing import RdfSyntaxError, parse
from bilateral.store.retraction import retract
from bilateral.store.updates import exact
from bilateral.terms import Quad

if TYPE_CHECKING:
    from bilateral.store.view import View
    from bilateral.terms import Term

REPLACE: Final = "replace"
EXTEND: Final = "extend"
DROP: Final = "drop"
RETRACT: Final = "retract"

_DOCTYPE: Final = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


class Request(NamedTuple):
    """A request to a graph.

    Attributes:
        verb: REPLACE, EXTEND, DROP, or RETRACT for the graph of a document with all that describes it.
        graph: its name, "" for the default graph.
        text: RDF, for the first two verbs.
        media_type: of the text.
        base: the IRI that relative IRIs are resolved against.
    """

    verb: str
    graph: Term
    text: bytes = b""
    media_type: str = ""
    base: str = ""


def change(view: View, request: Request) -> Delta:
    """Return what a request to a graph changes.

    Raises:
        RdfSyntaxError: the text is not RDF, declares entities, or has a graph of its own.
    """
    graph = request.graph
    there = view.has_graph(graph)
    if request.verb in {DROP, RETRACT} and not there:
        return Delta()
    if request.verb == DROP:
        return Delta(removed=set(view.quads(graph)), dropped={graph} if graph else set())
    if request.verb == RETRACT:
        return retract(view, graph)
    content = _content(request)
    removed = set(view.quads(graph)) if request.verb == REPLACE and there else set()
    delta = exact(view, removed, content)
    if not there:
        delta.created.add(graph)
    return delta


def _content(request: Request) -> set[Quad]:
    # Entities grow without bound, and no RDF needs them; a DOCTYPE stands at the beginning.
    if "xml" in request.media_type and any(mark in request.text for mark in _DOCTYPE):
        raise RdfSyntaxError("body", None, None, "a DOCTYPE is not taken")
    quads = set(fresh(parse(request.text, media_type=request.media_type, base=request.base)))
    if any(quad.graph for quad in quads):
        raise RdfSyntaxError(
            "body", None, None, "a named graph inside the body: send each to its own address"
        )
    return {Quad(*quad[:3], request.graph) for quad in quads}
