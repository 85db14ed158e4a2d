"""A record of a dataset's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class SourceRow(NamedTuple):
    """A record: its number from 1, its place among all rows (the header counts), its first line, its cells.

    A cell is a text; of XML and JSON it may be several, in columns with a separator.
    """

    number: int
    position: int
    line: int
    cells: Sequence[str | tuple[str, ...]]
    problem: str = ""  # why it cannot be read at all
    left_out: str = ""  # why it is not to be read


def joined(cell: str | tuple[str, ...]) -> str:
    """Return a cell of a row as one text."""
    return cell if isinstance(cell, str) else " | ".join(cell)
