"""Tables for statistics programs: a row for each two states, or each state, in each year.

An empty cell means that nobody is known to have looked; a zero, that a dataset which is complete for that
year has nothing.
"""

from __future__ import annotations

from itertools import combinations, compress, permutations
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.errors import BilateralError
from bilateral.explore.exports import spreadsheet, spreadsheet_cell
from bilateral.explore.graph.dataset_coverage import coverages
from bilateral.explore.research import measures, year_values
from bilateral.explore.research.polities import CODES, polities
from bilateral.explore.research.year_values import Window, shown
from bilateral.explore.research.zero_cells import Zeros

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bilateral.explore.graph.graph import Graph
    from bilateral.explore.research.measures import Measure, MeasureColumn
    from bilateral.explore.research.polities import TablePolity
    from bilateral.explore.research.year_values import Cells, Pair, YearValues

FIRST: Final = 1946
"""The first year of a table that names none."""
MADE, RECEIVED = "_out", "_in"
"""Endings of the columns of one state, for what has a direction."""
_EARLIEST, _LATEST = 1000, 9999
_MOST_YEARS: Final = 300
_MOST: Final = 5_000_000
_TRUTHS: Final = {"": False, "false": False, "0": False, "no": False, "true": True, "1": True, "yes": True}


class TableRequestError(BilateralError):
    """A table cannot be as it is asked for."""


class TableRequest(NamedTuple):
    """Which years, states and columns a table has."""

    window: Window
    directed: bool  # whether each pair has two rows, one each way
    codes: tuple[str, ...]
    columns: frozenset[str]  # of measures


class _Column(NamedTuple):
    measure: Measure
    column: MeasureColumn
    values: YearValues


def read_request(given: Mapping[str, str], known: Iterable[Measure], present: int) -> TableRequest:
    """Return a request from the parameters `from`, `to`, `directed`, `codes` and `measures`.

    Raises:
        TableRequestError: one of them says what cannot be.
    """
    first, last = _year(given, "from", FIRST), _year(given, "to", present)
    if not first <= last < first + _MOST_YEARS:
        raise TableRequestError(f"{first} to {last} are no years for a table: write 1 to {_MOST_YEARS} years")
    truth = given.get("directed", "").strip().lower()
    if truth not in _TRUTHS:
        raise TableRequestError(f"directed is true or false, not {truth!r}")
    offered = [column.name for measure in known for column in measure.columns]
    codes = _chosen(given, "codes", list(CODES))
    columns = _chosen(given, "measures", offered)
    return TableRequest(Window(first, last, present), _TRUTHS[truth], codes, frozenset(columns))


def _year(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name, "").strip() or str(default)
    if not text.isascii() or not text.isdecimal() or not _EARLIEST <= int(text[:5]) <= _LATEST:
        raise TableRequestError(f"{text!r} is no year; write {name}=1990")
    return int(text)


def _chosen(given: Mapping[str, str], name: str, offered: Sequence[str]) -> tuple[str, ...]:
    wanted = [each for each in given.get(name, "").replace(",", " ").split() if each]
    if unknown := [each for each in wanted if each not in offered]:
        raise TableRequestError(f"there is no {unknown[0]!r} among {name}; there are {', '.join(offered)}")
    return tuple(dict.fromkeys(wanted)) or tuple(offered)


def dyad_years(graph: Graph, request: TableRequest) -> Iterator[str]:
    """Yield a CSV text in parts: a row for each two polities in each year in which both exist."""
    columns = list(_columns(graph, request))
    rows = polities(graph, request.codes, request.window)
    zeros, years = Zeros(coverages(graph), request.window), _years(request)
    sides = [f"{code}_{side}" for side in (1, 2) for code in request.codes]
    yield spreadsheet([["year", *sides, *(each.column.name for each in columns)]])
    keys = {each.term: _keys(each) for each in rows}
    for one, other in (permutations if request.directed else combinations)(rows, 2):
        if exists := one.exists & other.exists:
            pair = one.term, other.term
            cells = [
                shown(_between(each, pair, directed=request.directed), zeros.cells(each.measure.covers, pair))
                for each in columns
            ]
            yield _lines(exists, request, years, keys[one.term], keys[other.term], *cells)


def state_years(graph: Graph, request: TableRequest) -> Iterator[str]:
    """Yield a CSV text in parts: a row for each polity in each year; columns that count things only."""
    columns = [each for each in _columns(graph, request) if not each.column.value]
    zeros, years = Zeros(coverages(graph), request.window), _years(request)
    names = [name for each in columns for name in column_names(each.measure, each.column)]
    yield spreadsheet([["year", *request.codes, *names]])
    for one in polities(graph, request.codes, request.window):
        cells = []
        for each in columns:
            empty = zeros.cells(each.measure.covers, (one.term,))
            cells.append(shown(each.values.made.get(one.term), empty))
            if each.measure.directed:
                cells.append(shown(each.values.received.get(one.term), empty))
        yield _lines(one.exists, request, years, _keys(one), *cells)


def column_names(measure: Measure, column: MeasureColumn) -> list[str]:
    """Return the names of a column in a table of single states; none for a value of two."""
    if column.value:
        return []
    return [column.name + MADE, column.name + RECEIVED] if measure.directed else [column.name]


def _columns(graph: Graph, request: TableRequest) -> Iterator[_Column]:
    for measure in measures.measures(graph.content):
        wanted = tuple(each for each in measure.columns if each.name in request.columns)
        if wanted:
            found = graph.ask(measure.text, _MOST)
            values = year_values.values(measure._replace(columns=wanted), found, request.window)
            yield from (_Column(measure, each, values[each.name]) for each in wanted)


def _between(each: _Column, pair: Pair, *, directed: bool) -> Cells | None:
    """Return what a column has of two; in a table without direction, what goes either way."""
    one_way = directed and each.measure.directed
    return each.values.pairs.get(pair) if one_way else each.values.either_way(pair)


def _keys(polity: TablePolity) -> list[str]:
    """Return what names a polity in each year, as a part of a row."""
    cells = zip(*polity.codes, strict=True)
    return [",".join(_quoted(each) for each in row) for row in cells]


def _quoted(code: str) -> str:
    return spreadsheet([[code]]).rstrip("\r\n") if code and not code.isalnum() else spreadsheet_cell(code)


def _years(request: TableRequest) -> list[str]:
    return [str(year) for year in range(request.window.first, request.window.last + 1)]


def _lines(exists: int, request: TableRequest, *columns: Sequence[str]) -> str:
    rows: Iterable[str] = map(",".join, zip(*columns, strict=True))
    whole = (1 << len(request.window)) - 1
    if exists != whole:
        rows = compress(rows, (exists >> index & 1 for index in range(len(request.window))))
    return "\r\n".join([*rows, ""])
