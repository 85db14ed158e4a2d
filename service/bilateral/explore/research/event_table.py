"""Events as a table: a row for each, with its days, kind and the states that it brings together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from bilateral.explore.exports import spreadsheet
from bilateral.explore.graph import page_queries
from bilateral.explore.research import measures
from bilateral.explore.research.polities import polities
from bilateral.explore.research.year_values import year_of
from bilateral.rdf.iris import ID
from bilateral.rdf.terms import iri_value, is_literal, literal_parts
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.explore.graph.graph import Graph
    from bilateral.explore.research.year_tables import TableRequest
    from bilateral.rdf.terms import Term

COLUMNS: Final = {
    "event": "the name of the event in the graph, after the address of its things",
    "kind": "its most special classes",
    "label": "what it is called in English",
    "first": "the earliest day on which it can have begun, by any source",
    "last": "the latest day on which it can have ended, by any source",
    "status": "occurred, planned, cancelled, denied, recurring; what sources differ on has several",
    "level": "the rank of those who met",
    "place": "where, as the source says",
    "state": "states represented at it: the first of the codes that are asked for, or the name in the graph",
}
"""The columns, and what they are; several values of another are separated by `;`."""
_MOST: Final = 5_000_000


def events(graph: Graph, request: TableRequest) -> Iterator[str]:
    """Yield a CSV text in parts: events that begin in the years of a request, by day."""
    found = graph.ask(measures.query(graph.content, "events"), _MOST)
    codes = {each.term: each.codes[0] for each in polities(graph, request.codes, request.window)}
    rows: dict[Term, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in page_queries.named(found):
        year = year_of(row["first"]) - request.window.first
        if 0 <= year < len(request.window):
            about = rows[row["event"]]
            for name, value in row.items():
                code = codes[value][year] if name == "state" and value in codes else ""
                about[name].add(code or _text(value))
    yield spreadsheet([COLUMNS])
    for each in sorted(rows.values(), key=lambda about: (min(about["first"]), min(about["event"]))):
        yield spreadsheet([[_cell(name, each[name]) for name in COLUMNS]])


def _cell(column: str, values: set[str]) -> str:
    # Of days that sources differ on, the whole span.
    if column in ("first", "last"):
        return (min if column == "first" else max)(values, default="")
    return ";".join(sorted(values))


def _text(term: Term) -> str:
    if is_literal(term):
        return literal_parts(term).value
    return (
        iri_value(term).removeprefix(ID).removeprefix(str(BIL)).removeprefix("level/").removeprefix("status/")
    )
