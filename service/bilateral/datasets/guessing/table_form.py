"""In what form a table is written: its encoding, its delimiter, and whether it has a header."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.content.mapping.rows.archives import SourceFile
from bilateral.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

_SAMPLE: Final = 5000  # rows
_BYTES: Final = 4 << 20
_DELIMITERS: Final = (",", "\t", ";", "|")


class TableForm(NamedTuple):
    """How a table is written, and its first rows."""

    encoding: str
    delimiter: str
    header: list[str]  # made up where the file has none
    has_header: bool
    rows: list[list[str]]


def read_form(path: Path) -> TableForm:
    """Return the form of a file.

    Raises:
        InputError: it is empty, cannot be read, or is no table.
    """
    try:
        with SourceFile(path, "*").open() as file:
            data = file.read(_BYTES)
    except OSError as error:
        raise InputError(path, None, error.strerror or "cannot be read") from error
    text, encoding = _decoded(data)
    delimiter = max(_DELIMITERS, key=lambda each: _evenness(text, each))
    rows = list(islice(_rows(text, delimiter), _SAMPLE))
    if len(data) == _BYTES:
        rows = rows[:-1]
    if not rows or len(rows[0]) < 2:  # noqa: PLR2004  # a table has two columns
        raise InputError(path, None, "no table: no sign divides its lines into columns")
    has_header = _is_header(rows[0], rows[1:])
    header = rows[0] if has_header else [f"column_{number}" for number in range(1, len(rows[0]) + 1)]
    return TableForm(encoding, delimiter, header, has_header, rows[has_header:])


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        # What was cut off in the middle of a letter is UTF-8.
        if error.start > len(data) - 4:
            return data[: error.start].decode("utf-8-sig"), "utf-8"
        return data.decode("cp1252", "replace"), "cp1252"


def _rows(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [row for row in reader if any(row)]


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """Return which share of the first rows has the commonest number of columns, and that number."""
    rows = _rows(text[:100_000], delimiter)[:200]
    if not rows:
        return 0.0, 0
    width, number = Counter(map(len, rows)).most_common(1)[0]
    return (number / len(rows), width) if width > 1 else (0.0, 0)


def _is_header(first: list[str], rest: list[list[str]]) -> bool:
    """Return whether a row is a header: words, all different, that do not come again below."""
    words = [cell.strip() for cell in first]
    if len(set(words)) < len(words) or any(not word or word[0].isdigit() for word in words):
        return False
    below = {cell.strip() for row in rest[:500] for cell in row}
    return len(below.intersection(words)) <= len(words) // 4
