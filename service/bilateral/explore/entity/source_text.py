"""What rests on a document, and the text of a digest with the stretches that statements rest on."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.explore.entity import evidence
from bilateral.explore.graph import page_queries
from bilateral.rdf.terms import literal_parts
from bilateral.rdf.vocabulary import BIL, OA, PROV

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.explore.graph.graph import Graph
    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.rdf.terms import Term, Triple

_MOST: Final = 5000


class TextSegment(NamedTuple):
    """A piece of a text, and the statement that rests on it, if any does."""

    text: str
    statement: PageNode | None


class Withdrawal(NamedTuple):
    """That a document does not count any more.

    Attributes:
        on: when it was withdrawn, or None where that is not known.
        by: the documents that took its place.
    """

    on: PageNode | None
    by: list[PageNode]


class DerivedFacts(NamedTuple):
    """Facts that rest on a document.

    Attributes:
        facts: some of them, as subject, property and value.
        total: how many there are.
    """

    facts: list[tuple[PageNode, PageNode, PageNode]]
    total: int


def derived_facts(about: Reading, document: Term, window: slice) -> DerivedFacts:
    """Return the facts of the graphs that are derived from a document or its digest."""
    graph = about.graph
    documents = {document, *graph.subjects(BIL.digestOf, document)}
    graphs = sorted({each for one in documents for each in graph.subjects(PROV.wasDerivedFrom, one)})
    hidden = graph.ontology.bounds
    quads = (
        quad for name in graphs for quad in graph.snapshot.match(graph=name) if quad.predicate not in hidden
    )
    triples = sorted(quad[:3] for quad in islice(quads, _MOST + 1))
    total = len(triples)
    if total > _MOST:
        totals = {name: page_queries.number(graph, "number-in-a-graph", graph=name) for name in graphs}
        total = sum(totals.values())
        triples = list(_unsorted(graph, totals, window))
        window = slice(None)
    shown = [(about.node(s), about.node(p), about.node(o)) for s, p, o in triples[window]]
    return DerivedFacts(shown, total)


def _unsorted(graph: Graph, totals: dict[Term, int], window: slice) -> Iterator[Triple]:
    """Yield the facts of graphs that lie in a window, in the engine's order."""
    start = 0
    for name, total in totals.items():
        part = slice(max(window.start - start, 0), min(window.stop - start, total))
        if part.start < part.stop:
            for row in page_queries.some(graph, "facts-of-a-graph", part, graph=name):
                yield row["subject"], row["property"], row["value"]
        start += total


def withdrawal(about: Reading, document: Term) -> Withdrawal | None:
    """Return that a document was withdrawn or revised, or None where it still counts."""
    graph = about.graph
    graphs = graph.subjects(PROV.wasDerivedFrom, document)
    moments = [moment for each in graphs for moment in graph.values(each, PROV.invalidatedAtTime)]
    later = [revision for each in graphs for revision in graph.subjects(PROV.wasRevisionOf, each)]
    if not moments and not later:
        return None
    documents = dict.fromkeys(found for each in later for found in graph.values(each, PROV.wasDerivedFrom))
    return Withdrawal(about.node(min(moments)) if moments else None, [about.node(each) for each in documents])


def text(about: Reading, document: Term) -> list[TextSegment]:
    """Return the kept text of a document in stretches; where several statements rest, the first is named."""
    graph = about.graph
    kept = graph.value(document, BIL.text)
    if kept is None:
        return []
    whole = literal_parts(kept).value
    marks: list[tuple[int, int, Term]] = []
    for each in graph.subjects(OA.hasSource, document):
        place = evidence.position(about, each)
        statements = graph.subjects(BIL.evidence, each)
        if place and statements:
            marks.append((*place, min(statements)))
    return [
        TextSegment(piece, about.node(statement) if statement else None)
        for piece, statement in cut(whole, sorted(marks))
    ]


def cut(whole: str, marks: list[tuple[int, int, Term]]) -> list[tuple[str, Term]]:
    """Return a text in pieces, each with what is marked there; of marks that overlap, the earlier counts."""
    pieces: list[tuple[str, Term]] = []
    at = 0
    for start, end, mark in marks:
        begin, finish = max(start, at), min(end, len(whole))
        if begin >= finish:
            continue
        if begin > at:
            pieces.append((whole[at:begin], ""))
        pieces.append((whole[begin:finish], mark))
        at = finish
    return [*pieces, (whole[at:], "")] if at < len(whole) else pieces
