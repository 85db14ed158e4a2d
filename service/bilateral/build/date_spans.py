"""What dates imply: the days they span, and that a spell without an end is ongoing.

The ontology says which properties are dates, which bounds they have (`bil:dateBound`), and which classes are
spells. A description is what one graph says of one subject.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bilateral.rdf.dates import day, span
from bilateral.rdf.terms import Term, Triple, is_literal
from bilateral.rdf.vocabulary import BIL, RDF, RDFS
from bilateral.validation.selection import reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class DateSpans:
    """The implications that one ontology declares."""

    def __init__(self, ontology: Iterable[Triple]) -> None:
        """Read the bounds of dates and the classes of spells."""
        self._bounds: dict[Term, list[Term]] = defaultdict(list)
        children: dict[Term, list[Term]] = defaultdict(list)
        for subject, predicate, object_ in ontology:
            if predicate == BIL.dateBound:
                self._bounds[subject].append(object_)
            elif predicate == RDFS.subClassOf:
                children[object_].append(subject)
        self._implied = {bound for bounds in self._bounds.values() for bound in bounds}
        self._spells = {BIL.Spell, *reach([BIL.Spell], lambda cls: children[cls])}

    def concerns(self, triple: Triple) -> bool:
        """Return whether dates or spells depend on the triple."""
        _, predicate, object_ = triple
        return predicate in self._bounds or (predicate == RDF.type and object_ in self._spells)

    def is_implied(self, triple: Triple) -> bool:
        """Return whether the triple is of the kind that is implied and never recorded."""
        _, predicate, object_ = triple
        return predicate in self._implied or (predicate == RDF.type and object_ == BIL.OngoingSpell)

    def has_bounds(self, predicate: Term) -> bool:
        """Return whether a property is a date with bounds."""
        return predicate in self._bounds

    def bounds_of(self, predicate: Term) -> list[Term]:
        """Return the properties that have the first and last day of a property's dates."""
        return self._bounds.get(predicate, [])

    def bounds(self, triple: Triple) -> Iterator[Triple]:
        """Yield the first and last day of a dated triple.

        Raises:
            ValueError: the date is ill-typed, or no such day exists.
        """
        subject, predicate, object_ = triple
        if predicate not in self._bounds or not is_literal(object_):
            return
        if days := span(object_):
            for bound in self._bounds[predicate]:
                yield subject, bound, day(days.first if bound.endswith("Earliest>") else days.last)

    def is_ongoing(self, description: Iterable[Triple]) -> bool:
        """Return whether a description is of a spell with a start and no end."""
        predicates, types = set(), set()
        for _, predicate, object_ in description:
            predicates.add(predicate)
            if predicate == RDF.type:
                types.add(object_)
        return BIL.start in predicates and BIL.end not in predicates and not types.isdisjoint(self._spells)

    def implied(self, description: Iterable[Triple]) -> set[Triple]:
        """Return everything that a description implies.

        Raises:
            ValueError: as for `bounds`.
        """
        recorded = [triple for triple in description if not self.is_implied(triple)]
        found = {bound for triple in recorded for bound in self.bounds(triple)}
        if recorded and self.is_ongoing(recorded):
            found.add((recorded[0][0], RDF.type, BIL.OngoingSpell))
        return found
