"""The measures of tables by year: files under queries/research/measures, each with its columns.

A file is SPARQL SELECT under `#+` lines, which together are YAML:

    title, how   what is measured, and in which way, in a sentence each
    when         `begins`: a thing counts in the year of ?first, if that of ?latest is the same
                 `holds`: in each year from ?from, or ever, until ?until, or the present year
    directed     whether ?one and ?other have parts of their own, such as visitor and visited
    covers       the class of the ontology whose `bil:Coverage` says where none is a zero
    columns      by name, each with its title, and `kind`, the ?kind that is counted, or `value`, the variable
                 whose value is shown

Each row is of one ?thing. It is between ?one and ?other, or where ?other is not projected it has ?one, and is
then between any two that have the same ?thing in the same year.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml

from bilateral import texts
from bilateral.content import locations
from bilateral.errors import InputError
from bilateral.explore.graph import page_queries
from bilateral.rdf.iris import entity
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bilateral.content.locations import Content
    from bilateral.rdf.terms import Term

BEGINS, HOLDS = "begins", "holds"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,27}")
_FOLDER: Final = "queries/research"


class MeasureColumn(NamedTuple):
    """One column of a table."""

    name: str  # at most 28 of a-z, 0-9 and _: with an ending of ours 32, as statistics programs take them
    title: str
    kind: Term = ""  # the ?kind that is counted; empty for all
    value: str = ""  # the variable whose value is shown; empty where things are counted


class Measure(NamedTuple):
    """A query, and the columns that it fills."""

    name: str
    title: str
    how: str
    when: str  # BEGINS or HOLDS
    directed: bool
    covers: Term
    columns: tuple[MeasureColumn, ...]
    text: str


def measures(content: Content) -> list[Measure]:
    """Return the measures of a content, or those of the package if it has none, in the order of their titles.

    Raises:
        InputError: a file is malformed.
    """
    own, packaged = (each.root / _FOLDER / "measures" for each in (content, locations.locate()))
    paths = sorted(own.glob("*.rq")) or sorted(packaged.glob("*.rq"))
    return sorted(map(read, paths), key=lambda each: each.title)


def query(content: Content, name: str) -> str:
    """Return another query for tables, by the name of its file."""
    return texts.read(page_queries.path(content, f"{name}.rq", _FOLDER))


def read(path: Path) -> Measure:
    """Read one measure.

    Raises:
        InputError: it is malformed.
    """
    text = texts.read(path)
    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        header = yaml.safe_load("\n".join(lines))
        return Measure(
            path.stem,
            str(header["title"]),
            str(header["how"]),
            {BEGINS: BEGINS, HOLDS: HOLDS}[header["when"]],
            bool(header.get("directed", False)),
            BIL[header["covers"]],
            tuple(_column(path, *each) for each in header["columns"].items()),
            text,
        )
    except (yaml.YAMLError, LookupError, TypeError, AttributeError) as error:
        raise InputError(path, 1, f"the header of a measure is not complete: {error}") from error


def _column(path: Path, name: str, about: Mapping[str, Any]) -> MeasureColumn:
    if not _NAME.fullmatch(name):
        raise InputError(path, 1, f"the column {name!r} is not 1 to 28 of a-z, 0-9 and _")
    kind = str(about.get("kind", ""))
    term = entity(kind) if "/" in kind else BIL[kind] if kind else ""
    return MeasureColumn(name, str(about["title"]), term, str(about.get("value", "")))
