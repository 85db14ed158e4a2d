"""Treaties as rows: when they were signed and in force, and who is party to them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from bilateral.explore.entity.fact_tables import shown_values
from bilateral.explore.entity.page_tables import PageTable, TableHeading, TableRow
from bilateral.explore.graph import display_dates
from bilateral.explore.graph.graph import by_property
from bilateral.explore.graph.reading import PageValue
from bilateral.rdf import dates
from bilateral.rdf.terms import literal
from bilateral.rdf.vocabulary import BIL, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilateral.explore.entity.page_tables import TableWindow
    from bilateral.explore.graph.graph import Fact, Graph
    from bilateral.explore.graph.reading import Reading
    from bilateral.rdf.terms import Term

HEADING: Final = TableHeading("treaties", "Treaties")
_COLUMNS: Final = {
    "date": "Signed",
    "what": "Treaty",
    "from": "In force from",
    "until": "Ended",
    "who": "Parties",
}
_DATES: Final = {"date": BIL.signed, "from": BIL.entryIntoForce, "until": BIL.terminated}
_MOST_NAMED: Final = 10
"""Parties that are named; queries/pages/large-treaties.rq has the same number."""


def treaties_of(about: Reading, party: Term, total: int, window: TableWindow) -> PageTable:
    """Return the treaties of a state or organisation as rows, the latest first; with a day, those up to it.

    Of all days there are so many as `total` says.
    """
    table = PageTable(*HEADING, dict(_COLUMNS))
    day = dates.day(about.day or date.max)
    if about.day:
        total = about.graph.number("number-of-treaties", party=party, day=day)
    shown = table.turn(total, window)
    found = about.graph.some_solutions("treaties", shown, party=party, day=day)
    table.rows = [_row(about, row["treaty"]) for row in found]
    return table


def treaties_of_two(about: Reading, treaties: Iterable[Term], window: TableWindow) -> tuple[PageTable, int]:
    """Return treaties of two as rows, the latest first, and how many more have too many parties for that."""
    large = large_treaties(about.graph)
    theirs = list(treaties)
    spans = ((_signed(about.graph, each), each) for each in theirs if each not in large)
    own = [each for each in spans if not about.day or each[0].first <= about.day]
    own.sort(key=lambda each: (-each[0].last.toordinal(), each[1]))
    table = PageTable(*HEADING, dict(_COLUMNS))
    table.rows = [_row(about, treaty) for _, treaty in own[table.turn(len(own), window)]]
    return table, len(large.intersection(theirs))


def large_treaties(graph: Graph) -> frozenset[Term]:
    """Return the treaties with more parties than are named."""
    return graph.once(("large-treaties",), lambda: frozenset(graph.column("large-treaties", "treaty")))


def _signed(graph: Graph, treaty: Term) -> dates.Span:
    value = graph.value(treaty, BIL.signed) or graph.value(treaty, BIL.entryIntoForce)
    return (value and display_dates.span(value)) or dates.Span(date.min, date.min)


def _row(about: Reading, treaty: Term) -> TableRow:
    facts = by_property(about.graph.facts(treaty))
    node = about.node(treaty)
    cells = {key: shown_values(about, facts.get(predicate, ())) for key, predicate in _DATES.items()}
    cells |= {"what": [PageValue(node)], "who": _parties(about, facts.get(BIL.treatyParty, ()))}
    sources = about.cite(graph for fact in facts.get(RDF.type, ()) for graph in fact.graphs)
    return TableRow(node, cells, sources)


def _parties(about: Reading, facts: Sequence[Fact]) -> list[PageValue]:
    if len(facts) > _MOST_NAMED:
        return [PageValue(about.node(literal(f"{len(facts)} parties")))]
    return sorted(shown_values(about, facts), key=lambda value: value.node.text)
