"""Answers as tables of terms, and what their columns hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.explore.entity import fact_tables
from bilateral.explore.graph import display_dates
from bilateral.rdf.terms import is_iri, is_literal, literal_parts
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from bilateral.explore.graph.reading import Reading
    from bilateral.rdf.dates import Span
    from bilateral.rdf.terms import Term

NUMBER, DATE, STATE, DATED, THING, TEXT = "number", "date", "state", "dated", "thing", "text"
"""What a column holds: numbers, dates, states on the map, things with dates, other things, anything else."""
_LOOKED_AT: Final = 40


class AnswerTable(NamedTuple):
    """The rows of an answer, or the first of them.

    Attributes:
        total: how many rows were counted.
        more: whether there are more rows than were counted.
        triples: whether the rows are triples.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Term | None, ...]]
    total: int
    more: bool
    triples: bool = False


def kinds(about: Reading, answer: AnswerTable) -> list[str]:
    """Return what each column holds, judged by its first values."""
    return [_kind(about, [row[place] for row in answer.rows]) for place in range(len(answer.columns))]


def number(term: Term | None) -> float | None:
    """Return the number that a literal writes, or None where it writes none."""
    if term is None or not is_literal(term):
        return None
    try:
        return float(literal_parts(term).value)
    except ValueError:
        return None


def span(about: Reading, term: Term | None) -> Span | None:
    """Return the days of a date, or of a thing that has one."""
    if term is None:
        return None
    if not is_iri(term):
        return display_dates.span(term)
    when = fact_tables.timing(about, term)
    return when.start or when.end


def _kind(about: Reading, column: list[Term | None]) -> str:
    values = [term for term in column if term][:_LOOKED_AT]
    if values and all(map(is_iri, values)):
        if all(about.graph.value(term, BIL.iso3) for term in values):
            return STATE
        return DATED if all(span(about, term) for term in values) else THING
    if values and all(display_dates.span(term) for term in values):
        return DATE
    if values and all(number(term) is not None for term in values):
        return NUMBER
    return TEXT


def is_word(term: Term) -> bool:
    """Tell whether a term is one of the ontology's, not a thing."""
    return term.startswith(f"<{BIL}")
