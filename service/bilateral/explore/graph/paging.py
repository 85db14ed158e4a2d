"""Lists too long to be sorted: a page at a time, in the engine's order, which stays the same for a state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.explore.entity import fact_tables
from bilateral.explore.entity.fact_tables import PageTable, TableRow
from bilateral.explore.graph import page_queries
from bilateral.explore.graph.reading import PageValue
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from bilateral.explore.entity.fact_tables import TableHeading, TableWindow
    from bilateral.explore.graph.graph import PropertyFacts
    from bilateral.explore.graph.reading import Reading
    from bilateral.rdf.terms import Term

_COLUMNS: Final = {"date": "Date", "what": "What", "kind": "Kind"}
_NOTE: Final = "Too many to be put in order; all of them can be paged through."


def subjects(
    about: Reading, heading: TableHeading, end: tuple[Term, Term], total: int, window: TableWindow
) -> PageTable:
    """Return what has a value of a property, as rows.

    Args:
        about: the reading.
        heading: what the table is called.
        end: the property and the value.
        total: how many facts there are.
        window: which of the rows.
    """
    table = PageTable(*heading, dict(_COLUMNS), [], note=_NOTE)
    shown = fact_tables.turn(table, total, window)
    rows = page_queries.some(about.graph, "subjects", shown, property=end[0], value=end[1])
    table.rows = [_row(about, (row["subject"], *end)) for row in rows]
    return table


def values(about: Reading, facts: PropertyFacts, window: slice) -> list[PageValue]:
    """Return values of a property of a node, of which the facts are the first."""
    subject, predicate, *_ = facts.items[0]
    rows = page_queries.some(about.graph, "values", window, subject=subject, property=predicate)
    return [_value(about, (subject, predicate, row["value"]), row["value"]) for row in rows]


def _row(about: Reading, triple: tuple[Term, Term, Term]) -> TableRow:
    value = _value(about, triple, triple[0])
    date = about.graph.value(triple[0], BIL.date) or about.graph.value(triple[0], BIL.start)
    classes = about.graph.ontology.specific(about.graph.types(triple[0]))
    cells = {
        "what": [value],
        "kind": [PageValue(about.node(cls)) for cls in classes],
        "date": [PageValue(about.node(date))] if date else [],
    }
    return TableRow(value.node, cells, value.sources, mark=value.mark)


def _value(about: Reading, triple: tuple[Term, Term, Term], end: Term) -> PageValue:
    return about.value(about.graph.fact(triple), end)
