"""What is in the graph, for whoever comes in at the front door."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.explore.entity import fact_tables
from bilateral.explore.entity.description import plural
from bilateral.explore.entity.fact_tables import PageTable, TableHeading, TableWindow
from bilateral.explore.graph import page_queries
from bilateral.rdf import dates
from bilateral.rdf.vocabulary import BIL, RDF

if TYPE_CHECKING:
    from bilateral.explore.graph.graph import Graph
    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.rdf.terms import Term

COUNTED = (
    BIL.State,
    BIL.Organisation,
    BIL.Person,
    BIL.Office,
    BIL.Meeting,
    BIL.Membership,
    BIL.Tenure,
    BIL.Statement,
    BIL.SourceDocument,
)
_BACK: Final = (60, 730, None)
"""Days within which the latest meetings are looked for, before they are looked for in all."""


class ClassCount(NamedTuple):
    """How many things of a class there are."""

    cls: PageNode
    title: str
    number: int


class Overview(NamedTuple):
    """What the front page shows."""

    counts: list[ClassCount]
    meetings: PageTable
    recorded: PageNode | None


def overview(about: Reading, rows: int = 8) -> Overview:
    """Return counts, the latest meetings, and when content was last taken in."""
    graph, day = about.graph, about.moment
    meetings = graph.once(("latest", day), lambda: _latest_meetings(graph, day, rows))
    recorded = graph.once(("recorded",), lambda: page_queries.column(graph, "latest-record", "last"))
    return Overview(
        counts(about),
        fact_tables.event_table(
            about, TableHeading("meetings", "Latest meetings"), meetings[:rows], window=TableWindow(1, rows)
        ),
        about.node(recorded[0]) if recorded else None,
    )


def counts(about: Reading) -> list[ClassCount]:
    """Return how many things there are of the main classes."""
    return [_count(about, cls) for cls in COUNTED]


def _latest_meetings(graph: Graph, day: date, wanted: int) -> list[Term]:
    """Return the latest meetings, looked for in ever longer times."""
    found: list[Term] = []
    for days in _BACK:
        since = date.min if days is None or days > day.toordinal() else day - timedelta(days)
        ends = {"since": dates.day(since), "day": dates.day(day)}
        found = page_queries.column(graph, "latest-meetings", "event", **ends)
        if len(found) >= wanted:
            break
    return found


def _count(about: Reading, cls: Term) -> ClassCount:
    node = about.node(cls)
    number = page_queries.number(about.graph, "number-of-subjects", property=RDF.type, value=cls)
    return ClassCount(node, plural(node.text), number)
