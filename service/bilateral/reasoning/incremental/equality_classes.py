"""Classes of equal terms while the facts change, and the canonical name of each."""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from itertools import chain, filterfalse, product
from operator import itemgetter
from typing import TYPE_CHECKING

from bilateral.rdf.terms import is_literal
from bilateral.rdf.vocabulary import OWL
from bilateral.reasoning.rules.schema_index import rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.incremental.facts import Facts


class EqualityClasses:
    """Equality classes, read from the facts when needed, with changes over them."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._classes: dict[Term, frozenset[Term]] = {}
        self._canonical: dict[Term, Term] = {}
        self.trivial = next(facts.match(None, OWL.sameAs, None), None) is None

    def members(self, term: Term) -> frozenset[Term]:
        """Return all terms that are equal to a term."""
        found = self._classes.get(term)
        if found is None:
            found = frozenset((term,))
            if not self.trivial:
                same = self._facts.match
                named = [s for s, _, _ in same(None, OWL.sameAs, term)] if is_literal(term) else [term]
                found = found.union(
                    named, *(map(itemgetter(2), same(name, OWL.sameAs, None)) for name in named)
                )
            self._note(found)
        return found

    def _note(self, members: frozenset[Term]) -> None:
        canonical = min(members, key=rank)
        for member in members:
            self._classes[member] = members
            self._canonical[member] = canonical

    def canonical(self, term: Term) -> Term:
        """Return the canonical name of the term."""
        if self.trivial:
            return term
        found = self._canonical.get(term)
        if found is None:
            self.members(term)
            found = self._canonical[term]
        return found

    def triple(self, triple: Triple) -> Triple:
        """Return the triple in canonical names."""
        if self.trivial:
            return triple
        subject, predicate, object_ = triple
        return self.canonical(subject), self.canonical(predicate), self.canonical(object_)

    def is_canonical(self, triple: Triple) -> bool:
        """Return whether the triple has canonical names only."""
        return self.trivial or self.triple(triple) == triple

    def variants(self, triple: Triple) -> Iterator[Triple]:
        """Yield the triple with each combination of equal names."""
        if self.trivial:
            yield triple
        else:
            yield from product(*map(self.members, triple))

    def unite(self, one: Term, other: Term) -> None:
        """Make two terms equal."""
        members = self.members(one) | self.members(other)
        self.trivial = False
        self._note(members)

    def split(self, classes: Iterable[frozenset[Term]]) -> None:
        """Replace a class by its parts."""
        for members in classes:
            self._note(members)

    def copy(self) -> EqualityClasses:
        """Return the classes as they are now, to compare with later."""
        twin = copy(self)
        self._classes, self._canonical = dict(self._classes), dict(self._canonical)
        return twin


def connected(terms: Iterable[Term], edges: Iterable[tuple[Term, Term]]) -> list[frozenset[Term]]:
    """Return the connected parts of the terms."""
    parts: dict[Term, set[Term]] = {term: {term} for term in terms}
    for one, other in edges:
        left, right = parts[one], parts[other]
        if left is not right:
            if len(left) < len(right):
                left, right = right, left
            left |= right
            for term in right:
                parts[term] = left
    return [frozenset(part) for part in {id(part): part for part in parts.values()}.values()]


class Overlay:
    """Facts in canonical names, with what a change removes and adds."""

    def __init__(self, facts: Facts, equality: EqualityClasses) -> None:
        self._facts, self._equality = facts, equality
        self.removed: set[Triple] = set()
        self.added: set[Triple] = set()
        self._at: dict[tuple[Term | None, Term | None, Term | None], set[Triple]] = defaultdict(set)

    def stored(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterable[Triple]:
        """Return the facts before the change."""
        if subject is not None and is_literal(subject):
            return ()
        found = self._facts.match(subject, predicate, object_)
        return found if self._equality.trivial else filter(self._equality.is_canonical, found)

    def match(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterable[Triple]:
        """Return the facts now."""
        found = self.stored(subject, predicate, object_)
        if self.removed:
            found = filterfalse(self.removed.__contains__, found)
        return chain(found, list(self._at.get((subject, predicate, object_), ()))) if self.added else found

    def held_before(self, triple: Triple) -> bool:
        """Return whether the triple held before the change."""
        return self._facts.is_asserted(triple) or self._facts.is_inferred(triple)

    def holds(self, triple: Triple) -> bool:
        """Return whether the triple holds now."""
        return triple in self.added or (triple not in self.removed and self.held_before(triple))

    def add(self, triple: Triple) -> None:
        """Add a fact."""
        self.added.add(triple)
        for pattern in _patterns(triple):
            self._at[pattern].add(triple)

    def drop(self, triple: Triple) -> None:
        """Drop a fact that was added."""
        self.added.discard(triple)
        for pattern in _patterns(triple):
            self._at[pattern].discard(triple)


def _patterns(triple: Triple) -> Iterator[tuple[Term | None, Term | None, Term | None]]:
    subject, predicate, object_ = triple
    for left in (subject, None):
        for right in (object_, None):
            yield left, predicate, right
            yield left, None, right
