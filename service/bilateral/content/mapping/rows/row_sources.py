"""The rows of a file of any kind that a mapping may describe."""

from __future__ import annotations

from itertools import dropwhile
from typing import TYPE_CHECKING

from bilateral.content.mapping.rows.archives import SourceFile
from bilateral.content.mapping.rows.json_rows import json_rows
from bilateral.content.mapping.rows.row_steps import take_steps
from bilateral.content.mapping.rows.table_rows import table_rows
from bilateral.content.mapping.rows.xml_rows import xml_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bilateral.content.mapping.mapping_file import TableMapping
    from bilateral.content.mapping.source_row import SourceRow


def rows_of(mapping: TableMapping, file: Path, start: int = 0) -> FileRows:
    """Return the rows of a file after the first `start`, in the order of the mapping's columns.

    While they are read, this raises:
        InputError: the file cannot be read, or from a row on; it has no such rows.
    """
    return FileRows(mapping, SourceFile(file, mapping.member), start)


class FileRows:
    """The rows of a file, one after the other, and how far it is read."""

    def __init__(self, mapping: TableMapping, source: SourceFile, start: int) -> None:
        self._source = source
        rows = take_steps(mapping, _rows(mapping, source), source.path)
        self._rows = dropwhile(lambda row: row.number <= start, rows)

    def __iter__(self) -> Iterator[SourceRow]:
        return self._rows

    @property
    def bytes_read(self) -> int:
        """How many bytes were read of the file as it lies on the disk."""
        return self._source.bytes_read


def _rows(mapping: TableMapping, source: SourceFile) -> Iterator[SourceRow]:
    said = mapping.notes.get("rows", {})
    if "xpath" in said:
        return xml_rows(mapping, source)
    if "json" in said:
        return json_rows(mapping, source)
    return table_rows(mapping, source)
