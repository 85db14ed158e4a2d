"""The ledger of two states: in each year what is known, what was looked for and not found, and who looked."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.explore.graph import page_queries
from bilateral.explore.graph.dataset_coverage import Coverage, coverages
from bilateral.explore.graph.page_queries import SolutionTable
from bilateral.explore.research import measures, year_values
from bilateral.explore.research.zero_cells import Zeros

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.explore.graph.graph import Graph
    from bilateral.explore.research.measures import Measure
    from bilateral.explore.research.year_values import Pair, Window

_MOST: Final = 100_000


class LedgerColumn(NamedTuple):
    """One measure of two states."""

    name: str
    title: str
    cells: Sequence[str]  # for each year a number, 0 where somebody looked and found none, or empty


class PairLedger(NamedTuple):
    """What is known of two states by year."""

    columns: list[LedgerColumn]  # those that have anything to say
    years: list[tuple[int, list[str]]]  # the latest first, each with the cells of the columns
    coverages: list[Coverage]  # of all states, or of one of the two


def pair_ledger(graph: Graph, pair: Pair, window: Window) -> PairLedger:
    """Return the ledger of two states, whatever direction things have; counted as in tables by year."""
    covering = [each for each in coverages(graph) if each.party in {"", *pair}]
    zeros = Zeros(covering, window)
    columns = [
        column
        for measure in measures.measures(graph.content)
        for column in _columns(graph, measure, pair, window, zeros)
        if any(column.cells)
    ]
    rows = zip(*(column.cells for column in columns), strict=True)
    years = [(window.first + index, list(row)) for index, row in enumerate(rows) if any(row)]
    return PairLedger(columns, years[::-1], covering)


def _columns(graph: Graph, measure: Measure, pair: Pair, window: Window, zeros: Zeros) -> list[LedgerColumn]:
    found = year_values.values(measure, _rows(graph, measure, pair), window)
    empty = zeros.cells(measure.covers, pair)
    columns = []
    for each in measure.columns:
        cells = year_values.shown(found[each.name].either_way(pair), empty)
        columns.append(LedgerColumn(each.name, f"{measure.title} {each.title}", cells))
    return columns


def _rows(graph: Graph, measure: Measure, pair: Pair) -> SolutionTable:
    """Return the rows of a measure that are about two states; the query is asked for each of them."""
    tables = [graph.ask(page_queries.bound(measure.text, {"one": one}), _MOST) for one in pair]
    names = tables[0].columns
    rows = [
        row
        for row in chain.from_iterable(each.rows for each in tables)
        if "other" not in names or row[names.index("other")] in pair
    ]
    return SolutionTable(names, rows, more=False)
