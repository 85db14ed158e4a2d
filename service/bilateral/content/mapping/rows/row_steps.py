"""Steps between the rows of a file and those that are mapped.

Each takes rows and gives rows with the cells of the columns that it fills after theirs. Rows that cannot be
read go through as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from bilateral.content.mapping.mapping_file import step_fills
from bilateral.content.mapping.row_conditions import condition
from bilateral.content.mapping.rows.agreement import agreement
from bilateral.content.mapping.rows.step_context import StepContext
from bilateral.content.mapping.source_row import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bilateral.content.mapping.mapping_file import TableMapping
    from bilateral.content.mapping.source_row import SourceRow

    Step = Callable[[StepContext, Iterator[SourceRow]], Iterator[SourceRow]]

_YEAR = re.compile(r"(\d{4})(?:\.0*)?")


def take_steps(mapping: TableMapping, rows: Iterator[SourceRow], file: Path) -> Iterator[SourceRow]:
    """Return the rows that the steps of a mapping make of those of a file, one step after the other.

    While they are read, this raises:
        InputError: a step names columns that are not there, or another file that cannot be read.
    """
    columns = [column.name for column in mapping.in_file]
    for step in mapping.steps:
        rows = _STEP_FUNCTIONS[step["name"]](StepContext(mapping, step, tuple(columns), file), rows)
        columns += step_fills(step)
    return rows


def spells(context: StepContext, rows: Iterator[SourceRow]) -> Iterator[SourceRow]:
    """Join rows for one year each to one for each run of years in which all other columns say the same.

    `year` names the column of the year, which becomes the first, and `last` the one for the last.
    """
    (place,) = context.places("year")
    found: dict[tuple[Any, ...], tuple[SourceRow, set[int]]] = {}
    number = 0
    for row in rows:
        year = _YEAR.fullmatch(str(row.cells[place])) if not row.problem else None
        if year is None:
            number += 1
            problem = row.problem or f"{row.cells[place]!r} is no year"
            yield row._replace(number=number, problem=problem)
            continue
        key = tuple(cell for each, cell in enumerate(row.cells) if each != place)
        found.setdefault(key, (row, set()))[1].add(int(year[1]))
    for row, years in found.values():
        for first, last in _runs(sorted(years)):
            number += 1
            cells = [*row.cells, str(last)]
            cells[place] = str(first)
            yield row._replace(number=number, cells=cells)


def _runs(years: list[int]) -> Iterator[tuple[int, int]]:
    first = years[0]
    for year, following in zip(years, [*years[1:], None], strict=True):
        if following != year + 1:
            yield first, year
            first = following or first


def unpivot(context: StepContext, rows: Iterator[SourceRow]) -> Iterator[SourceRow]:
    """Make a row of each cell in the columns whose headers match: `into` has the header, `value` the cell."""
    width, number = len(context.columns), 0
    for row in rows:
        if row.problem:
            number += 1
            yield row._replace(number=number)
            continue
        for pair in range(width, len(row.cells), 2):
            number += 1
            yield row._replace(number=number, cells=[*row.cells[:width], *row.cells[pair : pair + 2]])


def split(context: StepContext, rows: Iterator[SourceRow]) -> Iterator[SourceRow]:
    """Make a row of each part of a `column`, cut where the pattern `at` matches: `into` has the part.

    Raises:
        InputError: there is no such column, or the pattern is none.
    """
    (place,) = context.places("column")
    try:
        at = re.compile(context.step["at"])
    except re.error as error:
        raise context.mapping.refuse(f"the step split: {error}") from error
    number = 0
    for row in rows:
        for part in [""] if row.problem else at.split(joined(row.cells[place])):
            number += 1
            yield row._replace(number=number, cells=[*row.cells, part.strip()])


def mirror(context: StepContext, rows: Iterator[SourceRow]) -> Iterator[SourceRow]:
    """Leave out rows that say what another said with the two `columns` changed about.

    All columns count but those of `but`; with `when`, rows that it does not hold for stay. The column `told`,
    if it is named, has `both ways` for a row that stands for two, and `one way` for others.

    Raises:
        InputError: the step names columns that are not there.
    """
    turned = _turned(context)
    if "told" in context.step:
        rows = _with_told(list(rows), turned)
    seen: set[int] = set()
    for row in rows:
        found = turned(row)
        told = found is not None and found.other in seen
        if found is not None:
            seen.add(found.own)
        yield row._replace(left_out="told the other way round") if told else row


class _Turned(NamedTuple):
    """The hash of a row, and that of one which says the same the other way round; None if that is itself."""

    own: int
    other: int | None


def _turned(context: StepContext) -> Callable[[SourceRow], _Turned | None]:
    """Return the function from a row to its hashes; to None for one that the step passes over."""
    one, other = context.places("columns")
    apart = {one, other, *context.places("but")}
    said = context.step.get("when")
    try:
        holds = condition(said, {name: place for place, name in enumerate(context.columns)}) if said else None
    except ValueError as error:
        raise context.mapping.refuse(f"the step mirror: {error}") from error

    def turned(row: SourceRow) -> _Turned | None:
        if row.problem or not (holds is None or holds(row.cells)):
            return None
        rest = tuple(cell for place, cell in enumerate(row.cells) if place not in apart)
        a, b = row.cells[one], row.cells[other]
        return _Turned(hash((a, b, rest)), hash((b, a, rest)) if a != b else None)

    return turned


def _with_told(
    rows: Sequence[SourceRow], turned: Callable[[SourceRow], _Turned | None]
) -> Iterator[SourceRow]:
    others = {found.other for row in rows if (found := turned(row))}
    for row in rows:
        found = turned(row)
        both = found is not None and found.own in others
        yield row._replace(cells=[*row.cells, "both ways" if both else "one way"])


_STEP_FUNCTIONS: Mapping[str, Step] = {
    "spells": spells,
    "unpivot": unpivot,
    "agreement": agreement,
    "mirror": mirror,
    "split": split,
}
"""The steps by their names, which `mapping_file.STEPS` gives with their parameters."""
