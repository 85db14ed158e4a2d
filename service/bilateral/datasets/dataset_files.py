"""Files of a dataset, put together to the documents that they are."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import TYPE_CHECKING

from bilateral.content.mapping.mapping_file import read_mapping
from bilateral.datasets.dataset_document import DatasetDocument, document_slug, hash_files, hash_mapping
from bilateral.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bilateral.content.mapping.mapping_file import DatasetMapping, TableMapping


def documents_of(path: Path, name: str, files: Sequence[Path]) -> list[DatasetDocument]:
    """Return the documents that files are by a mapping, given by its path and name.

    Raises:
        InputError: the mapping or a file cannot be read, or a file is none of its tables.
    """
    mapping = read_mapping(path)
    by_slug: dict[str, list[tuple[TableMapping, Path]]] = {}
    for file in files:
        if not file.is_file():
            raise InputError(file, None, "no such file")
        pairs = [(table, file) for table in _tables_of(mapping, file)]
        by_slug.setdefault(document_slug(mapping, file), []).extend(pairs)
    return [
        DatasetDocument(
            slug,
            name,
            mapping,
            tuple(pairs),
            hash_files(sorted({file for _, file in pairs})),
            hash_mapping(path),
        )
        for slug, pairs in by_slug.items()
    ]


def _tables_of(mapping: DatasetMapping, file: Path) -> list[TableMapping]:
    """Return the tables that a file is: the only one, or those whose `url` it matches."""
    if len(mapping.tables) == 1:
        return list(mapping.tables)
    if found := [table for table in mapping.tables if fnmatch(file.name.casefold(), table.url.casefold())]:
        return found
    names = ", ".join(dict.fromkeys(table.url for table in mapping.tables))
    raise InputError(file, None, f"{mapping.path.parent.name} has files called {names}")
