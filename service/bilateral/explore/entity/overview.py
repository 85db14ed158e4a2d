"""What is in the graph: its ontology, classes and their members, and the latest meetings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.explore.entity import fact_tables
from bilateral.explore.entity.page_tables import PageTable, TableHeading, TableWindow, plural
from bilateral.explore.graph.ontology import OWN
from bilateral.rdf import dates
from bilateral.rdf.terms import iri_value, is_blank
from bilateral.rdf.vocabulary import BIL, OWL, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bilateral.explore.graph.graph import Graph
    from bilateral.explore.graph.ontology import OntologyEntry
    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.rdf.terms import Term

_ROWS: Final = 8
_MOST_SORTED: Final = 2_000
_DAYS_BACK: Final = (60, 730, date.max.toordinal())
"""Days within which the latest meetings are looked for, until there are enough."""


class ClassCount(NamedTuple):
    """How many things of a class there are."""

    cls: PageNode
    title: str
    number: int


class Overview(NamedTuple):
    """What the front page shows; `recorded` is when content was last taken in."""

    counts: list[ClassCount]
    meetings: PageTable
    recorded: PageNode | None


class TermDocumentation(NamedTuple):
    """A class or property as the documentation shows it."""

    slug: str
    node: PageNode
    definition: str
    example: str
    broader: list[PageNode]
    domain: list[PageNode]
    range: list[PageNode]
    inverses: list[PageNode]


class OntologyDocumentation(NamedTuple):
    """The classes and properties of the project's own namespace, by name."""

    classes: list[TermDocumentation]
    properties: list[TermDocumentation]


class ClassMembers(NamedTuple):
    """The members of a class on one page, and how many there are on all."""

    word: TermDocumentation
    nodes: list[PageNode]
    total: int


def overview(about: Reading) -> Overview:
    """Return counts, the latest meetings, and when content was last taken in."""
    graph, day = about.graph, about.moment
    meetings = graph.once(("latest", day), lambda: _latest_meetings(graph, day))
    recorded = graph.once(("recorded",), lambda: graph.column("latest-record", "last"))
    heading, window = TableHeading("meetings", "Latest meetings"), TableWindow(1, _ROWS)
    return Overview(
        counts(about),
        fact_tables.event_table(about, heading, meetings[:_ROWS], window),
        about.node(recorded[0]) if recorded else None,
    )


def counts(about: Reading) -> list[ClassCount]:
    """Return how many things there are of the main classes."""
    return [_count(about, cls) for cls in about.graph.layout.counted]


def _latest_meetings(graph: Graph, day: date) -> list[Term]:
    found: list[Term] = []
    for days in _DAYS_BACK:
        since = date.fromordinal(max(1, day.toordinal() - days))
        ends = {"since": dates.day(since), "day": dates.day(day)}
        found = graph.column("latest-meetings", "event", **ends)
        if len(found) >= _ROWS:
            break
    return found


def _count(about: Reading, cls: Term) -> ClassCount:
    node = about.node(cls)
    number = about.graph.number("number-of-subjects", property=RDF.type, value=cls)
    return ClassCount(node, plural(node.text), number)


def documentation(about: Reading) -> OntologyDocumentation:
    """Return what the ontology declares."""
    ontology = about.graph.ontology
    own = [entry for term, entry in ontology.entries.items() if term.startswith(OWN) and entry.labels]
    properties = set(ontology.properties)
    return OntologyDocumentation(
        _documented(about, (entry for entry in own if OWL.Class in entry.types)),
        _documented(about, (entry for entry in own if entry.term in properties)),
    )


def members(about: Reading, cls: Term, window: slice) -> ClassMembers:
    """Return members of a class by name; of a very large class, in no order."""
    described = _document(about, about.graph.ontology.entry(cls))
    ends = {"property": RDF.type, "value": cls}
    total = about.graph.number("number-of-subjects", **ends)
    if total > _MOST_SORTED:
        rows = about.graph.some_solutions("subjects", window, **ends)
        return ClassMembers(described, [about.node(row["subject"]) for row in rows], total)
    nodes = map(about.node, about.graph.subjects(RDF.type, cls))
    ordered = sorted(nodes, key=lambda node: (node.text.casefold(), node.term))
    return ClassMembers(described, ordered[window], total)


def _documented(about: Reading, entries: Iterable[OntologyEntry]) -> list[TermDocumentation]:
    return sorted((_document(about, entry) for entry in entries), key=lambda each: each.slug.casefold())


def _document(about: Reading, entry: OntologyEntry) -> TermDocumentation:
    inverses = about.graph.ontology.inverses.get(entry.term, ())
    return TermDocumentation(
        iri_value(entry.term).removeprefix(str(BIL)),
        about.node(entry.term),
        about.label(entry.definitions),
        about.label(entry.examples),
        [about.node(term) for term in entry.broader],
        [about.node(term) for term in entry.domain],
        [about.node(term) for term in entry.range if not is_blank(term)],
        [about.node(term) for term in sorted(inverses)],
    )
