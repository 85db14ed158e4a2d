"""What is in the graph, for whoever comes in at the front door."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bilateral.entities import tables
from bilateral.entities.description import plural
from bilateral.entities.tables import Heading, Table, Window
from bilateral.vocabulary import RDF_TYPE, bil

if TYPE_CHECKING:
    from bilateral.entities.reading import Node, Reading
    from bilateral.terms import Term

_COUNTED = tuple(
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
_MEETING = bil("Meeting")
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
    meetings = about.graph.subjects(RDF_TYPE, _MEETING)
    recorded = max(
        (quad.object for quad in about.graph.snapshot.match(None, _RECORDED, None, graph="")), default=None
    )
    return Home(
        [_count(about, cls) for cls in _COUNTED],
        tables.event_table(about, Heading("meetings", "Latest meetings"), meetings, window=Window(1, rows)),
        about.node(recorded) if recorded else None,
    )


def members(about: Reading, cls: Term) -> list[Node]:
    """Return the members of a class by name."""
    nodes = (about.node(term) for term in about.graph.subjects(RDF_TYPE, cls))
    return sorted(nodes, key=lambda node: node.text.casefold())


def _count(about: Reading, cls: Term) -> Count:
    node = about.node(cls)
    return Count(node, plural(node.text), len(about.graph.subjects(RDF_TYPE, cls)))
