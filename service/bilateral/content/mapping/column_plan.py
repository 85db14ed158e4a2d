"""What becomes of a cell of a column: values as texts for templates, and as terms."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, runtime_checkable

from bilateral.content.mapping.cell_cleaning import cleaner
from bilateral.content.mapping.cell_dates import date_reader
from bilateral.content.mapping.code_table import read_code_table, read_value_table
from bilateral.content.mapping.rejected_rows import RowLeftOut
from bilateral.content.mapping.row_templates import parse_template
from bilateral.rdf.datatypes import validate
from bilateral.rdf.dates import partial_date
from bilateral.rdf.terms import XSD, XSD_STRING, Term, iri_value, literal
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bilateral.content.mapping.mapping_file import ColumnMapping, TableMapping

_XSD_NAMES = {"number": "double", "datetime": "dateTime", "binary": "base64Binary", "any": "anyAtomicType"}
PARTIAL_DATE = f"{BIL}partialDate"


class Resolver(Protocol):
    """Finds the entity that a code or name means."""

    def __call__(self, value: str, on: str) -> Term | None:
        """Return its IRI; `on` is "" or a partial date on which it must mean that."""
        ...


@runtime_checkable
class CodesByYears(Protocol):
    """A resolver of codes that may mean one at one time, and another later."""

    def __call__(self, value: str, on: str) -> Term | None:
        """Return what a code means, as any resolver."""
        ...

    def __contains__(self, value: str) -> bool:
        """Return whether a code ever means anything."""
        ...

    def changes(self, value: str, after: str, until: str) -> list[str]:
        """Return the days from which a code means another than the day before, or nobody; sorted.

        Both bounds are ISO dates; `after` is excluded, `until` included, and "" for open.
        """
        ...


class Item(NamedTuple):
    """A value of a cell."""

    text: str | None  # as templates have it; None where only words are left of it
    term: Term | None = None  # as an object; None where that needs other columns
    words: Term | None = None  # what could not be resolved, as a literal


class CellReader:
    """Reads the cells of a column.

    The steps, each only if the column has it: split at the separator, `clean`, null, `keep`, `values`,
    `dates`, `scheme`, datatype.
    """

    def __init__(
        self,
        table: TableMapping,
        column: ColumnMapping,
        resolvers: Mapping[str, Resolver],
        spelled: Callable[[Term], Term],
    ) -> None:
        described, notes = column.described, column.notes
        self._name = column.name
        self._separator: str | None = described.inherit("separator")
        self._null = frozenset(described.inherit_null())
        self._default = described.inherit("default") or ""
        self._required = bool(described.inherit("required"))
        self._clean = cleaner(notes.get("clean", ()))
        self._keep = re.compile(notes["keep"]) if "keep" in notes else None
        self._values = _value_table(table, notes["values"]) if "values" in notes else None
        self._date = date_reader(notes["dates"]) if "dates" in notes else None
        self._schemes = _resolvers(table, notes.get("scheme", ""), resolvers)
        self._unresolved, _, _ = notes.get("unresolved", "reject").partition(":")
        self._make = _item_maker(column, spelled)
        self._words = _literal_maker(column, spelled)

    def __call__(self, cell: str | tuple[str, ...], on: str = "") -> tuple[Item, ...]:
        """Return the values of a cell.

        Raises:
            ValueError: one cannot be read, or there is none and the column is required.
            RowLeftOut: one is not known, and such rows are to be left out.
        """
        items = tuple(item for part in self._parts(cell) for item in self._items(part, on))
        if self._required and not items:
            raise ValueError("required column value is missing")
        return items

    @property
    def has_codes_by_years(self) -> bool:
        """Whether one of its schemes is of codes by years."""
        return any(isinstance(scheme, CodesByYears) for scheme in self._schemes)

    def changes(self, cell: str | tuple[str, ...], after: str, until: str) -> set[str]:
        """Return the days on which its codes come to mean another, as `CodesByYears.changes`.

        Raises:
            ValueError: a value cannot be read.
        """
        tables = [scheme for scheme in self._schemes if isinstance(scheme, CodesByYears)]
        found = set()
        for part in self._parts(cell):
            code = self._said(part) or ""
            table = next((each for each in tables if code in each), None)
            found |= set(table.changes(code, after, until)) if table else set()
        return found

    def _parts(self, cell: str | tuple[str, ...]) -> Iterator[str]:
        if isinstance(cell, tuple):
            if self._separator is None and len(cell) > 1:
                raise ValueError(f"there are {len(cell)} values; a column with a separator takes several")
            parts = list(cell)
        else:
            text = cell or self._default
            # An empty list where a null stands for the whole.
            parts = [text] if self._separator is None or text in self._null else text.split(self._separator)
        for part in parts:
            cleaned = self._clean(part) or self._default
            if cleaned not in self._null:
                yield cleaned

    def _items(self, value: str, on: str) -> Iterator[Item]:
        if self._keep and not self._keep.fullmatch(value):
            return
        said = self._said(value)
        if said is None:
            yield from self._failed(value, f"{value!r} is not among the values")
        elif said and self._schemes:
            found = next((term for resolve in self._schemes if (term := resolve(said, on))), None)
            if found:
                yield self._make(iri_value(found))
            else:
                yield from self._failed(said, f"{said!r} is not known{' for ' + on if on else ''}")
        elif said:
            yield self._make(said)

    def _said(self, value: str) -> str | None:
        if self._values is not None:
            found = self._values.get(value, value if self._unresolved == "keep" else None)
            if not found:
                return found
            value = found
        return self._date(value) if self._date else value

    def _failed(self, value: str, reason: str) -> Iterator[Item]:
        if self._unresolved == "reject":
            raise ValueError(reason)
        if self._unresolved == "leave-out":
            raise RowLeftOut(f"{self._name} is not in the graph")
        if self._unresolved == "words":
            yield Item(None, None, self._words(value))


def cell_reader(
    table: TableMapping,
    column: ColumnMapping,
    resolvers: Mapping[str, Resolver],
    spelled: Callable[[Term], Term],
) -> Callable[..., Any]:
    """Return the function from a cell, and maybe a date, to an Item or None; to a tuple of them for a list.

    It raises ValueError as `CellReader` does.
    """
    read = CellReader(table, column, resolvers, spelled)
    if column.is_list:
        return read

    def one(cell: str | tuple[str, ...], on: str = "") -> Item | None:
        items = read(cell, on)
        return items[0] if items else None

    return one


def words_property(column: ColumnMapping) -> str | None:
    """Return the property that keeps the words of what is not resolved, if the column has one.

    Raises:
        ValueError: `bil:unresolved` is none of reject, leave-out, omit, keep and words:PROPERTY.
    """
    mode, _, property_ = column.notes.get("unresolved", "reject").partition(":")
    if mode not in {"reject", "leave-out", "omit", "keep", "words"} or (mode == "words") != bool(property_):
        raise ValueError(
            f"bil:unresolved of {column.name} is {column.notes['unresolved']!r}; "
            "write reject, leave-out, omit, keep or words:PROPERTY"
        )
    return property_ or None


def _value_table(table: TableMapping, values: Mapping[str, str] | str) -> Mapping[str, str]:
    return read_value_table(table.path.parent / values) if isinstance(values, str) else values


def _resolvers(table: TableMapping, schemes: str, resolvers: Mapping[str, Resolver]) -> list[Resolver]:
    found: list[Resolver] = []
    for name in schemes.split():
        if name.endswith(".csv"):
            found.append(read_code_table(table.path.parent / name))
        elif name in resolvers:
            found.append(resolvers[name])
        else:
            raise ValueError(
                f"no scheme is called {name!r}; there are {', '.join(sorted(resolvers))} and FILE.csv"
            )
    return found


def _item_maker(column: ColumnMapping, spelled: Callable[[Term], Term]) -> Callable[[str], Item]:
    """Return the function from a value to an item; its term is None where it needs other columns."""
    read = _datatype_reader(column)
    if column.described.suppressOutput or column.template("propertyUrl") is None:
        return lambda value: Item(read(value))
    if (value_url := column.template("valueUrl")) is not None:
        template = parse_template(value_url)
        if set(template.names) != {column.name}:
            return lambda value: Item(read(value))
        times = len(template.names)

        def expanded(value: str) -> Item:
            text = read(value)
            return Item(text, template.expand([text] * times))

        return expanded
    if "scheme" in column.notes:
        return lambda value: Item(value, f"<{value}>")
    make = _literal_maker(column, spelled)

    def said(value: str) -> Item:
        text = read(value)
        return Item(text, make(text))

    return said


def _datatype_reader(column: ColumnMapping) -> Callable[[str], str]:
    """Return the function from a value in its format to its lexical form, which templates have too."""
    from csvw.metadata import Datatype  # noqa: PLC0415  # as in mapping_file

    datatype = column.described.inherit("datatype")
    if datatype is None or (datatype.base == "string" and not _constraints(datatype)):
        return str

    plain = Datatype.fromvalue(datatype.base)

    def read(value: str) -> str:
        try:
            return str(plain.formatted(datatype.read(value)))
        except ValueError as error:
            reason = f"{value!r} is not of the format {datatype.format}" if datatype.format else str(error)
            raise ValueError(reason) from error

    return read


def _constraints(datatype: Any) -> bool:  # noqa: ANN401  # csvw has no types
    limits = (datatype.format, datatype.length, datatype.minLength, datatype.maxLength)
    return any(limit is not None for limit in limits)


def _literal_maker(column: ColumnMapping, spelled: Callable[[Term], Term]) -> Callable[[str], Term]:
    language = column.described.inherit("lang")
    if language not in (None, "und"):
        return partial(literal, language=language)
    datatype = _datatype_iri(column)
    if datatype == PARTIAL_DATE:
        return partial_date

    def typed(value: str) -> Term:
        term = literal(value, datatype=datatype)
        if reason := validate(term):
            raise ValueError(reason)
        return spelled(term)

    return typed


def _datatype_iri(column: ColumnMapping) -> str:
    datatype = column.described.inherit("datatype")
    if datatype is None:
        return PARTIAL_DATE if "dates" in column.notes else XSD_STRING
    return datatype.at_props.get("id") or XSD + _XSD_NAMES.get(datatype.base, str(datatype.base))
