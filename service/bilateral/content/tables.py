"""CSV tables of the seeds to quads, by their CSVW metadata.

They are read as datasets are (`content.mapping`), but wholly or not at all, and every quad knows its line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bilateral.content.mapping.compiled_mapping import CompiledMapping, compile_mapping
from bilateral.content.mapping.mapping_file import read_mapping
from bilateral.content.mapping.rejected_rows import RowLeftOut, RowRejected
from bilateral.content.mapping.rows.row_sources import rows_of
from bilateral.errors import InputError, Origin, Refused
from bilateral.rdf.terms import Located

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bilateral.content.mapping.mapping_file import TableMapping
    from bilateral.content.mapping.source_row import SourceRow


def read_tables(metadata: Path) -> list[Located]:
    """Return the quads of all tables that a CSVW metadata file describes.

    Raises:
        Refused: cells or rows do not fit the metadata; one problem for each.
        InputError: the metadata is unreadable.
    """
    problems: list[InputError] = []
    located = [quad for table in read_mapping(metadata).tables for quad in _table(table, problems)]
    if problems:
        raise Refused(problems)
    return located


def _table(table: TableMapping, problems: list[InputError]) -> Iterator[Located]:
    path = table.path.parent / table.url
    if not path.is_file():
        problems.append(InputError(table.path, None, f"the table {table.url} is missing"))
        return
    compiled = compile_mapping(table, {})
    seen: dict[tuple[Any, ...], int] = {}
    try:
        for row in rows_of(table, path):
            yield from _row(compiled, row, path, seen, problems)
    except InputError as error:
        problems.append(error)


def _row(
    compiled: CompiledMapping,
    row: SourceRow,
    path: Path,
    seen: dict[tuple[Any, ...], int],
    problems: list[InputError],
) -> Iterator[Located]:
    try:
        quads = compiled.quads(row)
    except RowLeftOut:
        return
    except RowRejected as rejected:
        problems += [InputError(path, row.line, str(problem)) for problem in rejected.problems]
        return
    key = compiled.key(row)
    if key and (first := seen.setdefault(key, row.line)) != row.line:
        problems.append(InputError(path, row.line, f"the key {', '.join(key)} is already in line {first}"))
        return
    origin = Origin(path, row.line)
    yield from (Located(quad, origin) for quad in quads)
