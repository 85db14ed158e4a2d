"""The text of sources: the quotations that statements rest on, and what is derived from a document."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.explore.graph.display_dates import spoken
from bilateral.rdf.terms import literal_parts
from bilateral.rdf.vocabulary import BIL, OA, PROV
from bilateral.texts import natural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.explore.graph.graph import Graph
    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.rdf.terms import Term, Triple

_SENTENCE_ENDS = re.compile(r"(?<=[.!?。])[\"\u201d\u2019)]*\s+|\n\s*\n")
_MOST_CONTEXT: Final = 400  # characters on each side
_MOST_SORTED: Final = 5000


class Quotation(NamedTuple):
    """A quotation, with the rest of its sentence; code points from 0, or -1 where its place is not known."""

    document: PageNode
    before: str
    quote: str
    after: str
    start: int = -1
    end: int = -1


class TextSegment(NamedTuple):
    """A piece of a text, and the statement that rests on it, if any does."""

    text: str
    statement: PageNode | None


class Withdrawal(NamedTuple):
    """When a document was withdrawn, if that is known, and the documents that took its place."""

    on: PageNode | None
    by: list[PageNode]


class ReviewLine(NamedTuple):
    """How a statement was taken in: by whom, on whose suggestion, when.

    Attributes:
        reviewer: "" if nobody has compared it with the text.
        extractor: with its version and rule; "" if a person added it.
        on: the day, in words.
    """

    reviewer: str
    extractor: str
    on: str


class DerivedFacts(NamedTuple):
    """Some of the facts that rest on a document, as subject, property and value; and how many there are."""

    facts: list[tuple[PageNode, PageNode, PageNode]]
    total: int


def quotations(about: Reading, statement: Term) -> list[Quotation]:
    """Return what a statement rests on, in the order of the text."""
    found = [_quotation(about, each) for each in about.graph.values(statement, BIL.evidence)]
    return sorted((each for each in found if each), key=lambda each: (each.start, each.quote))


def review_line(about: Reading, statement: Term) -> ReviewLine | None:
    """Return how a statement was taken in; None where that was not recorded."""
    graph = about.graph
    review = graph.value(statement, PROV.wasGeneratedBy)
    if review is None:
        return None
    names = {
        cls: [
            about.node(each).text
            for each in graph.values(review, PROV.wasAssociatedWith)
            if graph.is_a(each, cls)
        ]
        for cls in (BIL.Reviewer, BIL.Extractor)
    }
    rule, moment = graph.value(review, BIL.extractionRule), graph.value(review, PROV.endedAtTime)
    extractor = ", ".join(names[BIL.Extractor])
    if rule and extractor:
        extractor += f", rule {literal_parts(rule).value}"
    on = spoken(literal_parts(moment).value) if moment else ""
    return ReviewLine(", ".join(names[BIL.Reviewer]), extractor, on)


def sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and after a stretch in the sentences that it touches."""
    begin, finish = 0, len(text)
    for match in _SENTENCE_ENDS.finditer(text):
        if match.end() <= start:
            begin = match.end()
        elif match.start() >= end:
            finish = match.start()
            break
    return text[max(begin, start - _MOST_CONTEXT) : start], text[end : min(finish, end + _MOST_CONTEXT)]


def _position(about: Reading, evidence: Term) -> tuple[int, int] | None:
    """Return where a quotation begins and ends, if that is recorded."""
    start, end = (natural(_selected(about, evidence, part)) for part in (OA.start, OA.end))
    return None if start is None or end is None else (start, end)


def _quotation(about: Reading, evidence: Term) -> Quotation | None:
    document = about.graph.value(evidence, OA.hasSource)
    quote = _selected(about, evidence, OA.exact)
    if document is None or not quote:
        return None
    text, place = about.graph.value(document, BIL.text), _position(about, evidence)
    if text is None or place is None:
        return Quotation(about.node(document), "", quote, "")
    before, after = sentence(literal_parts(text).value, *place)
    return Quotation(about.node(document), before, quote, after, *place)


def _selected(about: Reading, evidence: Term, part: Term) -> str:
    selectors = about.graph.values(evidence, OA.hasSelector)
    found = (value for each in selectors if (value := about.graph.value(each, part)))
    return next((literal_parts(value).value for value in found), "")


def derived_facts(about: Reading, document: Term, window: slice) -> DerivedFacts:
    """Return the facts of the graphs that are derived from a document or its digest."""
    graph = about.graph
    documents = {document, *graph.subjects(BIL.digestOf, document)}
    graphs = sorted({each for one in documents for each in graph.subjects(PROV.wasDerivedFrom, one)})
    hidden = graph.ontology.bounds
    quads = (
        quad for name in graphs for quad in graph.snapshot.match(graph=name) if quad.predicate not in hidden
    )
    triples = sorted(quad[:3] for quad in islice(quads, _MOST_SORTED + 1))
    total = len(triples)
    if total > _MOST_SORTED:
        totals = {name: graph.number("number-in-a-graph", graph=name) for name in graphs}
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
            for row in graph.some_solutions("facts-of-a-graph", part, graph=name):
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


def segments(about: Reading, document: Term) -> list[TextSegment]:
    """Return the text of a document in segments; where several statements rest, the first is named."""
    graph = about.graph
    text = graph.value(document, BIL.text)
    if text is None:
        return []
    marks: list[tuple[int, int, Term]] = []
    for each in graph.subjects(OA.hasSource, document):
        place = _position(about, each)
        statements = graph.subjects(BIL.evidence, each)
        if place and statements:
            marks.append((*place, min(statements)))
    return [
        TextSegment(piece, about.node(statement) if statement else None)
        for piece, statement in cut(literal_parts(text).value, sorted(marks))
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
