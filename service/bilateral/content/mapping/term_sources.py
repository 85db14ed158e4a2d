"""Where the terms of a table's triples come from: they are fixed, or made of the cells of a row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from bilateral.content.mapping.column_plan import Item
from bilateral.content.mapping.row_templates import parse_template
from bilateral.rdf.terms import Term, literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Cells = Sequence[Item | None]  # one for each column; None where the cell says nothing

# Language, script, region and variants of RFC 5646, section 2.1.
_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
)


class TermSource(NamedTuple):
    """Makes a term of the cells of a row, or None where one that it needs says nothing."""

    key: tuple[object, ...]  # equal for sources that make the same
    columns: tuple[int, ...]  # what it needs
    make: Callable[[Cells], Term | None]


def fixed(term: Term) -> TermSource:
    """Return the source of one term."""
    return TermSource((term,), (), lambda _: term)


def from_template(template: str, places: Mapping[str, int]) -> TermSource:
    """Return the source of a template's IRI.

    Raises:
        ValueError: the template has a variable that is no column.
    """
    parsed = parse_template(template)
    for name in parsed.names:
        if name not in places:
            raise ValueError(f"the template {template!r} has the variable {name!r}, which is no column")
    columns = tuple(places[name] for name in parsed.names)
    if not columns:
        return fixed(parsed.expand(()))
    make = _of_one(parsed.of_one(), columns[0]) if len(columns) == 1 else _of_many(parsed.expand, columns)
    return TermSource((template,), columns, make)


def _of_one(expand: Callable[[str], Term], place: int) -> Callable[[Cells], Term | None]:
    def make(cells: Cells) -> Term | None:
        item = cells[place]
        return None if item is None or item.text is None else expand(item.text)

    return make


def _of_many(
    expand: Callable[[Sequence[str]], Term], places: Sequence[int]
) -> Callable[[Cells], Term | None]:
    def make(cells: Cells) -> Term | None:
        texts = [item.text for place in places if (item := cells[place]) and item.text is not None]
        return expand(texts) if len(texts) == len(places) else None

    return make


def from_joined(template: str, places: Mapping[str, int]) -> TermSource:
    """Return the source of the IRI of a row's graph; several values of a cell are joined by commas.

    Raises:
        ValueError: as for `from_template`.
    """
    source = from_template(template, places)
    if not source.columns:
        return source
    columns = source.columns
    expand = parse_template(template).expand_joined

    def make(cells: Sequence[Any]) -> Term | None:
        values = [_texts(cells[place]) for place in columns]
        return expand(values) if all(values) else None

    return TermSource((template, "joined"), columns, make)


def _texts(cell: Item | tuple[Item, ...] | None) -> list[str]:
    items = (cell,) if isinstance(cell, Item) else cell or ()
    return [item.text for item in items if item.text is not None]


def from_cell(place: int) -> TermSource:
    """Return the source of a column's own term."""

    def make(cells: Cells) -> Term | None:
        item = cells[place]
        return item and item.term

    return TermSource((place, "term"), (place,), make)


def from_words(place: int) -> TermSource:
    """Return the source of what a column could not resolve."""

    def make(cells: Cells) -> Term | None:
        item = cells[place]
        return item and item.words

    return TermSource((place, "words"), (place,), make)


def in_language(place: int, tag_place: int) -> TermSource:
    """Return the source of a text in the language that another column names."""

    def make(cells: Cells) -> Term | None:
        item, tag = cells[place], cells[tag_place]
        if item is None or item.text is None:
            return None
        language = (tag and tag.text) or ""
        if language and not _LANGUAGE.fullmatch(language):
            raise ValueError(f"{language!r} is no language tag")
        return literal(item.text, language=language)

    return TermSource((place, "language", tag_place), (place, tag_place), make)


def where_said(source: TermSource, place: int) -> TermSource:
    """Return a source that makes nothing where a cell says nothing."""

    def make(cells: Cells) -> Term | None:
        item = cells[place]
        return source.make(cells) if item and item.text is not None else None

    return TermSource((*source.key, place), (*source.columns, place), make)
