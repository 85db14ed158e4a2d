"""owl:sameAs by representatives: each term stands for all terms equal to it.

Replaces eq-sym, eq-trans and eq-rep-*: their conclusions are written out at the end, from the
members of each class.
"""

from __future__ import annotations

import numpy as np

from bilateral.reasoning.bulk.columns import NONE, Keys, Rows, expand, lower, unique, upper


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
        """Make the two numbers of each key equal, and tell whether that changed anything."""
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

    @property
    def trivial(self) -> bool:
        """Whether no two numbers are equal."""
        return bool((self.representative == np.arange(self.representative.size)).all())

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
