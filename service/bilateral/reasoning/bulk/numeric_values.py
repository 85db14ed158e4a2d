"""Values of a graph's literals: dt-eq and dt-diff over numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bilateral.rdf import datatypes
from bilateral.reasoning.bulk.columns import NONE, Keys, Mask, pack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.rdf.terms import Term


def equal(terms: Sequence[Term], is_literal: Mask) -> Keys:
    """dt-eq: return edges between literals with the same value."""
    first: dict[tuple[object, object], int] = {}
    edges: list[tuple[int, int]] = []
    for number in _comparable(terms, is_literal):
        value = datatypes.value_of(terms[number])
        if value is not None:
            other = first.setdefault((value.space, value.identity), number)
            if other != number:
                edges.append((other, number))
    pairs = np.array(edges, np.int64).reshape(-1, 2)
    return pack(pairs[:, 0], pairs[:, 1]) if edges else NONE


def _comparable(terms: Sequence[Term], is_literal: Mask) -> list[int]:
    """Return the literals whose value others may have: typed ones, and strings if any is a token."""
    literals = np.flatnonzero(is_literal).tolist()
    typed = [number for number in literals if terms[number][-1] == ">"]
    if any(datatypes.is_string(terms[number]) for number in typed):
        return [number for number in literals if terms[number][-1] in '">']
    return typed


def differ(left: Term, right: Term) -> bool:
    """Tell whether two literals certainly have different values."""
    one, other = datatypes.value_of(left), datatypes.value_of(right)
    return one is not None and other is not None and datatypes.different(one, other)


def different(terms: Sequence[Term], mixed: Keys, others: Keys) -> Keys:
    """dt-diff: return the pairs of terms that are the same as literals with different values.

    Both arguments are keys of a term and a literal it is the same as.
    """
    pairs: list[int] = []
    for one in mixed.tolist():
        for other in others.tolist():
            left, right = one >> 32, other >> 32
            if left != right and differ(terms[one & 0xFFFFFFFF], terms[other & 0xFFFFFFFF]):
                pairs += [(left << 32) | right, (right << 32) | left]
    return np.array(pairs, np.int64)
