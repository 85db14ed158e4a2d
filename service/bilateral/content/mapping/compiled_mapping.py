"""A table's mapping made ready to run over its rows: N-Quads as text, or quads.

What a row says is decided by which of its cells say something. For each such combination the lines are put
together once, as a text with gaps; only columns with several values a cell are gone through value by value.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from bilateral.content.mapping.column_plan import words_property
from bilateral.content.mapping.rejected_rows import CellProblem, RowRejected
from bilateral.content.mapping.row_conditions import condition
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
from bilateral.rdf.terms import Quad

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bilateral.content.mapping.column_plan import Resolver
    from bilateral.content.mapping.mapping_file import ColumnMapping, TableMapping
    from bilateral.content.mapping.row_conditions import Condition
    from bilateral.content.mapping.source_row import SourceRow
    from bilateral.rdf.terms import Term


class TriplePlan(NamedTuple):
    """A triple that a row may say: where its three terms come from, and when it holds."""

    sources: tuple[TermSource, TermSource, TermSource]
    when: Condition | None


def compile_mapping(
    table: TableMapping,
    resolvers: Mapping[str, Resolver],
    *,
    file: str = "",
    graph: Term = "",
    default_graph: bool = False,
) -> CompiledMapping:
    """Make a table's mapping ready.

    Args:
        table: from `read_mapping`.
        resolvers: what finds entities by codes and names, by the name of the scheme.
        file: what the variable `_file` stands for.
        graph: of all quads, where the table has no `bil:graphUrl`.
        default_graph: whether `lines` says each triple a second time, outside of all graphs.

    Raises:
        InputError: the mapping names what is not there, or has what cannot be read.
    """
    try:
        return CompiledMapping(table, resolvers, file, graph, default_graph=default_graph)
    except (ValueError, re.error) as error:
        raise table.refuse(str(error)) from error


class CompiledMapping:
    """Maps the rows of a table."""

    def __init__(
        self,
        table: TableMapping,
        resolvers: Mapping[str, Resolver],
        file: str,
        graph: Term,
        *,
        default_graph: bool,
    ) -> None:
        self._reader = RowReader(table, resolvers, _used(table), file)
        self.key = self._reader.key
        places = self._reader.places
        filled = self._reader.filled
        plans = [plan for column in table.columns for plan in _plans(column, places, filled)]
        self._lists = {place for place, column in enumerate(table.columns) if column.is_list}
        graph_source = _graph(table, graph, places)
        self._slots = _Slots([graph_source, *_scalar_sources(plans, self._lists)])
        self._graph = self._slots.place[graph_source.key]
        self._plans = [_SlottedPlan(plan, self._lists) for plan in plans]
        self._texts = _LineTemplates(self._plans, self._slots, self._graph, default_graph=default_graph)

    def quads(self, row: SourceRow) -> list[Quad]:
        """Return what a row says.

        Raises:
            RowRejected: cells cannot be read.
            RowLeftOut: the mapping says so.
        """
        texts, cells = self._reader.read(row)
        terms = self._terms(cells)
        return [
            Quad(*triple, terms[self._graph])
            for plan in self._plans
            if plan.when is None or plan.when(texts)
            for triple in plan.triples(cells, terms, self._slots)
        ]

    def lines(self, row: SourceRow) -> str:
        """Return what a row says as N-Quads.

        Raises:
            RowRejected, RowLeftOut: as for `quads`.
        """
        texts, cells = self._reader.read(row)
        terms = self._terms(cells)
        return self._texts.lines(texts, cells, terms)

    def _terms(self, cells: list[Any]) -> list[Any]:
        try:
            terms = [*self._slots.fixed, *[make(cells) for make in self._slots.makes]]
        except ValueError as error:
            raise RowRejected([CellProblem("", "", str(error))]) from error
        if terms[self._graph] is None:
            raise RowRejected([CellProblem("", "", "no graph: a variable of its template is empty")])
        return terms


class _Slots:
    """The terms of a row that are made once, whatever number of triples has them."""

    def __init__(self, sources: Sequence[TermSource]) -> None:
        unique = {source.key: source for source in sources}
        ordered = sorted(unique.values(), key=lambda source: bool(source.columns))
        self.fixed = [source.make(()) for source in ordered if not source.columns]
        self.makes = [source.make for source in ordered if source.columns]
        self.place = {source.key: place for place, source in enumerate(ordered)}


class _SlottedPlan:
    """A triple plan that knows which of its columns have several values."""

    def __init__(self, plan: TriplePlan, lists: set[int]) -> None:
        self.sources, self.when = plan
        needed = {place for source in plan.sources for place in source.columns}
        self.lists = sorted(needed & lists)

    def triples(
        self, cells: list[Any], terms: Sequence[Any], slots: _Slots
    ) -> Iterator[tuple[Term, Term, Term]]:
        """Yield the triples; a column with several values has the same one throughout a triple."""
        if not self.lists:
            subject, predicate, object_ = (terms[slots.place[source.key]] for source in self.sources)
            if subject is not None and predicate is not None and object_ is not None:
                yield subject, predicate, object_
            return
        chosen = list(cells)
        for items in product(*(cells[place] or () for place in self.lists)):
            for place, item in zip(self.lists, items, strict=True):
                chosen[place] = item
            subject, predicate, object_ = (source.make(chosen) for source in self.sources)
            if subject is not None and predicate is not None and object_ is not None:
                yield subject, predicate, object_


class _LineTemplates:
    """The lines of rows as texts with gaps, one for each combination of cells that say something."""

    def __init__(
        self, plans: Sequence[_SlottedPlan], slots: _Slots, graph: int, *, default_graph: bool
    ) -> None:
        self._slots, self._graph = slots, graph
        named = f" {{{graph}}} .\n"
        self._graphs = (named, " .\n") if default_graph else (named,)
        self._single = [plan for plan in plans if not plan.lists]
        self._several = [plan for plan in plans if plan.lists]
        self._conditions = [plan.when for plan in self._single if plan.when is not None]
        self._made: dict[tuple[bool, ...], str] = {}

    def lines(self, texts: Sequence[Any], cells: list[Any], terms: list[Any]) -> str:
        mask = tuple([term is None for term in terms]) if None in terms else ()
        if self._conditions:
            mask += tuple([holds(texts) for holds in self._conditions])
        template = self._made.get(mask)
        if template is None:
            template = self._made[mask] = self._template(terms, texts)
        text = template.format(*terms)
        return text + self._of_several(texts, cells, terms) if self._several else text

    def _template(self, terms: Sequence[Any], texts: Sequence[Any]) -> str:
        made = []
        for plan in self._single:
            slots = [self._slots.place[source.key] for source in plan.sources]
            if any(terms[slot] is None for slot in slots) or not (plan.when is None or plan.when(texts)):
                continue
            triple = " ".join(
                _escaped(terms[slot]) if not source.columns else f"{{{slot}}}"
                for slot, source in zip(slots, plan.sources, strict=True)
            )
            made += [triple + graph for graph in self._graphs]
        return "".join(made)

    def _of_several(self, texts: Sequence[Any], cells: list[Any], terms: Sequence[Any]) -> str:
        graphs = [graph.format(*terms) for graph in self._graphs]
        return "".join(
            f"{s} {p} {o}{graph}"
            for plan in self._several
            if plan.when is None or plan.when(texts)
            for s, p, o in plan.triples(cells, terms, self._slots)
            for graph in graphs
        )


def _escaped(term: Term) -> str:
    return term.replace("{", "{{").replace("}", "}}")


def _scalar_sources(plans: Sequence[TriplePlan], lists: set[int]) -> Iterator[TermSource]:
    for plan in plans:
        if not any(place in lists for source in plan.sources for place in source.columns):
            yield from plan.sources


def _plans(column: ColumnMapping, places: Mapping[str, int], filled: set[str]) -> Iterator[TriplePlan]:
    about, predicate = column.template("aboutUrl"), column.template("propertyUrl")
    words = words_property(column)
    if predicate is None or column.described.suppressOutput:
        return
    if about is None:
        raise ValueError(f"column {column.name} has no aboutUrl")
    when = condition(column.notes["when"], places) if "when" in column.notes else None
    subject = from_template(about, places)
    object_ = _object(column, places, filled)
    yield TriplePlan((subject, from_template(predicate, places), object_), when)
    if words is not None:
        property_ = from_template(words, places)
        yield TriplePlan((subject, property_, from_words(places[column.name])), when)


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


def _graph(table: TableMapping, graph: Term, places: Mapping[str, int]) -> TermSource:
    template = table.notes.get("graphUrl")
    if template is not None:
        return from_joined(template, places)
    return fixed(graph)


def _used(table: TableMapping) -> set[str]:
    """Return the columns that templates and other columns ask for."""
    used = set(parse_template(table.notes.get("graphUrl", "")).names)
    for column in table.columns:
        templates = (column.template(kind) for kind in ("aboutUrl", "propertyUrl", "valueUrl"))
        used |= {name for template in templates if template for name in parse_template(template).names}
        used |= {column.notes[note] for note in ("on", "langUrl") if note in column.notes}
    return used
