"""Sorted columns of encoded pairs, and the relations made of them.

A pair of term numbers is one 64-bit key, the subject in the upper half. A relation is a few
sorted runs of doubling length, so that adding a little to a lot costs a little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Keys: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]
Rows: TypeAlias = NDArray[np.intp]

_HALF = np.int64(32)
_LOWER = np.int64(0xFFFFFFFF)
NONE: Keys = np.empty(0, np.int64)


def pack(subjects: Keys, objects: Keys) -> Keys:
    """Return the keys of pairs."""
    return (subjects << _HALF) | objects


def upper(keys: Keys) -> Keys:
    """Return the subjects of keys."""
    return keys >> _HALF


def lower(keys: Keys) -> Keys:
    """Return the objects of keys."""
    return keys & _LOWER


def swap(keys: Keys) -> Keys:
    """Return the keys of the reversed pairs."""
    return ((keys & _LOWER) << _HALF) | (keys >> _HALF)


def unique(keys: Keys) -> Keys:
    """Return the keys sorted, each once."""
    if (keys[1:] > keys[:-1]).all():
        return keys
    keys = np.sort(keys, kind="stable")
    first = np.empty(keys.size, np.bool_)
    first[0] = True
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    return keys if first.all() else keys[first]


def member(keys: Keys, run: Keys) -> Mask:
    """Return which keys a sorted run has."""
    if not run.size or not keys.size:
        return np.zeros(keys.size, np.bool_)
    at = np.searchsorted(run, keys)
    at[at == run.size] = 0
    found: Mask = run[at] == keys
    return found


def merge(left: Keys, right: Keys) -> Keys:
    """Return the union of two sorted runs without common keys."""
    if not left.size:
        return right
    if not right.size:
        return left
    out = np.empty(left.size + right.size, np.int64)
    at = np.searchsorted(left, right) + np.arange(right.size)
    rest = np.ones(out.size, np.bool_)
    rest[at] = False
    out[at] = right
    out[rest] = left
    return out


def without(keys: Keys, run: Keys) -> Keys:
    """Return the keys that a sorted run does not have."""
    return keys[~member(keys, run)] if run.size else keys


def expand(low: Rows, high: Rows) -> tuple[Rows, Rows]:
    """Return for ranges of a run the row each position comes from, and the positions."""
    counts = high - low
    rows = np.repeat(np.arange(counts.size), counts)
    starts = np.cumsum(counts) - counts
    return rows, np.arange(rows.size) + np.repeat(low - starts, counts)


class Run:
    """A sorted, immutable run of keys, readable from either side."""

    __slots__ = ("_reverse", "keys")

    def __init__(self, keys: Keys, reverse: Keys | None = None) -> None:
        self.keys = keys
        self._reverse = reverse

    @property
    def reverse(self) -> Keys:
        """The keys with the object in the upper half, sorted."""
        if self._reverse is None:
            self._reverse = np.sort(swap(self.keys), kind="stable")
        return self._reverse

    def joined(self, other: Run) -> Run:
        """Return the run of both; the reverse is kept where both have it."""
        reverse = None
        if self._reverse is not None and other._reverse is not None:
            reverse = merge(self._reverse, other._reverse)
        return Run(merge(self.keys, other.keys), reverse)


EMPTY = Run(NONE)


class Relation:
    """The pairs of one predicate: all of them, and those of the last round."""

    __slots__ = ("delta", "pending", "runs")

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.delta: Run = EMPTY
        self.pending: list[Keys] = []

    @property
    def size(self) -> int:
        """How many pairs there are."""
        return sum(run.keys.size for run in self.runs)

    def keys(self) -> Keys:
        """Return all keys, sorted."""
        whole = EMPTY
        for run in reversed(self.runs):
            whole = run.joined(whole)
        if len(self.runs) > 1:
            self.runs = [whole]
        return whole.keys

    def missing(self, keys: Keys) -> Keys:
        """Return the keys that the relation does not have."""
        for run in self.runs:
            keys = without(keys, run.keys)
        return keys

    def contains(self, keys: Keys) -> Mask:
        """Return which keys the relation has."""
        found = np.zeros(keys.size, np.bool_)
        for run in self.runs:
            found |= member(keys, run.keys)
        return found

    def add(self, keys: Keys) -> None:
        """Add keys in the next round."""
        if keys.size:
            self.pending.append(keys)

    def flush(self) -> bool:
        """Add the pending keys, and return whether any of them was new."""
        if not self.pending:
            self.delta = EMPTY
            return False
        together = np.concatenate(self.pending) if len(self.pending) > 1 else self.pending[0]
        keys, self.pending = self.missing(unique(together)), []
        self.delta = Run(keys) if keys.size else EMPTY
        if keys.size:
            self.append(self.delta)
        return bool(keys.size)

    def append(self, run: Run) -> None:
        """Add a run of new keys."""
        self.runs.append(run)
        while len(self.runs) > 1 and self.runs[-2].keys.size < 2 * self.runs[-1].keys.size:
            last = self.runs.pop()
            self.runs[-1] = self.runs[-1].joined(last)

    def replace(self, keys: Keys) -> None:
        """Keep only these keys."""
        self.runs = [Run(keys)] if keys.size else []


def ranges(side: Keys, values: Keys) -> tuple[Rows, Rows]:
    """Return where in a run's side the keys with these upper halves begin and end."""
    return np.searchsorted(side, values << _HALF), np.searchsorted(side, (values + 1) << _HALF)


def lookup(runs: Sequence[Run], values: Keys, *, reverse: bool) -> tuple[Rows, Keys]:
    """Return for each value the other side of the pairs it has: the row of the value, and the other."""
    rows: list[Rows] = []
    others: list[Keys] = []
    for run in runs:
        side = run.reverse if reverse else run.keys
        row, at = expand(*ranges(side, values))
        rows.append(row)
        others.append(lower(side[at]))
    if len(rows) == 1:
        return rows[0], others[0]
    if not rows:
        return np.empty(0, np.intp), NONE
    return np.concatenate(rows), np.concatenate(others)


def fan_out(runs: Sequence[Run], values: Keys, *, reverse: bool) -> int:
    """Return how many pairs a lookup would give."""
    bounds = (ranges(run.reverse if reverse else run.keys, values) for run in runs)
    return sum(int((high - low).sum()) for low, high in bounds)
