"""What is in the graph, for whoever comes in at the front door."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bilateral import dates
from bilateral.entities import queries, tables
from bilateral.entities.description import plural
from bilateral.entities.tables import Heading, Table, Window
from bilateral.vocabulary import RDF_TYPE, bil

if TYPE_CHECKING:
    from bilateral.entities.graph import Graph
    from bilateral.entities.reading import Node, Reading
    from bilateral.terms import Term

COUNTED = tuple(
    map(
        bil,
        (
            "State",
            "Organisation",
            "Person",
            "Office",
            "Meeting",
            "Membership",
            "Tenure",
            "Statement",
            "SourceDocument",
        ),
    )
)
_RECORDED = bil("recorded")


class Count(NamedTuple):
    """How many things of a class there are."""

    cls: Node
    title: str
    number: int


class Home(NamedTuple):
    """What the front page shows."""

    counts: list[Count]
    meetings: Table
    recorded: Node | None


def overview(about: Reading, rows: int = 8) -> Home:
    """Return counts, the latest meetings, and when content was last taken in."""
    graph, day = about.graph, dates.day(about.moment)
    meetings = graph.once(("latest", day), lambda: queries.column(graph, "latest-meetings", "event", day=day))
    recorded = graph.once(("recorded",), lambda: _latest_record(graph))
    return Home(
        counts(about),
        tables.event_table(about, Heading("meetings", "Latest meetings"), meetings, window=Window(1, rows)),
        about.node(recorded) if recorded else None,
    )


def counts(about: Reading) -> list[Count]:
    """Return how many things there are of the main classes."""
    return [_count(about, cls) for cls in COUNTED]


def _latest_record(graph: Graph) -> Term | None:
    return max((quad.object for quad in graph.snapshot.match(None, _RECORDED, graph="")), default=None)


def _count(about: Reading, cls: Term) -> Count:
    node, graph = about.node(cls), about.graph
    number = graph.once(("count", cls), lambda: len(graph.subjects(RDF_TYPE, cls)))
    return Count(node, plural(node.text), number)
