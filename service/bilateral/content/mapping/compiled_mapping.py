"""A table's mapping made ready to run over its rows: N-Quads as text, or quads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bilateral.content.mapping.column_plan import words_property
from bilateral.content.mapping.rejected_rows import CellProblem, RowRejected
from bilateral.content.mapping.row_conditions import condition
from bilateral.content.mapping.row_forms import MappedRow, RowForms, TriplePlan
from bilateral.content.mapping.row_reader import RowReader, place_of
from bilateral.content.mapping.row_templates import parse_template
from bilateral.content.mapping.term_sources import (
    TermSource,
    fixed,
    from_cell,
    from_joined,
    from_template,
    from_words,
    in_language,
    where_said,
)
from bilateral.rdf.iris import ID, graph
from bilateral.rdf.terms import iri_value
from bilateral.rdf.vocabulary import BIL, RDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bilateral.content.mapping.column_plan import Resolver
    from bilateral.content.mapping.mapping_file import ColumnMapping, TableMapping
    from bilateral.content.mapping.row_conditions import Condition
    from bilateral.content.mapping.source_row import SourceRow
    from bilateral.rdf.terms import Quad, Term


def compile_mapping(
    table: TableMapping,
    resolvers: Mapping[str, Resolver],
    *,
    file: str = "",
    document: str = "",
    spelled: Callable[[Term], Term] = str,
) -> CompiledMapping:
    """Make a table's mapping ready.

    Args:
        table: from `read_mapping`.
        resolvers: what finds entities by codes and names, by the name of the scheme.
        file: what the variable `_file` stands for.
        document: the slug of the document that the file is, "" for none. Quads are in its graph where the
            table has no `bil:graphUrl`, and what a row describes, that is, gives a class, has the row as its
            `bil:record`, as RFC 7111 writes it.
        spelled: gives a typed literal the spelling in which it is stored.

    Raises:
        InputError: the mapping names what is not there, or has what cannot be read.
    """
    try:
        used = _used(table) | ({"_sourceRow"} if document else set())
        reader = RowReader(table, resolvers, used, file, spelled)
        plans = [plan for c in table.columns for plan in _plans(c, reader.places, reader.filled)]
        plans += _records(table, document, reader.places) if document else []
        return CompiledMapping(table, reader, plans, graph(document) if document else "")
    except (ValueError, re.error) as error:
        raise table.refuse(str(error)) from error


class CompiledMapping:
    """Maps the rows of a table."""

    def __init__(
        self, table: TableMapping, reader: RowReader, plans: Sequence[TriplePlan], default: Term
    ) -> None:
        self._reader, self.key = reader, reader.key
        lists = {place for place, column in enumerate(table.columns) if column.is_list}
        self._forms = RowForms(plans, _graph(table, default, reader.places), lists)

    def map(self, row: SourceRow) -> MappedRow:
        """Return what a row says, with the form that it shares with others.

        Raises:
            RowRejected: cells cannot be read.
            RowLeftOut: the mapping says so.
        """
        whole, *others = self._reader.read(row)
        try:
            mapped = self._forms.mapped(*whole)
            if not others:
                return mapped
            quads = [quad for piece in others for quad in self._forms.mapped(*piece).quads()]
            return mapped._replace(further=[*mapped.further, *quads])
        except ValueError as error:
            raise RowRejected([CellProblem("", "", str(error))]) from error

    def quads(self, row: SourceRow) -> list[Quad]:
        """Return what a row says; it raises as `map` does."""
        return self.map(row).quads()

    def lines(self, row: SourceRow) -> str:
        """Return what a row says as N-Quads; it raises as `map` does."""
        return self.map(row).lines()


def _plans(column: ColumnMapping, places: Mapping[str, int], filled: set[str]) -> Iterator[TriplePlan]:
    about, predicate = column.template("aboutUrl"), column.template("propertyUrl")
    words = words_property(column)
    if predicate is None or column.described.suppressOutput:
        return
    if about is None:
        raise ValueError(f"column {column.name} has no aboutUrl")
    when = _condition(column, places)
    subject = from_template(about, places)
    object_ = _object(column, places, filled)
    yield TriplePlan((subject, from_template(predicate, places), object_), when)
    if words is not None:
        property_ = from_template(words, places)
        yield TriplePlan((subject, property_, from_words(places[column.name])), when)


def _records(table: TableMapping, document: str, places: Mapping[str, int]) -> Iterator[TriplePlan]:
    """Yield that what a row describes stands in that row; what is counted from many stands in none."""
    if any(step["name"] == "agreement" for step in table.steps):
        return
    kind = "record" if "rows" in table.notes else "row"
    row = from_template(f"{ID}document/{document}#{kind}={{_sourceRow}}", places)
    for column in table.columns:
        about, predicate = column.template("aboutUrl"), column.template("propertyUrl")
        if about is not None and predicate == iri_value(RDF.type):
            when = _condition(column, places)
            yield TriplePlan((from_template(about, places), fixed(BIL.record), row), when)


def _condition(column: ColumnMapping, places: Mapping[str, int]) -> Condition | None:
    return condition(column.notes["when"], places) if "when" in column.notes else None


def _object(column: ColumnMapping, places: Mapping[str, int], filled: set[str]) -> TermSource:
    place = places[column.name]
    value_url = column.template("valueUrl")
    if "langUrl" in column.notes:
        return in_language(place, place_of(column, column.notes["langUrl"], places))
    if value_url is None:
        return from_cell(place)
    if set(parse_template(value_url).names) == {column.name}:
        return from_cell(place)
    source = from_template(value_url, places)
    return where_said(source, place) if column.name in filled else source


def _graph(table: TableMapping, default: Term, places: Mapping[str, int]) -> TermSource:
    template = table.notes.get("graphUrl")
    if template is not None:
        return from_joined(template, places)
    return fixed(default)


def _used(table: TableMapping) -> set[str]:
    """Return the columns that templates and other columns ask for."""
    used = set(parse_template(table.notes["graphUrl"]).names) if "graphUrl" in table.notes else set()
    for column in table.columns:
        templates = (column.template(kind) for kind in ("aboutUrl", "propertyUrl", "valueUrl"))
        used |= {name for template in templates if template for name in parse_template(template).names}
        used |= {column.notes[note] for note in ("on", "langUrl") if note in column.notes}
    return used
