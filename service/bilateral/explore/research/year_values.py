"""The values of a measure by pair and year, from the rows of its query.

Years are bits of a number, so that two spells are compared in one step.
"""

from __future__ import annotations

import operator
from collections import Counter, defaultdict
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from bilateral.explore.graph import page_queries
from bilateral.explore.research.measures import BEGINS
from bilateral.rdf.terms import literal_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bilateral.explore.graph.page_queries import SolutionTable
    from bilateral.explore.research.measures import Measure, MeasureColumn
    from bilateral.rdf.terms import Term

Pair: TypeAlias = "tuple[Term, Term]"
"""Two polities; of a measure without direction in either order, once."""
Years: TypeAlias = int
"""A bit for each year of a window, the first for the first."""
Cells: TypeAlias = "list[float]"
"""A number for each year of a window."""
_ANY: Final = ""


class Window(NamedTuple):
    """The years that are asked for."""

    first: int
    last: int
    present: int  # what has no end goes on until then

    def __len__(self) -> int:
        return self.last - self.first + 1

    def years(self, since: int, until: int) -> Years:
        """Return the years from one to another, both included."""
        low, high = max(since, self.first), min(until, self.last)
        return ((1 << (high - low + 1)) - 1) << (low - self.first) if low <= high else 0


class YearValues(NamedTuple):
    """What a column has in each year of a window, 0 for nothing."""

    pairs: Mapping[Pair, Cells]
    made: Mapping[Term, Cells]  # things of one polity; of a measure with a direction, as its ?one
    received: Mapping[Term, Cells]  # as its ?other, where there is a direction

    def either_way(self, pair: Pair) -> Cells | None:
        """Return what there is of two, that of both ways together; None for nothing."""
        ways = [self.pairs[way] for way in (pair, pair[::-1]) if way in self.pairs]
        return list(map(operator.add, *ways)) if len(ways) > 1 else next(iter(ways), None)


def shown(found: Cells | None, empty: Sequence[str]) -> Sequence[str]:
    """Return numbers as the cells of a table, with those of `empty` where there is none."""
    if found is None:
        return empty
    return [f"{value:g}" if value else cell for value, cell in zip(found, empty, strict=True)]


def values(measure: Measure, found: SolutionTable, window: Window) -> dict[str, YearValues]:
    """Return what each column of a measure has."""
    rows = [(row, years) for row in page_queries.named(found) if (years := _years(measure.when, row, window))]
    paired = "other" in found.columns
    return {
        column.name: (_paired if paired else _shared)(measure, column, rows, window)
        for column in measure.columns
    }


_Rows: TypeAlias = "list[tuple[dict[str, Term], Years]]"


def _years(when: str, row: Mapping[str, Term], window: Window) -> Years:
    if when == BEGINS:
        first, latest = year_of(row["first"]), year_of(row["latest"])
        return window.years(first, first) if first == latest else 0
    since, until = row.get("from"), row.get("until")
    return window.years(
        window.first if since is None else year_of(since), window.present if until is None else year_of(until)
    )


def year_of(day: Term) -> int:
    """Return the year of a literal that begins with it."""
    return int(day[1:5])


def _paired(measure: Measure, column: MeasureColumn, rows: _Rows, window: Window) -> YearValues:
    if column.value:
        return YearValues(_shown(measure, column, rows, window), {}, {})
    pairs: _Spells = defaultdict(lambda: defaultdict(int))
    made: _Spells = defaultdict(lambda: defaultdict(int))
    received: _Spells = defaultdict(lambda: defaultdict(int))
    for row, years in rows:
        if column.kind in {_ANY, row.get("kind")}:
            thing, (one, other) = row["thing"], _pair(measure, row)
            pairs[one, other][thing] |= years
            # What is between several, such as a mission to three states, is one thing of each.
            made[one][thing] |= years
            (received if measure.directed else made)[other][thing] |= years
    return YearValues(*(_counts(each, window) for each in (pairs, made, received)))


def _pair(measure: Measure, row: Mapping[str, Term]) -> Pair:
    one, other = row["one"], row["other"]
    return (one, other) if measure.directed or one < other else (other, one)


def _shared(_: Measure, column: MeasureColumn, rows: _Rows, window: Window) -> YearValues:
    things: _Spells = defaultdict(lambda: defaultdict(int))
    made: _Spells = defaultdict(lambda: defaultdict(int))
    pairs: dict[Pair, Cells] = defaultdict(lambda: [0] * len(window))
    for row, years in rows:
        if column.kind in {_ANY, row.get("kind")}:
            thing, one = row["thing"], row["one"]
            things[thing][one] |= years
            made[one][thing] |= years
    for having in things.values():
        for (one, ours), (other, theirs) in combinations(sorted(having.items()), 2):
            if years := ours & theirs:
                # A treaty of 150 has 11,000 pairs: they are counted at once, not listed.
                cells = pairs[one, other]
                for index in _bits(years):
                    cells[index] += 1
    return YearValues(pairs, _counts(made, window), {})


_Spells: TypeAlias = "defaultdict[Any, dict[Term, Years]]"


def _counts(spells: _Spells, window: Window) -> dict[Any, Cells]:
    """Return in how many of its spells each year lies, for each key."""
    return {key: _counted(each.values(), window) for key, each in spells.items()}


def _counted(spells: Iterable[Years], window: Window) -> Cells:
    counts: Cells = [0] * len(window)
    for years, number in Counter(spells).items():
        for index in _bits(years):
            counts[index] += number
    return counts


@lru_cache(maxsize=4096)
def _bits(years: Years) -> tuple[int, ...]:
    return tuple(index for index in range(years.bit_length()) if years >> index & 1)


def _shown(measure: Measure, column: MeasureColumn, rows: _Rows, window: Window) -> dict[Pair, Cells]:
    """Return the value of a variable, the largest where rows differ."""
    found: dict[Pair, Cells] = {}
    for row, years in rows:
        cells = found.setdefault(_pair(measure, row), [0] * len(window))
        value = float(literal_parts(row.get(column.value, '"0"')).value)
        for index in _bits(years):
            cells[index] = max(cells[index], value)
    return found
