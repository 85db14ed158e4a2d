"""Mapping files: CSVW metadata with annotations of our own, which other CSVW processors pass over.

The annotations are written `bil:x` for `https://w3id.org/bilateral/ns#x`, and templates of IRIs may begin
with a prefix of ours. Both are expanded before the csvw library checks the rest. docs/datasets.md describes
them.

Source: CSV on the Web, Metadata Vocabulary for Tabular Data.
"""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from bilateral import texts
from bilateral.errors import InputError
from bilateral.rdf.vocabulary import BIL, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    Json = Any  # what json.loads returns

_NS = str(BIL)
_TEMPLATES = {"aboutUrl", "propertyUrl", "valueUrl", "@id", "bil:graphUrl", f"{_NS}graphUrl"}


class StepForm(NamedTuple):
    """The parameters of a step: those it needs, those that name the virtual columns it fills or may fill."""

    needed: tuple[str, ...]
    fills: tuple[str, ...]
    may_fill: tuple[str, ...] = ()


ON_GROUP = {"source": dict}
ON_TABLE = {
    "graphUrl": str,
    "container": dict,
    "rows": dict,
    "step": (dict, list),
    "leaveOut": list,
    "order": list,
    "match": bool,
}
ON_COLUMN = {
    "langUrl": str,
    "scheme": str,
    "on": str,
    "cut": str,
    "unresolved": str,
    "values": (dict, str),
    "dates": list,
    "extract": str,
    "keep": str,
    "clean": list,
    "when": dict,
    "from": str,
    "path": str,
}
STEPS: Mapping[str, StepForm] = {
    "spells": StepForm(("year",), ("last",)),
    "unpivot": StepForm(("matches",), ("into", "value")),
    "agreement": StepForm(("item", "actor", "value", "dates"), ("a", "b", "year", "compared", "alike")),
    "mirror": StepForm(("columns",), (), ("told",)),
    "split": StepForm(("column", "at"), ("into",)),
}
_OF_THE_FILE = ("unpivot", "agreement")
"""The steps that take the rows as the file has them, and stand first."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """A column: its description as csvw reads it, and our annotations by their short names."""

    name: str
    described: Any  # csvw.Column, which has no types
    notes: Mapping[str, Any]

    @property
    def is_virtual(self) -> bool:
        """Whether no column of the file is meant."""
        return bool(self.described.virtual)

    @property
    def is_list(self) -> bool:
        """Whether a cell may have several values."""
        return self.described.inherit("separator") is not None

    def titles(self) -> Iterator[str]:
        """Yield the headers that are accepted for it."""
        yield self.name
        for titles in (self.described.titles or {}).values():
            yield from titles

    def template(self, kind: str) -> str | None:
        """Return its `aboutUrl`, `propertyUrl` or `valueUrl`, or what it inherits."""
        found = self.described.inherit(kind)
        return None if found is None else str(found)


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A table: where its rows come from, and what each column says."""

    path: Path  # of the mapping file, beside which tables of codes lie
    described: Any  # csvw.Table
    dialect: Any  # csvw.Dialect
    columns: tuple[ColumnMapping, ...]
    notes: Mapping[str, Any]

    @property
    def url(self) -> str:
        """The default name of the file."""
        return str(self.described.url)

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The columns that tell one row from another."""
        return tuple(self.described.tableSchema.primaryKey or ())

    @property
    def steps(self) -> list[Json]:
        """The table's steps, in their order."""
        said = self.notes.get("step", [])
        return said if isinstance(said, list) else [said]

    @property
    def made(self) -> tuple[str, ...]:
        """The virtual columns that the table's steps fill; they follow those of the file."""
        return tuple(name for step in self.steps for name in step_fills(step))

    @property
    def row_columns(self) -> list[str]:
        """The columns of its rows: those of the file, then those of its steps."""
        return [*(column.name for column in self.in_file), *self.made]

    @property
    def member(self) -> str:
        """The pattern of the file's name in a zip archive."""
        return str(self.notes.get("container", {}).get("member", "*"))

    @property
    def in_file(self) -> tuple[ColumnMapping, ...]:
        """The columns that the file has."""
        return tuple(column for column in self.columns if not column.is_virtual)

    def refuse(self, reason: str) -> InputError:
        """Return the error of a mapping that cannot be used."""
        return InputError(self.path, None, f"{self.url}: {reason}")


@dataclass(frozen=True, slots=True)
class DatasetMapping:
    """A mapping file: its tables, and what it says of the dataset."""

    path: Path
    tables: tuple[TableMapping, ...]
    title: str
    source: Mapping[str, Any]


def read_mapping(path: Path) -> DatasetMapping:
    """Read a mapping file.

    Raises:
        InputError: it cannot be read, is not CSVW metadata, or has annotations that are not known.
    """
    group = _described(path, _parsed(path))
    tables = tuple(_table(path, group, table) for table in group.tables)
    source = _notes(path, group.common_props, ON_GROUP | ON_TABLE).get("source", {})
    return DatasetMapping(path, tables, str(group.common_props.get("dc:title", "")), source)


def _parsed(path: Path) -> Json:
    try:
        parsed = json.loads(texts.read(path))
    except json.JSONDecodeError as error:
        raise InputError(path, error.lineno, f"not JSON: {error.msg}") from error
    if not isinstance(parsed, dict):
        raise InputError(path, None, "not CSVW metadata: it is no object")
    try:
        return _expanded(parsed)
    except TypeError as error:
        raise InputError(path, None, str(error)) from error


def _described(path: Path, parsed: Json) -> Any:  # noqa: ANN401  # csvw has no types
    # csvw brings Babel and JSON Schema, which other commands do without.
    import csvw  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return csvw.TableGroup.from_file(path, parsed)
    except (UserWarning, ValueError, TypeError, KeyError, AssertionError) as error:
        raise InputError(path, None, f"not CSVW metadata: {error}") from error


def _expanded(value: Json, key: str = "") -> Json:
    """Return JSON with our short names and prefixes written out."""
    if isinstance(value, dict):
        return {
            _NS + name[4:] if name.startswith("bil:") else name: _expanded(each, name)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [_expanded(each) for each in value]
    if not isinstance(value, str):
        return value
    if key in {"tableSchema", "dialect"}:
        # csvw would fetch it.
        raise TypeError(f"{key} stands in the file itself, not at {value}")
    if key == "bil:unresolved":
        mode, colon, property_ = value.partition(":")
        return mode + colon + _full(property_)
    return _full(value) if key in _TEMPLATES else value


def _full(template: str) -> str:
    prefix, colon, rest = template.partition(":")
    if colon and prefix in PREFIXES and not rest.startswith("//"):
        return PREFIXES[prefix] + rest
    return template


def _table(path: Path, group: Any, table: Any) -> TableMapping:  # noqa: ANN401
    from csvw.metadata import Dialect  # noqa: PLC0415  # as csvw

    columns = [
        ColumnMapping(str(column), column, _notes(path, column.common_props, ON_COLUMN))
        for column in table.tableSchema.columns
    ]
    notes = _notes(path, table.common_props, ON_TABLE)
    dialect = table.dialect or group.dialect or Dialect()
    mapping = TableMapping(path, table, dialect, tuple(columns), notes)
    return _with_steps(mapping)


def step_fills(step: Json) -> list[str]:
    """Return the names of the virtual columns that a step fills."""
    form = STEPS[step["name"]]
    return [step[name] for name in (*form.fills, *form.may_fill) if name in step]


def _with_steps(mapping: TableMapping) -> TableMapping:
    """Return a mapping with the columns that its steps fill after those of the file."""
    for place, step in enumerate(mapping.steps):
        _check_step(mapping, step, is_first=place == 0)
    virtual = {column.name for column in mapping.columns if column.is_virtual}
    for step in mapping.steps:
        if missing := [name for name in step_fills(step) if name not in virtual]:
            raise mapping.refuse(f"the step {step['name']} needs the virtual columns {', '.join(missing)}")
    order = {name: place for place, name in enumerate(mapping.made)}
    columns = sorted(mapping.columns, key=lambda each: (each.is_virtual, order.get(each.name, len(order))))
    return replace(mapping, columns=tuple(columns))


def _check_step(mapping: TableMapping, step: Json, *, is_first: bool) -> None:
    name = str(step.get("name") if isinstance(step, dict) else step)
    if name not in STEPS:
        raise mapping.refuse(f"no step is called {name!r}; there are {', '.join(STEPS)}")
    if missing := [each for each in (*STEPS[name].needed, *STEPS[name].fills) if each not in step]:
        raise mapping.refuse(f"the step {name} needs {', '.join(missing)}")
    if name in _OF_THE_FILE and not is_first:
        raise mapping.refuse(f"the step {name} takes the rows of the file, and stands first")


def _notes(path: Path, properties: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return our annotations by their short names."""
    notes = {name.removeprefix(_NS): value for name, value in properties.items() if name.startswith(_NS)}
    for name, value in notes.items():
        if name not in known:
            names = ", ".join(f"bil:{each}" for each in sorted(known))
            raise InputError(path, None, f"bil:{name} is not known here; there are {names}")
        if not isinstance(value, known[name]):
            raise InputError(path, None, f"bil:{name} may not be {json.dumps(value)}")
    return notes
