"""What a mapping makes of a dataset, as tables of the seeds: a CSV file a class, and CSVW metadata for all.

A table has a row for each thing and a column for each property. Read back by `content.tables`, they give the
same quads.
"""

from __future__ import annotations

import csv
import json
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.build.date_spans import DateSpans
from bilateral.errors import BilateralError
from bilateral.rdf.iris import GRAPH, ID
from bilateral.rdf.terms import LANG_STRING, XSD, XSD_STRING, Term, iri_value, is_iri, literal_parts
from bilateral.rdf.vocabulary import BIL, RDF
from bilateral.store.engine.rdf_parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bilateral.rdf.terms import Quad, Triple

_DATES: Final = frozenset({f"{XSD}date", f"{XSD}gYearMonth", f"{XSD}gYear"})
_BETWEEN_IRIS, _BETWEEN_TEXTS = " ", "|"
_FIRST_ONLY: Final = frozenset({BIL.record})  # what many rows name, such as a visitor, has the first of them


class SeedError(BilateralError):
    """Quads that no table of the seeds can hold."""


class _Column(NamedTuple):
    """A property, and what its values are: "iri", "date", the tag of a language, or a datatype's name."""

    predicate: Term
    kind: str


class _Table:
    """The things of the same classes."""

    def __init__(self, classes: Sequence[Term]) -> None:
        self.classes = classes
        self.columns: dict[_Column, None] = {}
        self.things: dict[tuple[Term, Term], dict[_Column, dict[Term, None]]] = {}  # by their graph, too

    @property
    def name(self) -> str:
        """The classes' names as those of files are written: `source-document`."""
        names = [re.sub(r"(?<=[a-z])(?=[A-Z])", "-", _local(each)).lower() for each in self.classes]
        return "-".join(names) or "additions"

    @property
    def graphs(self) -> list[Term]:
        """The graphs in which they are described."""
        return sorted({graph for _, graph in self.things})

    def add(self, quads: Iterable[Quad]) -> None:
        """Take what says something of one thing."""
        for subject, predicate, value, graph in quads:
            thing = self.things.setdefault((subject, graph), {})
            if predicate != RDF.type:
                column = _Column(predicate, _kind(value))
                values = thing.setdefault(column, {})
                if not values or predicate not in _FIRST_ONLY:
                    values[value] = None
                self.columns[column] = None


class SeedTables:
    """Collects quads, and writes them as tables."""

    def __init__(self) -> None:
        self._tables: dict[tuple[Term, ...], _Table] = {}

    def add(self, quads: Iterable[Quad]) -> None:
        """Take what a row says."""
        ordered = sorted(quads, key=lambda quad: (quad.subject, quad.graph))
        for _, group in groupby(ordered, key=lambda quad: (quad.subject, quad.graph)):
            about = list(group)
            classes = tuple(sorted(quad.object for quad in about if quad.predicate == RDF.type))
            self._tables.setdefault(classes, _Table(classes)).add(about)

    def write(self, folder: Path, name: str, title: str) -> list[Path]:
        """Write `NAME-CLASS.csv` for each class, and `NAME-metadata.json`.

        Raises:
            SeedError: a value cannot stand in a cell.
        """
        folder.mkdir(parents=True, exist_ok=True)
        described, paths = [], []
        for table in self._tables.values():
            path = folder / f"{name}-{table.name}.csv"
            described.append(_write(table, path))
            paths.append(path)
        metadata = folder / f"{name}-metadata.json"
        content = {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
            "dc:title": title,
            "tables": described,
        }
        metadata.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        return [*paths, metadata]


def write_seeds(
    parts: Iterable[Path], ontology: Iterable[Triple], folder: Path, name: str, title: str
) -> list[Path]:
    """Write what N-Quads files say of things of ours as tables, without what dates imply; return the files.

    Raises:
        SeedError: a value cannot stand in a cell.
    """
    spans = DateSpans(ontology)
    tables = SeedTables()
    for path in parts:
        ours = (quad for quad in parse(path) if quad.subject.startswith(f"<{ID}"))
        tables.add(quad for quad in ours if not spans.is_implied(quad[:3]))
    return tables.write(folder, name, title)


def _kind(value: Term) -> str:
    if is_iri(value):
        return "iri"
    _, datatype, language = literal_parts(value)
    if datatype == LANG_STRING:
        return language
    return "date" if datatype in _DATES else datatype


def _write(table: _Table, path: Path) -> dict[str, Any]:
    """Write a table, and return its description."""
    fixed = {column: value for column in table.columns if (value := _common_value(table, column))}
    names = _names(table.columns)
    shown = [column for column in table.columns if column not in fixed]
    prefixes = {column: _prefix(table, column) for column in shown if column.kind == "iri"}
    several = len(table.graphs) > 1
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["slug", *(["source"] if several else []), *(names[column] for column in shown)])
        for (thing, graph), said in table.things.items():
            first = [_below(ID, thing), *([_below(GRAPH, graph)] if several else [])]
            cells = (_cell(said.get(column, ()), column, prefixes.get(column, "")) for column in shown)
            writer.writerow([*first, *cells])
    columns = [_described(table, column, names[column], prefixes.get(column, "")) for column in shown]
    columns += [_virtual(names[column], column, value) for column, value in fixed.items()]
    columns += [_type(number, each) for number, each in enumerate(table.classes)]
    keys = ["slug", *(["source"] if several else [])]
    key = [{"name": name, "suppressOutput": True, "required": True} for name in keys]
    return {
        "url": path.name,
        "bil:graphUrl": GRAPH + "{+source}" if several else iri_value(table.graphs[0]),
        "tableSchema": {"aboutUrl": ID + "{+slug}", "primaryKey": keys, "columns": [*key, *columns]},
    }


def _common_value(table: _Table, column: _Column) -> Term:
    """Return the one value that all of many things have, "" where they differ."""
    sets = [tuple(said.get(column, ())) for said in table.things.values()]
    if len(sets) > 1 and len(set(sets)) == 1 and len(sets[0]) == 1:
        return sets[0][0]
    return ""


def _names(columns: Iterable[_Column]) -> dict[_Column, str]:
    """Return a name for each column: that of its property, and its kind where that is not enough."""
    names: dict[_Column, str] = {}
    for column in columns:
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", _local(column.predicate)).lower().replace("-", "_")
        if name in {"slug", "source"} or name in names.values():
            name += "_" + re.split(r"[#/]", column.kind)[-1].lower().replace("-", "_")
        names[column] = name
    return names


def _local(term: Term) -> str:
    return re.split(r"[#/]", iri_value(term))[-1]


def _prefix(table: _Table, column: _Column) -> str:
    """Return what all values of a column begin with: our names, or up to a `/`, `#` or `=`."""
    values = [iri_value(value) for said in table.things.values() for value in said.get(column, ())]
    if column.predicate not in _FIRST_ONLY and all(value.startswith(ID) for value in values):
        return ID
    least, most = min(values), max(values)
    shared = next((n for n, (a, b) in enumerate(zip(least, most, strict=False)) if a != b), 0)
    return re.sub(r"[^/#=]*\Z", "", least[:shared]) if "://" in least[:shared] else ""


def _below(prefix: str, value: Term) -> str:
    text = iri_value(value)
    if not text.startswith(prefix) or " " in text:
        raise SeedError(f"{value} cannot stand in a cell of names that begin with {prefix}")
    return text.removeprefix(prefix)


def _cell(values: Iterable[Term], column: _Column, prefix: str) -> str:
    if column.kind == "iri":
        return _BETWEEN_IRIS.join(_below(prefix, value) for value in values)
    texts = [literal_parts(value).value for value in values]
    if len(texts) > 1 and any(_BETWEEN_TEXTS in text for text in texts):
        raise SeedError(
            f"several values of {column.predicate} with {_BETWEEN_TEXTS!r} cannot stand in a cell"
        )
    return _BETWEEN_TEXTS.join(texts)


def _described(table: _Table, column: _Column, name: str, prefix: str) -> dict[str, Any]:
    described = {"name": name, "propertyUrl": iri_value(column.predicate), **_datatype(column.kind)}
    if column.kind == "iri":
        described["valueUrl"] = f"{prefix}{{+{name}}}"
    if any(len(said.get(column, ())) > 1 for said in table.things.values()):
        described["separator"] = _BETWEEN_IRIS if column.kind == "iri" else _BETWEEN_TEXTS
    return described


def _datatype(kind: str) -> dict[str, Any]:
    if kind in {"iri", XSD_STRING}:
        return {}
    if kind == "date":
        partial = {"@id": f"{BIL}partialDate", "base": "string", "format": r"\d{4}(-\d{2}(-\d{2})?)?"}
        return {"datatype": partial}
    return {"datatype": kind.removeprefix(XSD)} if kind.startswith(XSD) else {"lang": kind}


def _virtual(name: str, column: _Column, value: Term) -> dict[str, Any]:
    described = {"name": name, "virtual": True, "propertyUrl": iri_value(column.predicate)}
    if column.kind == "iri":
        return described | {"valueUrl": iri_value(value)}
    return described | _datatype(column.kind) | {"default": literal_parts(value).value}


def _type(number: int, cls: Term) -> dict[str, Any]:
    name = f"type_{number}" if number else "type"
    return {"name": name, "virtual": True, "propertyUrl": iri_value(RDF.type), "valueUrl": iri_value(cls)}
