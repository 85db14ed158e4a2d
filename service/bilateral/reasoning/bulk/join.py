"""Joins of rule bodies over encoded relations, and the transitive closure of one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from bilateral.reasoning.bulk.columns import (
    EMPTY,
    NONE,
    Keys,
    Mask,
    Relation,
    Rows,
    Run,
    fan_out,
    lookup,
    lower,
    pack,
    ranges,
    unique,
    upper,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Slot: TypeAlias = "int | str"  # of an encoded atom: the number of a term, or a variable
Atom: TypeAlias = "tuple[Slot, int, Slot]"


class Bindings:
    """Rows of bindings, one column for each variable."""

    __slots__ = ("columns", "rows")

    def __init__(self, rows: int, columns: Mapping[str, Keys] | None = None) -> None:
        self.rows = rows
        self.columns: dict[str, Keys] = dict(columns or {})

    def value(self, slot: Slot) -> Keys | None:
        """Return the column of a slot; None where it is an unbound variable."""
        if isinstance(slot, str):
            return self.columns.get(slot)
        return np.full(self.rows, slot, np.int64)

    def at(self, rows: Rows, **new: Keys) -> Bindings:
        """Return these rows, in this order and number, with new columns beside."""
        return Bindings(rows.size, {name: column[rows] for name, column in self.columns.items()} | new)

    def where(self, mask: Mask) -> Bindings:
        """Return the rows of a mask."""
        return self if mask.all() else self.at(np.flatnonzero(mask))


START = Bindings(1)


class Relations(defaultdict[int, Relation]):
    """The relations by predicate; one that was never met is empty."""

    def __init__(self) -> None:
        super().__init__(Relation)

    def join(self, body: Sequence[Atom], bindings: Bindings) -> Bindings:
        """Return all ways to extend the bindings to the whole body."""
        rest = list(body)
        while rest and bindings.rows:
            bindings = self.step(rest.pop(self._cheapest(rest, bindings)), bindings)
        if rest:
            unbound = {slot for atom in rest for slot in atom if isinstance(slot, str)}
            return bindings.at(np.empty(0, np.intp), **dict.fromkeys(unbound, np.empty(0, np.int64)))
        return bindings

    def _cheapest(self, rest: Sequence[Atom], bindings: Bindings) -> int:
        """Return the place of the atom that multiplies the rows least."""
        best, least = 0, -1
        for at, atom in enumerate(rest if len(rest) > 1 else ()):
            cost = self._cost(atom, bindings)
            if cost <= 0:
                return at
            if least < 0 or cost < least:
                best, least = at, cost
        return best

    def _cost(self, atom: Atom, bindings: Bindings) -> int:
        subject, predicate, object_ = atom
        relation = self.get(predicate)
        if relation is None or not relation.size:
            return -1
        left, right = bindings.value(subject), bindings.value(object_)
        if left is not None and right is not None:
            return 0
        if left is not None:
            return fan_out(relation.runs, left, reverse=False)
        if right is not None:
            return fan_out(relation.runs, right, reverse=True)
        return relation.size * bindings.rows

    def step(self, atom: Atom, bindings: Bindings) -> Bindings:
        """Return all ways to extend the bindings by one atom."""
        subject, predicate, object_ = atom
        relation = self[predicate]
        left, right = bindings.value(subject), bindings.value(object_)
        if left is not None and right is not None:
            return bindings.where(relation.contains(pack(left, right)))
        if left is not None:
            rows, found = lookup(relation.runs, left, reverse=False)
            return bindings.at(rows, **{str(object_): found})
        if right is not None:
            rows, found = lookup(relation.runs, right, reverse=True)
            return bindings.at(rows, **{str(subject): found})
        every = of_run(atom, Run(relation.keys()))
        rows = np.repeat(np.arange(bindings.rows), every.rows)
        repeated = {name: np.tile(column, bindings.rows) for name, column in every.columns.items()}
        return bindings.at(rows, **repeated)


def of_run(atom: Atom, run: Run) -> Bindings:
    """Return the bindings that make an atom one of a run's pairs."""
    keys = _selected(atom, run)
    subject, _, object_ = atom
    if subject == object_ and isinstance(subject, str):
        keys = keys[upper(keys) == lower(keys)]
    found = Bindings(keys.size)
    if isinstance(subject, str):
        found.columns[subject] = upper(keys)
    if isinstance(object_, str):
        found.columns[object_] = lower(keys)
    return found


def _selected(atom: Atom, run: Run) -> Keys:
    subject, _, object_ = atom
    if run is EMPTY:
        return run.keys
    if not isinstance(object_, str):
        low, high = ranges(run.reverse, np.array([object_], np.int64))
        subjects = lower(run.reverse[low[0] : high[0]])
        keys = pack(subjects, np.full(subjects.size, object_, np.int64))
        return keys if isinstance(subject, str) else keys[subjects == subject]
    if not isinstance(subject, str):
        low, high = ranges(run.keys, np.array([subject], np.int64))
        return run.keys[low[0] : high[0]]
    return run.keys


class Paths:
    """The transitive closure of one predicate, kept up while other rules give it edges.

    The rule is run right-linear (an edge, then a path), which derives each pair once for each
    edge that starts it, instead of once for each way to split the path.
    """

    def __init__(self) -> None:
        self.edges = Relation()

    def close(self, relation: Relation) -> None:
        """Add to the relation the paths that the edges of its last round open.

        Whatever the relation got since the last call is an edge.
        """
        edges = relation.delta
        if not edges.keys.size:
            return
        self.edges.append(Run(self.edges.missing(edges.keys)))
        found = Relation()
        fresh = unique(np.concatenate((_prefixed(edges.keys, relation.runs), edges.keys)))
        new = [relation.missing(fresh)]
        frontier = Run(fresh)
        while frontier.keys.size:
            if new[-1].size:
                found.append(Run(found.missing(new[-1])))
            longer = unique(_extended(frontier.keys, self.edges.runs))
            longer = found.missing(relation.missing(longer))
            new.append(longer)
            frontier = Run(longer)
        whole = found.keys()
        if whole.size:
            relation.append(Run(whole))
            relation.delta = Run(np.sort(np.concatenate((edges.keys, whole))))


def _prefixed(edges: Keys, paths: Sequence[Run]) -> Keys:
    """Return edge followed by path."""
    rows, ends = lookup(paths, lower(edges), reverse=False)
    return pack(upper(edges)[rows], ends) if rows.size else NONE


def _extended(paths: Keys, edges: Sequence[Run]) -> Keys:
    """Return paths with an edge before them."""
    rows, starts = lookup(edges, upper(paths), reverse=True)
    return pack(starts, lower(paths)[rows]) if rows.size else NONE
