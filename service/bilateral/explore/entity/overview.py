"""What is in the graph: how many things of the main classes, and the latest meetings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.explore.entity import fact_tables
from bilateral.explore.entity.page_tables import PageTable, TableHeading, TableWindow, plural
from bilateral.explore.graph import page_queries
from bilateral.rdf import dates
from bilateral.rdf.vocabulary import RDF

if TYPE_CHECKING:
    from bilateral.explore.graph.graph import Graph
    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.rdf.terms import Term

_ROWS: Final = 8
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


def overview(about: Reading) -> Overview:
    """Return counts, the latest meetings, and when content was last taken in."""
    graph, day = about.graph, about.moment
    meetings = graph.once(("latest", day), lambda: _latest_meetings(graph, day))
    recorded = graph.once(("recorded",), lambda: page_queries.column(graph, "latest-record", "last"))
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
        found = page_queries.column(graph, "latest-meetings", "event", **ends)
        if len(found) >= _ROWS:
            break
    return found


def _count(about: Reading, cls: Term) -> ClassCount:
    node = about.node(cls)
    number = page_queries.number(about.graph, "number-of-subjects", property=RDF.type, value=cls)
    return ClassCount(node, plural(node.text), number)
