"""CSV tables to quads, by their CSVW metadata.

A subset of the standard mapping in minimal mode: `aboutUrl`, `propertyUrl`, `valueUrl`, `lang`, `datatype`,
`separator`, `virtual`, `suppressOutput`. A template gives nothing where one of its variables is null.
Two annotations in our own namespace, which other CSVW processors ignore:

* `bil:graphUrl`, on a table: the template of the graph of a row's triples. Several values of a variable are
  joined by commas, as in RFC 6570: a row that rests on two sources together goes to the graph of both.
* `bil:langUrl`, on a column: the name of the column that holds the language tag.

Source: CSV on the Web, Metadata Vocabulary for Tabular Data; Generating RDF from Tabular Data.
"""

from __future__ import annotations

import json
import logging
import re
import warnings
from typing import TYPE_CHECKING, Any

import csvw

from bilateral import texts
from bilateral.errors import InputError, Origin, Refused
from bilateral.rdf.terms import XSD, XSD_STRING, Located, Quad, Term, iri, literal
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Row = dict[str, Any]

_GRAPH = f"{BIL}graphUrl"
_LANGUAGE = f"{BIL}langUrl"
_LOGGED = re.compile(r"(?P<path>.*?):(?P<line>\d+):(?P<reason>.*)", re.DOTALL)


def read_tables(metadata: Path) -> list[Located]:
    """Return the quads of all tables that a CSVW metadata file describes.

    Raises:
        Refused: cells or rows do not fit the metadata; one problem for each.
        InputError: the metadata is unreadable, or a table is missing.
    """
    group = _group(metadata)
    problems: list[InputError] = []
    located = [quad for table in group.tables for quad in _table(table, metadata, problems)]
    if problems:
        raise Refused(problems)
    return located


def _group(metadata: Path) -> Any:  # noqa: ANN401  # csvw has no types
    try:
        content = json.loads(texts.read(metadata))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return csvw.TableGroup.from_file(metadata, content)
    except json.JSONDecodeError as error:
        raise InputError(metadata, error.lineno, f"not JSON: {error.msg}") from error
    except (UserWarning, ValueError, TypeError, KeyError) as error:
        raise InputError(metadata, None, f"not CSVW metadata: {error}") from error


def _table(table: Any, metadata: Path, problems: list[InputError]) -> Iterator[Located]:  # noqa: ANN401
    path = metadata.parent / str(table.url)
    if not path.is_file():
        problems.append(InputError(metadata, None, f"the table {table.url} is missing"))
        return
    log = _Collector(path, problems)

    seen: dict[tuple[Any, ...], int] = {}
    try:
        for _, line, row in table.iterdicts(log=log.logger, with_metadata=True):
            key = tuple(row[name] for name in table.tableSchema.primaryKey or ())
            if key and (first := seen.setdefault(key, line)) != line:
                named = ", ".join(map(str, key))
                problems.append(InputError(path, line, f"the key {named} is already in line {first}"))
                continue
            yield from _row(table, row, Origin(path, line), problems)
    except UnicodeDecodeError as error:
        problems.append(_undecodable(path, error))
    except ValueError as error:
        problems.append(InputError(path, None, str(error)))


def _undecodable(path: Path, error: UnicodeDecodeError) -> InputError:
    try:
        texts.without_mark(path.read_bytes(), path)
    except InputError as marked:
        return marked
    return InputError(path, None, str(error))


def _row(table: Any, row: Row, origin: Origin, problems: list[InputError]) -> Iterator[Located]:  # noqa: ANN401
    try:
        graph = _graph(table, row)
        for column in table.tableSchema.columns:
            for triple in _cell(table, column, row):
                yield Located(Quad(*triple, graph), origin)
    except ValueError as error:
        problems.append(InputError(*origin, str(error)))


def _graph(table: Any, row: Row) -> Term:  # noqa: ANN401
    if _GRAPH not in table.common_props:
        return ""
    values = {name: cell for name, cell in row.items() if cell}
    return iri(csvw.metadata.URITemplate(table.common_props[_GRAPH]).expand(**values))


def _cell(table: Any, column: Any, row: Row) -> Iterator[tuple[Term, Term, Term]]:  # noqa: ANN401
    about, predicate = column.inherit("aboutUrl"), column.inherit("propertyUrl")
    if column.suppressOutput or predicate is None:
        return
    if about is None:
        raise ValueError(f"{table.url}: column {column.name} has no aboutUrl")
    for subject in _expand(about, row):
        for property_ in _expand(predicate, row):
            for value in _values(column, row):
                yield subject, property_, value


def _values(column: Any, row: Row) -> Iterator[Term]:  # noqa: ANN401
    template = column.inherit("valueUrl")
    cells = [None] if column.virtual else _as_list(row.get(column.name))
    for cell in cells:
        if template is not None:
            yield from _expand(template, row if column.virtual else row | {column.name: cell})
        elif cell is not None:
            yield _literal(column, cell, row)


def _literal(column: Any, cell: object, row: Row) -> Term:  # noqa: ANN401
    if _LANGUAGE in column.common_props:
        return literal(str(cell), language=row[column.common_props[_LANGUAGE]])
    datatype = column.inherit("datatype")
    text = str(cell) if datatype is None else datatype.formatted(cell)
    language = column.inherit("lang")
    if language not in (None, "und"):
        return literal(text, language=language)
    return literal(text, datatype=_datatype(datatype))


def _datatype(datatype: Any) -> str:  # noqa: ANN401
    if datatype is None:
        return XSD_STRING
    declared: Mapping[str, str] = datatype.at_props
    return declared.get("id") or XSD + str(datatype.base)


def _expand(template: Any, row: Row) -> Iterator[Term]:  # noqa: ANN401
    """Yield the expanded template for each value of its variables; nothing if one is null."""
    template = csvw.metadata.URITemplate(template) if isinstance(template, str) else template
    bindings: list[dict[str, str]] = [{}]
    for name in template.variable_names:
        values = [value for value in _as_list(row.get(name)) if value is not None]
        bindings = [binding | {name: str(value)} for binding in bindings for value in values]
    yield from (iri(template.expand(**binding)) for binding in bindings)


def _as_list(value: Any) -> list[Any]:  # noqa: ANN401
    return value if isinstance(value, list) else [value]


class _Collector(logging.Handler):
    """Turns csvw's log messages about cells into problems with their place."""

    def __init__(self, path: Path, problems: list[InputError]) -> None:
        super().__init__()
        self.path, self.problems = path, problems
        # csvw logs to the logger it is given; this one is for one table.
        self.logger = logging.Logger("csvw")  # noqa: LOG001
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        match = _LOGGED.match(message)
        line, reason = (int(match["line"]), match["reason"].strip()) if match else (None, message)
        self.problems.append(InputError(self.path, line, reason))
