"""What withdrawing a document changes.

Its graph goes, what provenance says of that graph, and what describes the document, unless another graph
rests on the document too. A graph that rests on several documents together stays: what it says did not rest
on this one alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.rdf.iris import PROVENANCE
from bilateral.rdf.terms import iri
from bilateral.rdf.vocabulary import PROV, bil
from bilateral.store.writes.quad_delta import Delta

if TYPE_CHECKING:
    from bilateral.rdf.terms import Quad, Term
    from bilateral.store.engine.view import View

_DERIVED: Final = iri(PROV + "wasDerivedFrom")
_DIGEST_OF: Final = bil("digestOf")
_HAS_SECTION: Final = bil("hasSection")


def retract(view: View, graph: Term) -> Delta:
    """Return what withdrawing the document of a graph changes."""
    documents = {
        document
        for document in _objects(view, graph, _DERIVED)
        if _subjects(view, _DERIVED, document) <= {graph}
    }
    originals = {
        original
        for document in documents
        for original in _objects(view, document, _DIGEST_OF)
        if _subjects(view, _DIGEST_OF, original) <= documents and not _subjects(view, _DERIVED, original)
    }
    sections = {section for original in originals for section in _objects(view, original, _HAS_SECTION)}
    removed: set[Quad] = set(view.quads(graph))
    for node in {graph} | documents | originals | sections:
        removed |= set(view.match(node, graph=PROVENANCE))
    return Delta(removed=removed, dropped={graph})


def _objects(view: View, subject: Term, predicate: Term) -> set[Term]:
    return {quad.object for quad in view.match(subject, predicate, None, PROVENANCE)}


def _subjects(view: View, predicate: Term, object_: Term) -> set[Term]:
    return {quad.subject for quad in view.match(None, predicate, object_, PROVENANCE)}
