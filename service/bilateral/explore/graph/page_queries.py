"""The files of pages, under queries/pages: queries, with terms put in for variables, and the layout."""

from __future__ import annotations

import functools
import tomllib
from typing import TYPE_CHECKING, NamedTuple

from bilateral import texts
from bilateral.content import locations
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import TypeAlias

    from bilateral.content.locations import Content
    from bilateral.rdf.terms import Term
    from bilateral.store.snapshots.snapshot import GraphState


class PageLayout(NamedTuple):
    """What pages show and in which order."""

    counted: tuple[Term, ...]  # classes that are counted on the front page
    tables: tuple[str, ...]  # slugs of tables in the order of a page
    rank_before_tables: int  # of the last section before the tables
    marks: dict[Term, str]  # how much stands behind a statement, by its class


class SolutionTable(NamedTuple):
    """The solutions of a query; `more` where there are more than these."""

    columns: tuple[str, ...]
    rows: list[tuple[Term | None, ...]]
    more: bool


Ask: TypeAlias = "Callable[[str, int], SolutionTable]"
"""What evaluates a SPARQL SELECT and returns up to so many rows."""


def ask_in_process(snapshot: GraphState) -> Ask:
    """Return what queries a state in this process, without a limit of time."""

    def ask_(text: str, most: int) -> SolutionTable:
        result = snapshot.query(text)
        rows: list[tuple[Term | None, ...]] = []
        for row in result.rows():
            if len(rows) == most:
                return SolutionTable(result.variables, rows, more=True)
            rows.append(row)
        return SolutionTable(result.variables, rows, more=False)

    return ask_


def text(content: Content, name: str) -> str:
    """Return a query by the name of its file."""
    return _read(path(content, f"{name}.rq"))


def layout(content: Content) -> PageLayout:
    """Return the layout of pages."""
    found = tomllib.loads(_read(path(content, "layout.toml")))
    counted = tuple(BIL[name] for name in found["counted"])
    marks = {BIL[name]: mark for name, mark in found["marks"].items()}
    return PageLayout(counted, tuple(found["tables"]), found["rank_before_tables"], marks)


def path(content: Content, name: str, folder: str = "queries/pages") -> Path:
    """Return where a file is, of pages by default: the content's own, or that of the package."""
    own, packaged = (each.root / folder / name for each in (content, locations.locate()))
    return own if own.is_file() else packaged


def bound(query: str, bindings: Mapping[str, Term]) -> str:
    """Return a query with terms for its variables, in a VALUES clause after its first WHERE.

    The engine plans by what a query says: with substitutions it would plan as if they were not known yet.
    """
    if not bindings:
        return query
    names = " ".join(f"?{name}" for name in bindings)
    return query.replace("WHERE {", f"WHERE {{\n  VALUES ({names}) {{ ({' '.join(bindings.values())}) }}", 1)


def named(found: SolutionTable) -> list[dict[str, Term]]:
    """Return solutions by variable, without the variables that have no value."""
    return [
        {variable: term for variable, term in zip(found.columns, row, strict=True) if term is not None}
        for row in found.rows
    ]


@functools.cache
def _read(path: Path) -> str:
    return texts.read(path)
