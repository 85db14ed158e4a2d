"""Two events beside each other as the page of merges shows them, and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bilateral.explore.entity import fact_tables
from bilateral.explore.entity.page_tables import TableHeading, TableWindow
from bilateral.rdf.iris import entity

if TYPE_CHECKING:
    from bilateral.explore.entity.page_tables import PageTable
    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.ingest.identity.double_events import DoubleEvents
    from bilateral.ingest.identity.merging import RecordedDecision


class DoubleDisplay(NamedTuple):
    """Two events that may be one.

    Attributes:
        double: what speaks for it and against it.
        table: the two events as rows, the one that is to stay first.
        share: how like they are, in percent.
    """

    double: DoubleEvents
    table: PageTable
    share: int


class DecisionDisplay(NamedTuple):
    """A decision that was made, and the events it is about."""

    made: RecordedDecision
    kept: PageNode
    replaced: PageNode


def display_double(about: Reading, double: DoubleEvents) -> DoubleDisplay:
    """Return two events as the page shows them."""
    heading = TableHeading("double", double.kept_label)
    events = [entity(double.kept), entity(double.replaced)]
    table = fact_tables.event_table(about, heading, events, TableWindow(1, len(events)))
    table.rows.sort(key=lambda row: events.index(row.node.term))
    return DoubleDisplay(double, table, round(100 * double.score))


def display_decision(about: Reading, made: RecordedDecision) -> DecisionDisplay:
    """Return a decision as the page shows it."""
    return DecisionDisplay(made, about.node(entity(made.kept)), about.node(entity(made.replaced)))
