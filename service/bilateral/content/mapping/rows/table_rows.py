"""The rows of a dataset's file, in the order of the mapping's columns."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from bilateral import texts
from bilateral.content.mapping.source_row import SourceRow
from bilateral.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bilateral.content.mapping.mapping_file import ColumnMapping, TableMapping
    from bilateral.content.mapping.rows.archives import SourceFile

    _Record = tuple[int, int, list[str]]  # its place, its first line, its cells


def table_rows(mapping: TableMapping, source: SourceFile) -> Iterator[SourceRow]:
    """Yield the rows of a delimited file.

    Raises:
        InputError: the file cannot be read, or from a row on; a required column is missing.
    """
    encoding, file = mapping.dialect.python_encoding, source.path
    with source.open() as stream, _text(stream, file, encoding) as text:
        try:
            yield from _rows(mapping, file, text)
        except UnicodeDecodeError as error:
            raise InputError(file, None, f"not {error.encoding}: {error.reason}") from error


def _text(stream: io.BufferedReader, file: Path, encoding: str) -> io.TextIOWrapper:
    if encoding.lower().replace("_", "-") in {"utf-8", "utf-8-sig"}:
        texts.without_mark(stream.peek(4)[:4], file)
        encoding = "utf-8-sig"
    return io.TextIOWrapper(stream, encoding, newline="")


def _rows(mapping: TableMapping, file: Path, text: io.TextIOWrapper) -> Iterator[SourceRow]:
    counted = _counted(csv.reader(text, **mapping.dialect.as_python_formatting_parameters()), file)
    rows = _trimmed(counted, mapping.dialect)
    columns = mapping.in_file
    width = len(columns)
    choose: Callable[[Sequence[Any]], list[Any]] = list
    if mapping.dialect.header:
        header = next(rows, None)
        if header is None:
            return
        width, choose = len(header[2]), chooser(header[2], columns, file)
        choose = _with_pairs(choose, header[2], mapping)
    for number, (position, line, cells) in enumerate(rows, 1):
        if len(cells) == width:
            yield SourceRow(number, position, line, choose(cells))
        else:
            yield _padded(SourceRow(number, position, line, cells), width, choose)


def _counted(reader: Any, file: Path) -> Iterator[_Record]:  # noqa: ANN401  # csv's has no public type
    position, line = 0, 1
    try:
        for cells in reader:
            position += 1
            yield position, line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(file, line, f"not CSV: {error}") from error


def _trimmed(rows: Iterator[_Record], dialect: Any) -> Iterator[_Record]:  # noqa: ANN401
    """Leave out what the dialect does: rows, comments, columns, space around cells."""
    skips = dialect.skipRows or dialect.commentPrefix or dialect.skipBlankRows or dialect.skipColumns
    if not skips and dialect.trim == "false":
        return rows
    return (
        (position, line, [dialect.trimmer(cell) for cell in cells[dialect.skipColumns :]])
        for position, line, cells in rows
        if not _is_skipped(position, cells, dialect)
    )


def _is_skipped(position: int, cells: list[str], dialect: Any) -> bool:  # noqa: ANN401
    comment = dialect.commentPrefix
    return (
        position <= dialect.skipRows
        or (dialect.skipBlankRows and not any(cells))
        or bool(comment and cells and cells[0].startswith(comment))
    )


def _padded(row: SourceRow, width: int, choose: Callable[[Sequence[Any]], list[Any]]) -> SourceRow:
    cells = row.cells
    if any(cells[width:]):
        return row._replace(problem=f"it has {len(cells)} cells, and the header {width}")
    return row._replace(cells=choose([*cells[:width], *[""] * (width - len(cells))]))


def chooser(
    header: Sequence[Any], columns: Sequence[ColumnMapping], file: Path
) -> Callable[[Sequence[Any]], list[Any]]:
    """Return the function from the cells of a file to those of the mapping's columns; "" where there is none.

    Headers are compared without case and spaces.

    Raises:
        InputError: a required column is not there, or none is.
    """
    places = {plain_title(title): place for place, title in reversed(list(enumerate(header)))}
    named = [map(plain_title, each.titles()) for each in columns]
    chosen = [next((places[title] for title in titles if title in places), None) for titles in named]
    missing = [
        each.name
        for each, place in zip(columns, chosen, strict=True)
        if place is None and each.described.inherit("required")
    ]
    if missing or not any(place is not None for place in chosen):
        lacking = ", ".join(missing or [each.name for each in columns])
        raise InputError(file, 1, f"it has no column {lacking}; it has {', '.join(map(str, header))}")
    if chosen == list(range(len(header))):
        return list
    return lambda cells: ["" if place is None else cells[place] for place in chosen]


def _with_pairs(
    choose: Callable[[Sequence[Any]], list[Any]], header: Sequence[str], mapping: TableMapping
) -> Callable[[Sequence[Any]], list[Any]]:
    """Add headers and cells in turn, of the columns that the step `unpivot` is for."""
    step = mapping.steps[0] if mapping.steps else {}
    if step.get("name") != "unpivot":
        return choose
    without, pattern = {"", *step.get("without", ())}, re.compile(step["matches"])
    places = [place for place, title in enumerate(header) if pattern.fullmatch(title)]
    return lambda cells: [
        *choose(cells),
        *(each for p in places if cells[p] not in without for each in (header[p], cells[p])),
    ]


def plain_title(title: str) -> str:
    """Return what headers are compared by: case and spaces do not count."""
    return "".join(str(title).split()).casefold()
