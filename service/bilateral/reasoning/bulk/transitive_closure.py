"""Transitive closure of a relation, from edges that other rules gave it.

The rule is run right-linear (an edge, then a path), which derives each pair once for each
edge that starts it, instead of once for each way to split the path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bilateral.reasoning.bulk.columns import NONE, Keys, Relation, Run, lookup, lower, pack, unique, upper

if TYPE_CHECKING:
    from collections.abc import Sequence


class Paths:
    """The transitive closure of one predicate, kept up while edges arrive."""

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
