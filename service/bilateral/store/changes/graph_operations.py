"""What replacing, extending, dropping or retracting one graph changes; and replacing or extending all.

Source: SPARQL 1.1 Graph Store HTTP Protocol, sections 5.3 to 5.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.errors import RdfSyntaxError, Refusal
from bilateral.rdf import media_types
from bilateral.rdf.iris import PROVENANCE, SPECIAL
from bilateral.rdf.terms import Quad, is_blank
from bilateral.rdf.vocabulary import BIL, PROV
from bilateral.store.changes.document_provenance import DIRECT
from bilateral.store.changes.update_evaluation import exact
from bilateral.store.engine import quad_delta
from bilateral.store.engine.converter import with_fresh_blank_nodes
from bilateral.store.engine.graph_layout import CLASHES, INFERRED, is_separate
from bilateral.store.engine.quad_delta import QuadDelta
from bilateral.store.engine.rdf_parser import parse
from bilateral.texts import without_mark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bilateral.rdf.terms import Quad, Term
    from bilateral.store.engine.view import GraphView


REPLACE: Final = "replace"
EXTEND: Final = "extend"
DROP: Final = "drop"
RETRACT: Final = "retract"
CHANGE: Final = "change"

_DOCTYPE: Final = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_JSON: Final = frozenset({b"{", b"["})


class GraphRequest(NamedTuple):
    """A request to change one graph, or all of them."""

    verb: str  # REPLACE, EXTEND, DROP, RETRACT (the graph of a document with all that describes it) or CHANGE
    graph: (
        Term | None
    )  # "" for the default graph; None for the whole dataset, by the first two verbs and CHANGE
    text: bytes = (
        b""  # RDF, for the first two verbs; for CHANGE what is to be removed and added, as `QuadDelta`
    )
    media_type: str = ""  # of the text
    base: str = ""  # the IRI that relative IRIs are resolved against
    plain: bool = False  # whether graphs are independent; else they are documents


def change(view: GraphView, request: GraphRequest) -> QuadDelta:
    """Return what a request changes.

    Raises:
        RdfSyntaxError: the text is not RDF, declares entities, or has a graph that is not allowed there.
        Refusal: a dataset would change a graph that it does not replace.
    """
    graph = request.graph
    if request.verb == CHANGE:
        asked = quad_delta.from_json(request.text)
        return exact(view, asked.removed, asked.added)
    if graph is None:
        return _change_all(view, request)
    there = view.has_graph(graph)
    if request.verb in {DROP, RETRACT} and not there:
        return QuadDelta()
    if request.verb == DROP:
        return QuadDelta(removed=set(view.quads(graph)), dropped={graph} if graph else set())
    if request.verb == RETRACT:
        return retract(view, graph)
    content = _content(request, graph)
    removed = set(view.quads(graph)) if request.verb == REPLACE and there else set()
    delta = exact(view, removed, content)
    if not there:
        delta.created.add(graph)
    return delta


def _change_all(view: GraphView, request: GraphRequest) -> QuadDelta:
    """Return what a dataset changes.

    In a plain store it replaces every graph, else the documents. The inferred graph, those of `iris.SPECIAL`
    and separate ones stay: the dataset may have them, as one that was read here does, but not add to them.
    """
    plain = request.plain
    content = _quads(request) if plain else _placed(_quads(request))
    if request.verb == EXTEND:
        return exact(view, set(), content)
    kept = {quad for quad in content if _stays(quad.graph, plain=plain)}
    _refuse_changes(view, kept)
    graphs = [graph for graph in view.graphs() if not _stays(graph, plain=plain)]
    removed = _in_no_graph(view, plain=plain).union(*map(view.quads, graphs))
    delta = exact(view, removed, content - kept)
    delta.dropped = set(graphs) - {quad.graph for quad in content}
    return delta


def _placed(content: set[Quad]) -> set[Quad]:
    """Return quads as documents have them: those of the default graph that no document has go to DIRECT."""
    if any(is_blank(quad.graph) for quad in content):
        raise RdfSyntaxError("body", None, None, "a document's graph is named by an IRI, not by a blank node")
    named = {quad for quad in content if quad.graph}
    told = {quad[:3] for quad in named}
    return named | {quad._replace(graph=DIRECT) for quad in content - named if quad[:3] not in told}


def _stays(graph: Term, *, plain: bool) -> bool:
    return graph in {INFERRED, CLASHES} if plain else graph in SPECIAL or is_separate(graph)


def _in_no_graph(view: GraphView, *, plain: bool) -> set[Quad]:
    """Return the quads of the default graph that are asserted there alone."""
    if plain:
        return set(view.quads(""))
    placed = {quad[:3] for graph in view.graphs() for quad in view.quads(graph)}
    return {quad for quad in view.quads("") if quad[:3] not in placed}


def _refuse_changes(view: GraphView, kept: Iterable[Quad]) -> None:
    # Blank nodes have other labels here, so their quads cannot be compared.
    named = {quad for quad in kept if not any(is_blank(term) or term.startswith("<<") for term in quad)}
    for quad in sorted(named - view.present(named)):
        raise Refusal(f"a dataset leaves {quad.graph} as it is: send what is new in it to that graph")


def _content(request: GraphRequest, graph: Term) -> set[Quad]:
    quads = _quads(request)
    if any(quad.graph for quad in quads):
        raise RdfSyntaxError(
            "body", None, None, "a named graph inside the body: send each to its own address, or all to none"
        )
    return {quad._replace(graph=graph) for quad in quads}


def _quads(request: GraphRequest) -> set[Quad]:
    # Entities may grow without bound, and no RDF needs them; a DOCTYPE declares them.
    if "xml" in request.media_type and any(mark in request.text for mark in _DOCTYPE):
        raise RdfSyntaxError("body", None, None, "a DOCTYPE is not taken")
    # The engine reads `null` as an empty document, which would replace everything.
    if (
        request.media_type == media_types.JSON_LD
        and without_mark(request.text, "body").lstrip()[:1] not in _JSON
    ):
        raise RdfSyntaxError("body", 1, 1, "a JSON-LD document is an object or an array")
    return set(with_fresh_blank_nodes(parse(request.text, media_type=request.media_type, base=request.base)))


def retract(view: GraphView, graph: Term) -> QuadDelta:
    """Return what withdrawing the document of a graph changes.

    The graph is removed with its provenance, and so is the description of the document unless another graph
    derives from it too. A graph that derives from several documents stays, as its content does not rest on
    this one alone.
    """
    documents = {
        document
        for document in _objects(view, graph, PROV.wasDerivedFrom)
        if _subjects(view, PROV.wasDerivedFrom, document) <= {graph}
    }
    originals = {
        original
        for document in documents
        for original in _objects(view, document, BIL.digestOf)
        if _subjects(view, BIL.digestOf, original) <= documents
        and not _subjects(view, PROV.wasDerivedFrom, original)
    }
    sections = {section for original in originals for section in _objects(view, original, BIL.hasSection)}
    removed: set[Quad] = set(view.quads(graph))
    for node in {graph} | documents | originals | sections:
        removed |= set(view.match(node, graph=PROVENANCE))
    return QuadDelta(removed=removed, dropped={graph})


def _objects(view: GraphView, subject: Term, predicate: Term) -> set[Term]:
    return {quad.object for quad in view.match(subject, predicate, None, PROVENANCE)}


def _subjects(view: GraphView, predicate: Term, object_: Term) -> set[Term]:
    return {quad.subject for quad in view.match(None, predicate, object_, PROVENANCE)}
