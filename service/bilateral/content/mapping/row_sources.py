"""The rows of a file of any kind that a mapping may describe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.content.mapping.table_rows import table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bilateral.content.mapping.mapping_file import TableMapping
    from bilateral.content.mapping.table_rows import SourceRow


def rows_of(mapping: TableMapping, file: Path, start: int = 0) -> Iterator[SourceRow]:
    """Yield the rows of a file after the first `start`, in the order of the mapping's columns.

    Raises:
        InputError: the file cannot be read, or from a row on; it has no such rows.
    """
    return (row for row in table_rows(mapping, file) if row.number > start)
