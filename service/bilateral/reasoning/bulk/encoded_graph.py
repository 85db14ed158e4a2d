"""The facts of one graph in numbers, and equality of its terms: owl:sameAs, and dt-eq and dt-diff by values.

A representative stands for all terms equal to it, in place of eq-sym, eq-trans and eq-rep-*: their
conclusions are written out at the end, from the members of each class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bilateral.rdf import datatypes
from bilateral.reasoning.bulk.columns import NONE, Keys, Mask, Rows, expand, lower, pack, unique, upper
from bilateral.reasoning.bulk.join import Atom, Relations
from bilateral.reasoning.rules.schema_index import rank
from bilateral.syntax.construct_query import is_variable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.bulk.dictionary import Dictionary


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


class EncodedGraph:
    """Facts of one graph, in numbers that represent all equal terms."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        self.relations = Relations()
        self.equality = Equality(0)
        self.asserted: dict[int, Keys] = {}
        self.terms: list[Term] = []
        self.is_literal: NDArray[np.bool_] = np.empty(0, np.bool_)
        self.is_datatype: NDArray[np.bool_] = np.empty(0, np.bool_)

    def number(self, term: Term) -> int:
        """Return the representative of a term."""
        return int(self.equality.representative[self.dictionary.number(term)])

    def note_terms(self) -> None:
        """Update the tables of terms after new ones were numbered."""
        numbers = self.dictionary.numbers
        self.terms = list(numbers)
        self.equality.grow(len(self.terms))
        self.is_literal = np.fromiter((term[0] == '"' for term in self.terms), np.bool_, len(self.terms))
        self.is_datatype = np.zeros(len(self.terms), np.bool_)
        known = [numbers[datatype] for datatype in datatypes.DATATYPES if datatype in numbers]
        self.is_datatype[known] = True

    def names(self, number: int) -> list[Term]:
        """Return all names of what a number represents."""
        return self.names_of(np.array([number], np.int64))[number]

    def names_of(self, numbers: Keys) -> dict[int, list[Term]]:
        """Return all names of what each number represents."""
        rows, members = self.equality.expand(numbers)
        names: dict[int, list[Term]] = {number: [] for number in numbers.tolist()}
        for number, member in zip(numbers[rows].tolist(), members.tolist(), strict=True):
            names[number].append(self.terms[member])
        return names

    @property
    def only_literals(self) -> NDArray[np.bool_]:
        """Which representatives represent literals only."""
        only = self.is_literal.copy()
        only[self.equality.representative[~self.is_literal]] = False
        return only

    def used(self) -> Keys:
        """Return the terms that occur in facts."""
        parts = [np.array(list(self.relations), np.int64)]
        for relation in self.relations.values():
            keys = relation.keys()
            parts += [unique(upper(keys)), unique(lower(keys))]
        return unique(np.concatenate(parts))

    def encoded(self, atoms: Sequence[Triple]) -> list[Atom]:
        """Return atoms in numbers, representatives where they are constant."""
        return [
            (s if is_variable(s) else self.number(s), self.number(p), o if is_variable(o) else self.number(o))
            for s, p, o in atoms
        ]

    def canonical(self, number: int) -> Term:
        """Return the canonical name: of the vocabulary, an IRI, a blank node, a literal."""
        return min(self.names(number), key=rank)

    def canonical_triple(self, triple: Triple) -> Triple:
        """Return the triple with canonical names."""
        subject, predicate, object_ = (self.canonical(self.number(term)) for term in triple)
        return subject, predicate, object_

    def two_names(self, number: int) -> tuple[Term, Term]:
        """Return two names of a representative, or its only one twice."""
        names = sorted(self.names(number), key=rank)
        return names[0], names[min(1, len(names) - 1)]

    def asserted_with(self, number: int) -> Triple | None:
        """Return an asserted triple with this object."""
        for predicate, keys in self.asserted.items():
            at = np.flatnonzero(lower(keys) == number)
            if at.size:
                return self.terms[int(keys[at[0]]) >> 32], self.terms[predicate], self.terms[number]
        return None

    def outside(self, numbers: Keys, datatype: Term) -> NDArray[np.bool_]:
        """Return which numbers represent a literal that is not in the datatype."""
        out = np.zeros(numbers.size, np.bool_)
        literals = np.flatnonzero(self.is_literal[numbers])
        for number in unique(numbers[literals]).tolist():
            if datatypes.belongs(self.terms[number], datatype) is False:
                out |= numbers == number
        return out

    def literal_of(self, term: Term) -> Term:
        """Return a literal that is the same as the term."""
        return next(name for name in self.names(self.number(term)) if name[0] == '"')
