"""Tables of pages and their rows, and how much of them an address asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.explore.graph import reading

if TYPE_CHECKING:
    from bilateral.explore.graph.reading import PageNode, PageValue
    from bilateral.rdf.terms import Term

FEW: Final = 12
"""Rows of a table and values of a line where everything is shown in short."""
MANY: Final = 200
"""Values of a line on a page of its own, and rows that pictures look at."""


class TableHeading(NamedTuple):
    """What a table is called, in addresses and on the page."""

    slug: str
    title: str


class TableWindow(NamedTuple):
    """Which rows of a table are shown: a page, counted from 1, of so many rows."""

    page: int
    size: int


class Focus(NamedTuple):
    """How much is shown: one table or line in full, page by page; all of it; or everything in short."""

    slug: str = ""
    page: int = 1
    whole: bool = False

    def window(self, slug: str, rows: int = FEW) -> TableWindow | None:
        """Return which rows of a table are shown, `rows` of them in short; None for no such table."""
        if self.whole:
            return TableWindow(1, 5000)
        if not self.slug:
            return TableWindow(1, rows)
        return TableWindow(self.page, MANY // 4) if self.slug == slug else None

    def values(self, slug: str) -> slice:
        """Return which values of a line are shown."""
        if not self.slug:
            return slice(0, MANY if self.whole else FEW)
        return slice((self.page - 1) * MANY, self.page * MANY) if self.slug == slug else slice(0, 0)


EVERYTHING: Final = Focus()


@dataclass(slots=True)
class TableRow:
    """One row of a table."""

    node: PageNode  # the spell, event or statement itself
    cells: dict[str, list[PageValue]]  # values for each column
    sources: tuple[int, ...] = ()  # numbers of the documents the row rests on
    state: str = ""  # whether a spell holds on the day, as `display_dates.holds` says; empty for others
    mark: str = reading.ASSERTED  # as of a value, for the whole row
    tags: list[str] = field(default_factory=list)  # the status of an event where that is not the usual one
    notes: list[str] = field(default_factory=list)
    conflicts: list[PageNode] = field(default_factory=list)  # accounts that cannot be true as well
    superseded: list[PageNode] = field(default_factory=list)  # what a newer source has instead
    publishers: list[str] = field(default_factory=list)  # of the sources


@dataclass(slots=True)
class PageTable:
    """Rows under a title."""

    slug: str  # its name in addresses
    title: str
    columns: dict[str, str] = field(default_factory=dict)  # titles by the keys of cells
    rows: list[TableRow] = field(default_factory=list)
    total: int = 0  # how many rows there are on all its pages
    page: int = 1  # the page shown, counted from 1
    pages: int = 1
    note: str = ""  # what is to be known of all rows

    def turn(self, total: int, window: TableWindow) -> slice:
        """Set the page and the number of pages, and return which of all rows are on the page."""
        self.total = total
        self.pages = max(1, -(-total // window.size)) if window.size else 1
        self.page = min(max(1, window.page), self.pages)
        start = (self.page - 1) * window.size
        return slice(start, start + window.size)


def slug_of(term: Term) -> str:
    """Return the last part of an IRI, for the addresses of tables and lines."""
    return re.split(r"[/#]", term)[-1].rstrip(">")


def capitalised(label: str) -> str:
    """Return a label with a capital at its start, and the rest as it is."""
    return label[:1].upper() + label[1:]


def plural(label: str) -> str:
    """Return the title of a table of things that the label names."""
    label = capitalised(label)
    return label[:-1] + "ies" if label.endswith("y") else label + "s"
