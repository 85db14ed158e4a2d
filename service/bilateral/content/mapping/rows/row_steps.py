"""Steps between the rows of a file and those that are mapped.

Each takes the rows of a file and gives rows whose cells are those of the file's columns, then of the columns
that the step fills. Rows that cannot be read go through as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bilateral.content.mapping.row_conditions import condition
from bilateral.content.mapping.rows.agreement import agreement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from bilateral.content.mapping.mapping_file import TableMapping
    from bilateral.content.mapping.source_row import SourceRow

    Step = Callable[[TableMapping, Iterator[SourceRow], Path], Iterator[SourceRow]]

_YEAR = re.compile(r"(\d{4})(?:\.0*)?")


def spells(mapping: TableMapping, rows: Iterator[SourceRow], _: Path) -> Iterator[SourceRow]:
    """Join rows for one year each to one for each run of years in which all other columns say the same.

    `year` names the column of the year, which becomes the first, and `last` the one for the last.
    """
    place = _places(mapping)[mapping.notes["step"]["year"]]
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


def unpivot(mapping: TableMapping, rows: Iterator[SourceRow], _: Path) -> Iterator[SourceRow]:
    """Make a row of each cell in the columns whose headers match: `into` has the header, `value` the cell."""
    width, number = len(mapping.in_file), 0
    for row in rows:
        if row.problem:
            number += 1
            yield row._replace(number=number)
            continue
        for pair in range(width, len(row.cells), 2):
            number += 1
            yield row._replace(number=number, cells=[*row.cells[:width], *row.cells[pair : pair + 2]])


def mirror(mapping: TableMapping, rows: Iterator[SourceRow], _: Path) -> Iterator[SourceRow]:
    """Leave out rows that say what another said with the two `columns` changed about.

    All columns count but those of `but`; with `when`, rows that it does not hold for stay.

    Raises:
        InputError: the step names columns that are not there.
    """
    step, places = mapping.notes["step"], _places(mapping)
    try:
        one, other = (places[name] for name in step["columns"])
        apart = {places[name] for name in step.get("but", ())} | {one, other}
        holds = condition(step["when"], places) if "when" in step else None
    except (KeyError, ValueError) as error:
        raise mapping.refuse(f"the step mirror: {error}") from error
    seen: set[int] = set()
    for row in rows:
        if row.problem or not (holds is None or holds(row.cells)):
            yield row
            continue
        rest = tuple(cell for place, cell in enumerate(row.cells) if place not in apart)
        first, second = row.cells[one], row.cells[other]
        told = first != second and hash((second, first, rest)) in seen
        seen.add(hash((first, second, rest)))
        yield row._replace(left_out="told the other way round") if told else row


def _places(mapping: TableMapping) -> dict[str, int]:
    return {column.name: place for place, column in enumerate(mapping.in_file)}


STEP_FUNCTIONS: Mapping[str, Step] = {
    "spells": spells,
    "unpivot": unpivot,
    "agreement": agreement,
    "mirror": mirror,
}
"""The steps by their names, which `mapping_file.STEPS` gives with their parameters."""
