"""The polities of tables by year: their codes, and in which years they exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.explore.graph import page_queries
from bilateral.explore.research import measures
from bilateral.explore.research.year_values import year_of
from bilateral.rdf.iris import short
from bilateral.rdf.terms import iri_value, literal_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bilateral.explore.graph.graph import Graph
    from bilateral.explore.research.year_values import Window, Years
    from bilateral.rdf.terms import Term

CODES: Final = {
    "iso3": "ISO 3166-1 alpha-3",
    "cow": "number in the state system of the Correlates of War",
    "gw": "number in Gleditsch and Ward's list of independent states",
    "qid": "identifier in Wikidata",
}
"""Codes that tables can have, and what they are."""
_BY_YEAR: Final = ("cow", "gw")
_MOST: Final = 100_000


class TablePolity(NamedTuple):
    """A polity as the rows of a table name it."""

    term: Term
    exists: Years  # and has one of the codes that are asked for
    codes: tuple[Sequence[str], ...]  # for each of them a code for each year of the window; empty for none


def polities(graph: Graph, codes: Sequence[str], window: Window) -> list[TablePolity]:
    """Return the polities that have one of some codes in a window, sorted by name."""
    known, assigned = _known(graph), _assigned(graph, window)
    found = (_polity(term, known[term], assigned, codes, window) for term in sorted(known, key=_local))
    return [each for each in found if each.exists]


def _local(term: Term) -> tuple[str, Term]:
    # By code, whatever kind of polity it is: the first of two is then the one whose code comes first.
    return term.rpartition("/")[2], term


def _known(graph: Graph) -> dict[Term, dict[str, Term]]:
    """Return what the query has of each polity; the least value where there are several."""
    found: dict[Term, dict[str, Term]] = {}
    for row in _rows(graph, "polities"):
        about = found.setdefault(row.pop("polity"), row)
        for name, value in row.items():
            about[name] = min(about.get(name, value), value)
    return found


class _Assignment(NamedTuple):
    polity: Term
    scheme: str
    code: str
    years: Years


def _assigned(graph: Graph, window: Window) -> list[_Assignment]:
    return [
        _Assignment(
            row["polity"],
            short(row["scheme"]).removeprefix("scheme/"),
            literal_parts(row["code"]).value,
            _between(row.get("from"), row.get("until"), window),
        )
        for row in _rows(graph, "code-assignments")
    ]


def _between(since: Term | None, until: Term | None, window: Window) -> Years:
    return window.years(year_of(since) if since else window.first, year_of(until) if until else window.last)


def _rows(graph: Graph, name: str) -> list[dict[str, Term]]:
    return page_queries.named(graph.ask(measures.query(graph.content, name), _MOST))


def _polity(
    term: Term,
    about: Mapping[str, Term],
    assigned: Sequence[_Assignment],
    codes: Sequence[str],
    window: Window,
) -> TablePolity:
    exists = _between(about.get("founded"), about.get("dissolved"), window)
    columns = tuple(_codes(term, scheme, about, assigned, window) for scheme in codes)
    named = _union(1 << index for column in columns for index, code in enumerate(column) if code)
    return TablePolity(term, exists & named, columns)


def _union(years: Iterable[Years]) -> Years:
    found = 0
    for each in years:
        found |= each
    return found


def _codes(
    term: Term, scheme: str, about: Mapping[str, Term], assigned: Sequence[_Assignment], window: Window
) -> list[str]:
    """Return the code of each year: what is assigned, to it or to another, goes before that for all times.

    A code of ISO 3166 is that of today where there is one, as tables by year have it: Benin was never DHY.
    """
    always = iri_value(about["same"]).rpartition("/")[2] if scheme == "qid" and "same" in about else ""
    if scheme in about:
        always = literal_parts(about[scheme]).value
    cells = [always] * len(window)
    if always and scheme not in _BY_YEAR:
        return cells
    for each in sorted(assigned, key=lambda each: each.polity == term):
        if each.scheme == scheme and (each.polity == term or each.code == always):
            code = each.code if each.polity == term else ""
            cells = [code if each.years >> index & 1 else cell for index, cell in enumerate(cells)]
    return cells
