"""Whether 03/04/2001 is a day in April or in March, where a mapping takes both."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.content.mapping.cell_dates import date_reader
from bilateral.content.mapping.rows.row_sources import rows_of
from bilateral.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bilateral.content.mapping.mapping_file import ColumnMapping, TableMapping
    from bilateral.datasets.dataset_document import DatasetDocument

ORDERS: Final = ("dmy", "mdy")
_DAY_FIRST: Final = re.compile(r"dd?[^dMy]+MM?[^dMy]+y+.*")
_MONTH_FIRST: Final = re.compile(r"MM?[^dMy]+dd?[^dMy]+y+.*")


def order_of(pattern: str) -> str:
    """Return in which order a pattern has a day and a month of digits alone; "" for other patterns."""
    if _DAY_FIRST.fullmatch(pattern):
        return "dmy"
    return "mdy" if _MONTH_FIRST.fullmatch(pattern) else ""


def in_one_order(document: DatasetDocument, order: str) -> DatasetDocument:
    """Return a document whose days are read in one order: that given, or the only one that its files allow.

    Raises:
        InputError: "" is given and the files allow both, or need both.
    """
    chosen = [_chosen(table, file, order) for table, file in document.files]
    if not any(chosen):
        return document
    files = tuple(
        (_with_order(table, each), file) for (table, file), each in zip(document.files, chosen, strict=True)
    )
    told = f"{document.mapping_hash} {' '.join(chosen)}"
    return document._replace(files=files, mapping_hash=hashlib.sha256(told.encode()).hexdigest())


def _chosen(table: TableMapping, file: Path, order: str) -> str:
    """Return the order of the days in a file; "" where its mapping takes one only."""
    columns = [column for column in table.in_file if set(ORDERS) <= set(map(order_of, _patterns(column)))]
    if not columns or order:
        return order if columns else ""
    found = {kind: cell for column in columns for kind, cell in _kinds(table, file, column).items()}
    only = [each for each in ORDERS if each in found]
    if len(only) > 1:
        one, other = (f"{cell.text} in line {cell.line}" for cell in (found["dmy"], found["mdy"]))
        raise InputError(file, None, f"days are written in both orders: {one}, and {other}")
    if not only and "both" in found:
        text, line = found["both"]
        raise InputError(
            file, line, f"{text} may be two days; say which comes first: --date-order dmy or mdy"
        )
    return only[0] if only else "dmy"


class _Cell(NamedTuple):
    text: str
    line: int


def _kinds(table: TableMapping, file: Path, column: ColumnMapping) -> dict[str, _Cell]:
    """Return a cell that only one order allows, for each order, and one that both do: by "both"."""
    readers = {each: _reader(column, each) for each in ORDERS}
    place = table.row_columns.index(column.name)
    found: dict[str, _Cell] = {}
    seen: set[str] = set()
    for row in rows_of(table, file):
        text = row.cells[place] if place < len(row.cells) else ""
        if isinstance(text, str) and text not in seen:
            seen.add(text)
            days = {each: day for each, read in readers.items() if (day := _read(read, text.strip()))}
            kind = next(iter(days)) if len(days) == 1 else "both" if len(set(days.values())) > 1 else ""
            if kind:
                found.setdefault(kind, _Cell(text, row.line))
    return found


def _reader(column: ColumnMapping, order: str) -> Callable[[str], str]:
    return date_reader([pattern for pattern in _patterns(column) if order_of(pattern) == order])


def _read(read: Callable[[str], str], text: str) -> str:
    try:
        return read(text)
    except ValueError:
        return ""


def _patterns(column: ColumnMapping) -> list[str]:
    found: list[str] = column.notes.get("dates", [])
    return found


def _with_order(table: TableMapping, order: str) -> TableMapping:
    """Return a table whose days are read in one order."""
    columns = tuple(replace(column, notes=_in_order(column, order)) for column in table.columns)
    return replace(table, columns=columns)


def _in_order(column: ColumnMapping, order: str) -> dict[str, object]:
    notes = dict(column.notes)
    if "dates" in notes and order:
        other = next(each for each in ORDERS if each != order)
        notes["dates"] = [pattern for pattern in notes["dates"] if order_of(pattern) != other]
    return notes
