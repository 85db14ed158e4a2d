"""What the codes and names in datasets mean, by a state of the graph: the schemes that mappings name.

`iso2`, `iso3`, `m49`, `cow`, `gw` and `fips` are codes of polities by years; `name` is what a state, former
state or organisation is called; `qid` is an identifier of Wikidata.
"""

from __future__ import annotations

from functools import cache, cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Final

from bilateral.datasets.polity_codes import SCHEMES, read_polity_codes
from bilateral.names.candidates import CERTAIN
from bilateral.rdf.iris import POLITY_TYPES, short
from bilateral.rdf.terms import iri
from bilateral.rdf.vocabulary import SKOS, WD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bilateral.content.mapping.code_table import CodeTable
    from bilateral.content.mapping.column_plan import Resolver
    from bilateral.names.graph_names import GraphNames
    from bilateral.rdf.terms import Term
    from bilateral.store.snapshots.snapshot import GraphState

_REMEMBERED: Final = 1 << 16  # names
_NAMED: Final = frozenset({*POLITY_TYPES, "organisation"})


def graph_resolvers(state: GraphState) -> dict[str, Resolver]:
    """Return the resolver of each scheme; codes and names are read from the graph when first asked for."""
    codes = cache(lambda: read_polity_codes(state))
    names = cache(lambda: _names(state))
    by_code: dict[str, Resolver] = {scheme: _ByCode(codes, scheme) for scheme in SCHEMES}
    named = lru_cache(_REMEMBERED)(partial(_by_name, names))
    # A name means the same on all days, and to look for it takes milliseconds.
    return by_code | {"name": lambda value, _on: named(value), "qid": partial(_by_item, state)}


def _names(state: GraphState) -> GraphNames:
    # The index takes a second to make, which mappings without names do without.
    from bilateral.names.graph_names import GraphNames  # noqa: PLC0415

    return GraphNames(state)


class _ByCode:
    """The table of codes of a scheme, read when first asked."""

    def __init__(self, codes: Callable[[], Mapping[str, CodeTable]], scheme: str) -> None:
        self._codes, self._scheme = codes, scheme

    @cached_property
    def _table(self) -> CodeTable:
        return self._codes()[self._scheme]

    def __call__(self, value: str, on: str) -> Term | None:
        return self._table(value, on)

    def __contains__(self, value: str) -> bool:
        return value in self._table

    def changes(self, value: str, after: str, until: str) -> list[str]:
        return self._table.changes(value, after, until)


def _by_name(names: Callable[[], GraphNames], value: str) -> Term | None:
    """Return what is certainly called so; neither a code nor an identifier is a name."""
    found = names().find(value, 1, _is_named)
    if not found or not found[0].match or found[0].score < CERTAIN:
        return None
    return None if found[0].reason.startswith(("code ", "identifier")) else found[0].entity


def _is_named(entity: Term) -> bool:
    return short(entity).partition("/")[0] in _NAMED


def _by_item(state: GraphState, value: str, _on: str) -> Term | None:
    """Return the one entity of ours that an item of Wikidata is."""
    try:
        item = iri(f"{WD}{value}")
    except ValueError:
        return None
    found = {subject for subject, _, _ in state.triples(None, SKOS.exactMatch, item, "")}
    return found.pop() if len(found) == 1 else None
