"""What constraints that look into a value can tell of it, for each value by itself.

pySHACL decides; here only those values are told apart that it may decide differently of.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pyshacl.rdfutil.compare import compare_literal
from rdflib import Literal
from rdflib.namespace import SH

from bilateral.rdf.rdflib_bridge import to_node, to_term
from bilateral.rdf.terms import XSD, is_blank, is_iri, is_literal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from rdflib import Graph
    from rdflib.term import Node

    from bilateral.rdf.terms import Term

_RANGES: Final = {SH.minInclusive, SH.maxInclusive, SH.minExclusive, SH.maxExclusive}
TESTED: Final = _RANGES | {SH.pattern, SH.minLength, SH.maxLength, SH["in"], SH.hasValue}
"""The parameters of these constraints."""

_DATE: Final = f"^^<{XSD}date>"
_DAY: Final = len('"2024-01-31"') + len(_DATE)

node_of = lru_cache(maxsize=1 << 17)(to_node)


def value_test(shapes: Graph, shape: Node, parameter: Node, value: Node) -> Callable[[Term], Hashable]:
    """Return what tells apart the values that a constraint may decide differently of."""
    if parameter == SH.pattern:
        flags = "".join(str(each) for each in shapes.objects(shape, SH.flags)).lower()
        return _matches(str(value), re.IGNORECASE * ("i" in flags) | re.MULTILINE * ("m" in flags))
    if parameter in {SH.minLength, SH.maxLength}:
        longest = int(str(value)) + 1
        return lambda term: min(len(str(node_of(term))), longest)
    if parameter in _RANGES:
        return lambda term: _order(term, value)
    among = {to_term(each) for each in shapes.items(value)} if parameter == SH["in"] else {to_term(value)}
    return lambda term: term if term in among else None


def _matches(pattern: str, flags: int) -> Callable[[Term], Hashable]:
    search = re.compile(pattern, flags).search
    return lambda term: is_blank(term) or search(str(node_of(term))) is not None


def _order(term: Term, bound: Node) -> Hashable:
    """Return the order of a value and a bound, or the value where that is not plain."""
    node = node_of(term)
    try:
        plain = is_literal(term) and isinstance(node, Literal) and node.datatype and not node.ill_typed
        return compare_literal(node, bound) if plain else term  # type: ignore[no-untyped-call]
    except (TypeError, NotImplementedError):
        return term


def pair_order(one: Term, other: Term) -> Hashable:
    """Return the order of two values, or themselves where that is not plain."""
    if _is_day(one) and _is_day(other):
        # Of four digits for the year and without a time zone: texts have the order of days.
        return one < other, one <= other
    first, second = node_of(one), node_of(other)
    if isinstance(first, Literal) and isinstance(second, Literal) and first.datatype == second.datatype:
        plain = first.datatype is not None and first.ill_typed is False and second.ill_typed is False
        if plain and not isinstance(first.value, str) and first.value is not None:
            return first < second, first <= second
    return one, other


@lru_cache(maxsize=1 << 17)
def _is_day(term: Term) -> bool:
    if len(term) != _DAY or not term.endswith(_DATE):
        return False
    node = node_of(term)
    return isinstance(node, Literal) and node.ill_typed is False


def kind_of(term: Term) -> Hashable:
    """Return what a value is, apart from its classes: how long it is and what it says does not count."""
    if is_iri(term):
        return "iri"
    if is_blank(term):
        return "blank"
    if term.endswith('"'):
        return "string"
    return _literal_kind(term)


@lru_cache(maxsize=1 << 17)
def _literal_kind(term: Term) -> Hashable:
    node = node_of(term)
    assert isinstance(node, Literal)  # noqa: S101  # for mypy
    return node.datatype, node.language, node.ill_typed
