"""Which polity a code stands for on a day: the Soviet Union for 365 of the Correlates of War in 1950."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from bilateral.content.mapping.code_table import Assignment, CodeTable
from bilateral.rdf.dates import shifted
from bilateral.rdf.iris import POLITY_TYPES, entity, short
from bilateral.rdf.terms import iri, iri_value, is_literal, literal_parts
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.rdf.terms import Term
    from bilateral.store.engine.view import GraphView

SCHEMES: Final = {
    "iso2": BIL.iso2,
    "iso3": BIL.iso3,
    "m49": BIL.m49,
    "cow": BIL.cow,
    "gw": BIL.gw,
    "fips": BIL.fips,
}
"""The schemes of codes, with the property of a code that a polity has for all its life."""


def read_polity_codes(state: GraphView) -> dict[str, CodeTable]:
    """Return for each scheme what its codes mean by years, in a state of the graph.

    When nobody is assigned a code, it means the polity that has it for all its life, until that is dissolved.
    """
    last_days = _values(state, BIL.endLatest)
    ends = {polity: last_days[polity] for polity in _values(state, BIL.dissolved)}
    tables = _assigned(state)
    for scheme, predicate in SCHEMES.items():
        for polity, _, code in state.triples(None, predicate, None, ""):
            if short(polity).partition("/")[0] in POLITY_TYPES:
                years = tables[scheme][literal_parts(code).value]
                years += list(_gaps(years, polity, ends.get(polity, "")))
    return {scheme: CodeTable(tables[scheme]) for scheme in SCHEMES}


def _assigned(state: GraphView) -> dict[str, dict[str, list[Assignment]]]:
    """Return the assignments of codes by scheme and code, the earliest first."""
    codes, polities = _values(state, BIL.code), _values(state, BIL.codeOf)
    starts, ends = _values(state, BIL.startEarliest), _values(state, BIL.endLatest)
    schemes = {entity(f"scheme/{scheme}"): scheme for scheme in SCHEMES}
    tables: dict[str, dict[str, list[Assignment]]] = {scheme: defaultdict(list) for scheme in SCHEMES}
    for each, scheme in _values(state, BIL.codeScheme).items():
        assignment = Assignment(iri(polities[each]), starts.get(each, ""), ends.get(each, ""))
        tables[schemes[iri(scheme)]][codes[each]].append(assignment)
    for years in (years for table in tables.values() for years in table.values()):
        years.sort(key=lambda assignment: assignment.first)
    return tables


def _gaps(assigned: Sequence[Assignment], polity: Term, end: str) -> Iterator[Assignment]:
    """Yield the times until its end in which a polity has a code that nobody is assigned."""
    first = ""
    for each in assigned:
        if each.first and (not end or each.first <= end):
            yield Assignment(polity, first, shifted(each.first, -1))
        if not each.last:
            return
        first = shifted(each.last, 1)
    if not end or first <= end:
        yield Assignment(polity, first, end)


def _values(state: GraphView, predicate: Term) -> dict[str, str]:
    """Return the values of a property, literals and IRIs as text."""
    found = state.triples(None, predicate, None, "")
    return {s: literal_parts(v).value if is_literal(v) else iri_value(v) for s, _, v in found}
