"""What rows say that say something in the same cells, put together once for all of them.

Only columns with several values a cell are gone through row by row, value by value.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from bilateral.rdf.terms import Quad

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.content.mapping.row_conditions import Condition
    from bilateral.content.mapping.term_sources import TermSource
    from bilateral.rdf.terms import Term, Triple


class TriplePlan(NamedTuple):
    """A triple that a row may say: where its three terms come from, and when it holds."""

    sources: tuple[TermSource, TermSource, TermSource]
    when: Condition | None


class RowForm(NamedTuple):
    """What the rows of a form say, with gaps for the terms of a row."""

    quads: tuple[tuple[int, int, int, int], ...]  # the places of their terms among those of the row
    text: str  # the same as N-Quads, for str.format
    fixed: int  # how many terms at the beginning are the same in all rows


class MappedRow(NamedTuple):
    """What a row says: a form, the row's terms that fill its gaps, and what else columns of lists say."""

    form: RowForm
    terms: Sequence[Any]  # None where no gap is filled
    further: Sequence[Quad]

    def quads(self) -> list[Quad]:
        """Return it as quads."""
        terms = self.terms
        filled = [Quad(terms[s], terms[p], terms[o], terms[g]) for s, p, o, g in self.form.quads]
        return [*filled, *self.further]

    def lines(self) -> str:
        """Return it as N-Quads."""
        text = self.form.text.format(*self.terms)
        return text + "".join([f"{s} {p} {o} {g} .\n" for s, p, o, g in self.further])


class RowForms:
    """Finds the form of each row of a table."""

    def __init__(self, plans: Sequence[TriplePlan], graph: TermSource, lists: set[int]) -> None:
        self._single = [plan for plan in plans if not _lists(plan, lists)]
        self._several = [(plan, _lists(plan, lists)) for plan in plans if _lists(plan, lists)]
        self._conditions = [plan.when for plan in self._single if plan.when is not None]
        sources = [graph, *(source for plan in self._single for source in plan.sources)]
        unique = {source.key: source for source in sources}
        ordered = sorted(unique.values(), key=lambda source: bool(source.columns))
        self._fixed = [source.make(()) for source in ordered if not source.columns]
        self._makes = [source.make for source in ordered if source.columns]
        self._place = {source.key: place for place, source in enumerate(ordered)}
        self._graph = self._place[graph.key]
        self._forms: dict[tuple[bool, ...], RowForm] = {}

    def mapped(self, texts: Sequence[Any], cells: Sequence[Any]) -> MappedRow:
        """Return what a row says, given the texts and the values of its cells.

        Raises:
            ValueError: the row has no graph, or a template does not give an IRI.
        """
        terms: list[Any] = [*self._fixed, *[make(cells) for make in self._makes]]
        mask = tuple([term is None for term in terms]) if None in terms else ()
        if self._conditions:
            mask += tuple([holds(texts) for holds in self._conditions])
        form = self._forms.get(mask)
        if form is None:
            form = self._forms[mask] = self._form(terms, texts)
        further = list(self._further(texts, cells, terms[self._graph])) if self._several else ()
        return MappedRow(form, terms, further)

    def _form(self, terms: Sequence[Any], texts: Sequence[Any]) -> RowForm:
        if terms[self._graph] is None:
            raise ValueError("no graph: a variable of its template is empty")
        places = [
            (*(self._place[source.key] for source in plan.sources), self._graph)
            for plan in self._single
            if plan.when is None or plan.when(texts)
        ]
        quads = tuple((s, p, o, g) for s, p, o, g in places if None not in (terms[s], terms[p], terms[o]))
        gaps = [_escaped(term) for term in self._fixed]
        gaps += [f"{{{place}}}" for place in range(len(gaps), len(terms))]
        text = "".join(f"{gaps[s]} {gaps[p]} {gaps[o]} {gaps[g]} .\n" for s, p, o, g in quads)
        return RowForm(quads, text, len(self._fixed))

    def _further(self, texts: Sequence[Any], cells: Sequence[Any], graph: Term) -> Iterator[Quad]:
        for plan, lists in self._several:
            if plan.when is None or plan.when(texts):
                yield from (Quad(*triple, graph) for triple in _triples(plan, lists, cells))


def _triples(plan: TriplePlan, lists: Sequence[int], cells: Sequence[Any]) -> Iterator[Triple]:
    """Yield the triples of a plan; a column with several values has the same one throughout a triple."""
    chosen = list(cells)
    for items in product(*(cells[place] or () for place in lists)):
        for place, item in zip(lists, items, strict=True):
            chosen[place] = item
        subject, predicate, object_ = (source.make(chosen) for source in plan.sources)
        if subject is not None and predicate is not None and object_ is not None:
            yield subject, predicate, object_


def _lists(plan: TriplePlan, lists: set[int]) -> list[int]:
    """Return the columns with several values that a plan needs."""
    return sorted({place for source in plan.sources for place in source.columns} & lists)


def _escaped(term: Any) -> str:  # noqa: ANN401  # a fixed source makes a term of anything
    return str(term).replace("{", "{{").replace("}", "}}")
