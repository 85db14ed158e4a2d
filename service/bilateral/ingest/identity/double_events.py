"""Events of the graph that may be one, told by different documents, for somebody to decide."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.event_comparison import PERHAPS, SAME
from bilateral.ingest.identity.event_index import read_index
from bilateral.ingest.identity.event_matching import find_matches
from bilateral.ingest.identity.merging import told_apart
from bilateral.rdf.iris import INFERRED, entity, graph_documents, short
from bilateral.rdf.terms import literal_parts
from bilateral.rdf.vocabulary import BIL, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.ingest.identity.event_matching import EventMatch
    from bilateral.ingest.identity.graph_events import GraphEvent
    from bilateral.rdf.terms import Term
    from bilateral.store.engine.view import GraphView

_SAME: Final = ("the same persons on the same days",)
_LIKE: Final = 0.8  # the score from which events that may be one are worth somebody's time


class DoubleEvents(NamedTuple):
    """Two events that may be one, by identifiers.

    Attributes:
        kept: the one that more documents tell of, whose name is to stay.
        verdict: SAME or PERHAPS.
        score: from 0 to 1.
        reasons: in words.
        conflicts: in words, what the two accounts disagree on.
    """

    kept: str
    replaced: str
    kept_label: str
    replaced_label: str
    verdict: str
    score: float
    reasons: tuple[str, ...]
    conflicts: tuple[str, ...]


def find_doubles(state: GraphView, most: int | None = None) -> list[DoubleEvents]:
    """Return the pairs of events that may be one, the surest first, without those that were told apart.

    A document that tells of both tells them apart, unless they are the same in every respect. Of a graph with
    more events than `most`, those with the same persons and days are returned, which are inferred.
    """
    apart = told_apart(state)
    if most is not None and _has_more(state, most):
        return _inferred(state, apart)
    index = read_index(state)
    found = [
        double
        for event in index.events.values()
        for match in find_matches(event.event, index, own=event.id)
        if event.id < match.event and frozenset((event.id, match.event)) not in apart
        for double in _double(state, event, match)
    ]
    return sorted(found, key=lambda each: (each.verdict != SAME, -each.score, each.kept, each.replaced))


def _has_more(state: GraphView, most: int) -> bool:
    return next(islice(state.triples(None, BIL.status, None, ""), most, None), None) is not None


def _inferred(state: GraphView, apart: set[frozenset[str]]) -> list[DoubleEvents]:
    pairs = {(one, other) for one, _, other in state.triples(None, BIL.possiblySameAs, None, INFERRED)}
    waiting = sorted(pair for pair in pairs if pair[0] < pair[1])
    return [
        DoubleEvents(
            short(one), short(other), _label(state, one), _label(state, other), PERHAPS, _LIKE, _SAME, ()
        )
        for one, other in waiting
        if frozenset((short(one), short(other))) not in apart
    ]


def _label(state: GraphView, event: Term) -> str:
    labels = sorted(triple[2] for triple in state.triples(event, RDFS.label, None, ""))
    return literal_parts(labels[0]).value if labels else short(event)


def _double(state: GraphView, event: GraphEvent, match: EventMatch) -> Iterator[DoubleEvents]:
    if match.score < _LIKE:
        return
    ours, theirs = _documents(state, entity(event.id)), _documents(state, entity(match.event))
    if ours & theirs and match.score < 1:
        return
    told = (match.verdict, match.score, match.reasons, match.conflicts)
    if len(ours) >= len(theirs):
        yield DoubleEvents(event.id, match.event, event.event.name, match.label, *told)
    else:
        yield DoubleEvents(match.event, event.id, match.label, event.event.name, *told)


def _documents(state: GraphView, event: Term) -> set[Term]:
    """Return the documents that tell of an event."""
    graphs = {quad.graph for quad in state.match(event, RDF.type)} - {"", INFERRED}
    return {document for graph in graphs for document in graph_documents(graph)}
