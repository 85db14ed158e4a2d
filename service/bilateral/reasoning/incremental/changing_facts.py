"""Facts while they change: those kept elsewhere, without the dead, with the new."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain, filterfalse
from typing import TYPE_CHECKING

from bilateral.rdf.terms import is_literal
from bilateral.reasoning.rules.schema_index import PREDICATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.incremental.equality_classes import Naming
    from bilateral.reasoning.incremental.facts import Facts
    from bilateral.reasoning.rules.schema_index import Schema


class Remembered:
    """Facts that do not change for a while: what was looked up once is kept, the schema at hand."""

    def __init__(self, facts: Facts, schema: Schema) -> None:
        self._facts, self._schema = facts, schema
        self._matches: dict[tuple[Term, Term | None, Term | None], list[Triple]] = {}
        self._asserted: dict[Triple, bool] = {}
        self._inferred: dict[Triple, bool] = {}

    def match(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterator[Triple]:
        """Return the triples, asserted or inferred, that fit."""
        if predicate in PREDICATES:
            return self._schema.match(subject, predicate, object_)
        if subject is None:
            return self._facts.match(subject, predicate, object_)
        if predicate is not None and object_ is not None:
            triple = subject, predicate, object_
            return iter((triple,) if self.is_asserted(triple) or self.is_inferred(triple) else ())
        key = subject, predicate, object_
        found = self._matches.get(key)
        if found is None:
            found = self._matches[key] = list(self._facts.match(subject, predicate, object_))
        return iter(found)

    def is_asserted(self, triple: Triple) -> bool:
        """Return whether some document asserts the triple."""
        known = self._asserted.get(triple)
        if known is None:
            known = self._asserted[triple] = self._facts.is_asserted(triple)
        return known

    def is_inferred(self, triple: Triple) -> bool:
        """Return whether the triple is among the inferred ones."""
        known = self._inferred.get(triple)
        if known is None:
            known = self._inferred[triple] = self._facts.is_inferred(triple)
        return known

    def asserted(self) -> Iterable[Triple]:
        """Return all asserted triples."""
        return self._facts.asserted()


class Overlay:
    """Facts in the names that speak for their terms."""

    def __init__(self, facts: Facts, naming: Naming) -> None:
        self._facts, self._naming = facts, naming
        self.dead: set[Triple] = set()
        self.new: set[Triple] = set()
        self._at: dict[tuple[Term | None, Term | None, Term | None], set[Triple]] = defaultdict(set)

    def stored(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterable[Triple]:
        """Return the facts as they were."""
        if subject is not None and is_literal(subject):
            return ()
        found = self._facts.match(subject, predicate, object_)
        return found if self._naming.trivial else filter(self._naming.speaks, found)

    def match(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterable[Triple]:
        """Return the facts as they are."""
        found = self.stored(subject, predicate, object_)
        if self.dead:
            found = filterfalse(self.dead.__contains__, found)
        return chain(found, list(self._at.get((subject, predicate, object_), ()))) if self.new else found

    def was(self, triple: Triple) -> bool:
        """Return whether the facts had a triple."""
        return self._facts.is_asserted(triple) or self._facts.is_inferred(triple)

    def holds(self, triple: Triple) -> bool:
        """Return whether the facts have a triple."""
        return triple in self.new or (triple not in self.dead and self.was(triple))

    def add(self, triple: Triple) -> None:
        """Take in a fact."""
        self.new.add(triple)
        for pattern in _patterns(triple):
            self._at[pattern].add(triple)

    def drop(self, triple: Triple) -> None:
        """Forget a fact that was taken in."""
        self.new.discard(triple)
        for pattern in _patterns(triple):
            self._at[pattern].discard(triple)


def _patterns(triple: Triple) -> Iterator[tuple[Term | None, Term | None, Term | None]]:
    subject, predicate, object_ = triple
    for left in (subject, None):
        for right in (object_, None):
            yield left, predicate, right
            yield left, None, right
