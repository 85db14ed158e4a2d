"""The document that a file of a dataset is in the graph, and its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.content.mapping.cell_cleaning import cleaner

if TYPE_CHECKING:
    from pathlib import Path

    from bilateral.content.mapping.mapping_file import DatasetMapping

_slugged = cleaner(["slug"])


def file_slug(file: Path) -> str:
    """Return what `{_file}` stands for: a file's name without endings, `my-visits` of My Visits.csv.gz."""
    return _slugged(file.name.partition(".")[0])


def document_slug(mapping: DatasetMapping, file: Path) -> str:
    """Return the slug of the document and graph of a file: `slug` of the mapping's `bil:source`.

    With `{_file}` in it each file is a document of its own; without one the file's own name is the slug.
    """
    said: str = mapping.source.get("slug", "{_file}")
    return said.replace("{_file}", file_slug(file))
