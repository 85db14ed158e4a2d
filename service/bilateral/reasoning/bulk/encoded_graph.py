"""The facts of one graph in numbers, and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bilateral.rdf import datatypes
from bilateral.reasoning.bulk.columns import Keys, lower, unique, upper
from bilateral.reasoning.bulk.equality import Equality
from bilateral.reasoning.bulk.join import Atom, Relations
from bilateral.reasoning.rules.schema_index import rank
from bilateral.syntax.construct_query import is_variable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.bulk.dictionary import Dictionary


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
