"""What a write to a document's graph changes elsewhere.

See `graph_layout` for what stands where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.errors import Refusal
from bilateral.store.engine.graph_layout import CLASHES, INFERRED, is_separate
from bilateral.store.engine.quad_delta import QuadDelta

if TYPE_CHECKING:
    from bilateral.rdf.terms import Quad, Term
    from bilateral.store.engine.view import GraphView

DIRECT: Final[Term] = "<https://w3id.org/bilateral/graph/direct>"
"""The graph of triples that were asserted in no document."""


def with_default_graph(delta: QuadDelta, view: GraphView) -> QuadDelta:
    """Return the change with what it means for the default graph.

    A triple that is added goes to the default graph and to a document's graph, DIRECT if none is named. One
    that is removed from a document leaves the default graph with the last document that has it; one that is
    removed from the default graph leaves all documents.

    Raises:
        Refusal: it changes what reasoning adds.
    """
    for graph in delta.graphs() & {INFERRED, CLASHES}:
        raise Refusal(f"{graph} holds what follows from the rest, and is not written to")
    view.prepare(quad.subject for quad in delta.removed | delta.added)
    whole = QuadDelta(set(delta.removed), set(delta.added), set(delta.dropped), set(delta.created))
    for quad in delta.removed:
        whole.removed |= _also_removed(quad, delta, view)
    copies: set[Quad] = set()
    for quad in delta.added:
        placed = quad if quad.graph else quad._replace(graph=DIRECT)
        copies.add(placed)
        if not is_separate(placed.graph):
            copies.add(placed._replace(graph=""))
    whole.added |= copies - view.present(copies)
    kept = {quad._replace(graph="") for quad in whole.added}
    whole.removed -= kept
    return whole


def _also_removed(quad: Quad, delta: QuadDelta, view: GraphView) -> set[Quad]:
    if is_separate(quad.graph):
        return set()
    everywhere = {
        found for found in view.match(*quad[:3]) if found.graph != INFERRED and not is_separate(found.graph)
    }
    if not quad.graph:
        return everywhere
    elsewhere = {found for found in everywhere if found.graph} - delta.removed
    return set() if elsewhere else {quad._replace(graph="")}
