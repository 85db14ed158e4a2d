"""Equality in numbers: owl:sameAs by representatives, dt-eq and dt-diff by values.

A representative stands for all terms equal to it, in place of eq-sym, eq-trans and eq-rep-*: their
conclusions are written out at the end, from the members of each class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bilateral.rdf import datatypes
from bilateral.reasoning.bulk.columns import NONE, Keys, Mask, Rows, expand, lower, pack, unique, upper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.rdf.terms import Term


class Equality:
    """A partition of term numbers; the smallest number of a class represents it."""

    def __init__(self, size: int) -> None:
        self.representative: Keys = np.arange(size, dtype=np.int64)
        self._order: Keys | None = None

    def grow(self, size: int) -> None:
        """Take in new numbers, each equal to itself only."""
        have = self.representative.size
        if size > have:
            self.representative = np.concatenate((self.representative, np.arange(have, size, dtype=np.int64)))
            self._order = None

    def unite(self, edges: Keys) -> bool:
        """Make the two numbers of each key equal, and return whether that changed anything."""
        left, right = self.representative[upper(edges)], self.representative[lower(edges)]
        apart = left != right
        if not apart.any():
            return False
        left, right = left[apart], right[apart]
        nodes = unique(np.concatenate((left, right)))
        labels = _components(np.searchsorted(nodes, left), np.searchsorted(nodes, right), nodes.size)
        renamed = np.arange(self.representative.size, dtype=np.int64)
        renamed[nodes] = nodes[labels]
        self.representative = renamed[self.representative]
        self._order = None
        return True

    def merged(self) -> Keys:
        """Return keys of representative and member, for each class of more than one."""
        if self._order is None:
            numbers = np.arange(self.representative.size, dtype=np.int64)
            moved = numbers[self.representative != numbers]
            heads = unique(self.representative[moved])
            pairs = (self.representative[moved] << 32) | moved
            self._order = np.sort(np.concatenate((pairs, (heads << 32) | heads))) if moved.size else NONE
        return self._order

    def expand(self, numbers: Keys) -> tuple[Rows, Keys]:
        """Return the members of the classes of representatives: the row of each, and the member."""
        table = self.merged()
        low = np.searchsorted(table, numbers << 32)
        high = np.searchsorted(table, (numbers + 1) << 32)
        single = low == high
        rows, at = expand(low, high)
        alone = np.flatnonzero(single)
        return np.concatenate((alone, rows)), np.concatenate((numbers[alone], lower(table[at])))


def _components(left: Rows, right: Rows, size: int) -> Rows:
    """Return for each node the smallest node it is connected with."""
    labels = np.arange(size)
    while True:
        one, other = labels[left], labels[right]
        if (one == other).all():
            return labels
        smaller = np.minimum(one, other)
        np.minimum.at(labels, one, smaller)
        np.minimum.at(labels, other, smaller)
        while not np.array_equal(shorter := labels[labels], labels):
            labels = shorter


def equal_values(terms: Sequence[Term], is_literal: Mask) -> Keys:
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


def different_values(terms: Sequence[Term], mixed: Keys, others: Keys) -> Keys:
    """dt-diff: return the pairs of terms that are the same as literals with different values.

    Both arguments are keys of a term and a literal that it is the same as.
    """
    pairs: list[int] = []
    for one in mixed.tolist():
        for other in others.tolist():
            left, right = one >> 32, other >> 32
            if left != right and datatypes.differ(terms[one & 0xFFFFFFFF], terms[other & 0xFFFFFFFF]):
                pairs += [(left << 32) | right, (right << 32) | left]
    return np.array(pairs, np.int64)
