"""The rows of a file of any kind that a mapping may describe."""

from __future__ import annotations

from itertools import dropwhile
from typing import TYPE_CHECKING

from bilateral.content.mapping.rows.json_rows import json_rows
from bilateral.content.mapping.rows.row_steps import STEP_FUNCTIONS
from bilateral.content.mapping.rows.table_rows import table_rows
from bilateral.content.mapping.rows.xml_rows import xml_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bilateral.content.mapping.mapping_file import TableMapping
    from bilateral.content.mapping.source_row import SourceRow


def rows_of(mapping: TableMapping, file: Path, start: int = 0) -> Iterator[SourceRow]:
    """Yield the rows of a file after the first `start`, in the order of the mapping's columns.

    Raises:
        InputError: the file cannot be read, or from a row on; it has no such rows.
    """
    rows = _rows(mapping, file)
    if "step" in mapping.notes:
        rows = STEP_FUNCTIONS[mapping.notes["step"]["name"]](mapping, rows, file)
    return dropwhile(lambda row: row.number <= start, rows)


def _rows(mapping: TableMapping, file: Path) -> Iterator[SourceRow]:
    said = mapping.notes.get("rows", {})
    if "xpath" in said:
        return xml_rows(mapping, file)
    if "json" in said:
        return json_rows(mapping, file)
    return table_rows(mapping, file)
