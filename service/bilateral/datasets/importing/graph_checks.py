"""What rows change that are not alone with their things: validated and reasoned over with the graph."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from bilateral.build.shape_validator import ShapeValidator
from bilateral.errors import Inconsistent, InputError, Refused
from bilateral.rdf.iris import ID, INFERRED, PROVENANCE, short
from bilateral.rdf.vocabulary import BIL, RDF
from bilateral.reasoning.bulk.materialise import materialise
from bilateral.reasoning.rules.domain_rules import load_rules
from bilateral.store.changes.document_provenance import with_default_graph
from bilateral.store.engine.quad_delta import QuadDelta
from bilateral.store.engine.rdf_parser import parse
from bilateral.workers.failures import NotConforming

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from bilateral.content.locations import Content
    from bilateral.datasets.dataset_document import DatasetDocument
    from bilateral.rdf.terms import Term
    from bilateral.store.snapshots.snapshot import GraphState

_SHOWN: Final = 20  # problems


def change_of(state: GraphState, document: DatasetDocument, paths: Collection[Path]) -> QuadDelta:
    """Return how the graph changes when a document has what stands in files, and nothing else."""
    new = {quad for path in paths for quad in parse(path)}
    old = set(state.quads(document.graph)) if state.has_graph(document.graph) else set()
    for node in (document.iri, document.graph):
        old |= set(state.match(node, graph=PROVENANCE))
    created = set() if state.has_graph(document.graph) else {document.graph}
    return QuadDelta(removed=old - new, added=new - old, created=created)


def check_change(data: Path, state: GraphState, delta: QuadDelta, source: Path) -> None:
    """Validate all that a change touches.

    Raises:
        Refused: it does not conform, or names what is described nowhere.
    """
    problems = [f"{short(thing)} is described nowhere" for thing in sorted(_dangling(state, delta))]
    if not problems:
        try:
            ShapeValidator(data).check(state, with_default_graph(delta, state))
        except NotConforming as error:
            told = json.loads(error.args[0])
            problems = [f"{each['focusNode'].removeprefix(ID)}: {each['message']}" for each in told]
    if problems:
        raise Refused([InputError(source, None, problem) for problem in problems[:_SHOWN]])


def _dangling(state: GraphState, delta: QuadDelta) -> Iterator[Term]:
    typed = {quad.subject for quad in delta.added if quad.predicate == RDF.type}
    named = {quad.object for quad in delta.added if quad.predicate != BIL.record}
    ours = {term for term in named - typed if term.startswith(f"<{ID}")}
    return (term for term in ours if not any(state.triples(term, RDF.type, None, "")))


def inferred_lines(state: GraphState, content: Content | None, paths: Collection[Path]) -> Iterator[str]:
    """Yield as N-Triples what follows from a graph with what stands in files, beyond what it has.

    Raises:
        Inconsistent: they contradict each other.
    """
    triples = set(state.triples(None, None, None, ""))
    triples |= {quad[:3] for path in paths for quad in parse(path)}
    result = materialise(triples, load_rules(content.rules) if content else ())
    if result.clashes:
        raise Inconsistent(result.clashes)
    there = set(state.triples(None, None, None, INFERRED))
    for triple in result.inferred:
        if triple not in there:
            yield f"{' '.join(triple)} .\n"
