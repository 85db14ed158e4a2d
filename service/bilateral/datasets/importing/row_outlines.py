"""Rows that say the same in the same places, and what tells them apart for shapes and rules.

The *signature* of a row has everything that shapes and rules can see of it: two rows with one signature
both conform or neither does, and the same follows from both with other names.
"""

from __future__ import annotations

from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.content.mapping.row_reader import Memo
from bilateral.datasets.importing.graph_context import day_bounds
from bilateral.rdf.iris import ID
from bilateral.rdf.terms import is_iri
from bilateral.rdf.vocabulary import BIL, RDF
from bilateral.validation.value_tests import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from bilateral.content.mapping.row_forms import MappedRow
    from bilateral.datasets.importing.graph_context import GraphContext
    from bilateral.rdf.terms import Term

UNKNOWN: Final = "unknown"
"""The look of a thing of ours of which the graph says nothing."""


class OutlineQuad(NamedTuple):
    """A quad: the places of its terms among those of the row, and its property."""

    subject: int
    predicate: Term
    object: int
    graph: int


class RowSignature(NamedTuple):
    """A row: what it has in common with others, and its terms."""

    outline: RowOutline
    key: Hashable
    terms: Sequence[Any]  # those of the row, then the first and last days of its dates


class RowOutline:
    """The quads of rows that say the same in the same places.

    Attributes:
        quads: what they say, with the bounds of dates.
        subjects: the places of what they are about.
        objects: the places of values that it is not about.
        things: those of them that rows do not name as where they stand.
        fixed: how many of the first terms are the same in all rows.
    """

    def __init__(self, number: int, said: Sequence[OutlineQuad], size: tuple[int, int], looks: Looks) -> None:
        """Read what rows say, which have so many terms, of which so many at the beginning stay the same."""
        (width, fixed), context = size, looks.context
        self._number, self.fixed, self._context = number, fixed, context
        dated = sorted({quad.object for quad in said if context.spans.has_bounds(quad.predicate)})
        self._dates = dated
        bounds = {place: width + 2 * number for number, place in enumerate(dated)}
        self.quads = [*said, *(bound for quad in said for bound in self._bounds(quad, bounds))]
        self.subjects = sorted({quad.subject for quad in said})
        self.objects = sorted({quad.object for quad in self.quads} - set(self.subjects))
        self.things = [place for place in self.objects if self._properties(place) != {BIL.record}]
        self._used = _getter(sorted({place for quad in said for place in quad if isinstance(place, int)}))
        differing = (place for place in self.objects if place >= fixed)
        self._looks = [(place, looks.of(self._properties(place))) for place in differing]
        self._pairs = list(self._compared())

    def _bounds(self, quad: OutlineQuad, first: dict[int, int]) -> Iterator[OutlineQuad]:
        for bound in self._context.spans.bounds_of(quad.predicate):
            place = first[quad.object] + (not bound.endswith("Earliest>"))
            yield OutlineQuad(quad.subject, bound, place, quad.graph)

    def _properties(self, place: int) -> frozenset[Term]:
        return frozenset(quad.predicate for quad in self.quads if quad.object == place)

    def _compared(self) -> Iterator[tuple[int, int]]:
        """Yield the places of values that shapes compare by their order."""
        reading = self._context.reading
        for steps, name in reading.ordered if reading else ():
            left = [q for q in self.quads if self._is(q, {step.property for step in steps})]
            right = [q for q in self.quads if self._is(q, {name})]
            yield from ((a.object, b.object) for a in left for b in right if a.subject == b.subject)

    def _is(self, quad: OutlineQuad, names: set[Term]) -> bool:
        return not names.isdisjoint(self._context.with_superproperties(quad.predicate))

    def column(self, place: int) -> str:
        """Return what a place is of rows without lists, whatever they say; "" for those with lists."""
        return str(place) if self.fixed else ""

    def signature(self, terms: Sequence[Any]) -> RowSignature:
        """Return the signature of a row with these terms.

        Raises:
            ValueError: a date has no such day.
        """
        days = [_DAYS[terms[place]] for place in self._dates]
        every = [*terms, *chain.from_iterable(days)]
        used = self._used(terms)
        if any(first is not last for first, last in days):
            used = (*used, *chain.from_iterable(days))
        same = tuple(map(used.index, used)) if len(set(used)) < len(used) else ()
        looks = [look(every[place]) for place, look in self._looks]
        orders = [_order(every[left], every[right]) for left, right in self._pairs]
        return RowSignature(self, (self._number, same, *looks, *orders), every)


def _days(term: Term | None) -> tuple[Term | None, Term | None]:
    first, last = day_bounds(term) if term else (None, None)
    return (term, term) if first == last == term else (first, last)


_DAYS: Final = Memo(_days)


def _getter(places: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    return itemgetter(*places) if len(places) > 1 else lambda terms: tuple(terms[place] for place in places)


def _order(one: Term | None, other: Term | None) -> Hashable:
    if one is None or other is None:
        return None
    # Imported when asked for: it brings rdflib.
    from bilateral.validation.value_tests import pair_order  # noqa: PLC0415

    return pair_order(one, other)


class Looks:
    """What shapes and rules can tell of the values of properties, each value looked at once."""

    def __init__(self, context: GraphContext) -> None:
        self.context = context
        self._by_properties: dict[frozenset[Term], Memo] = {}
        self._numbers: dict[Hashable, int] = {}
        self.polities: set[Term] = set()

    def of(self, properties: frozenset[Term]) -> Callable[[Any], Hashable]:
        """Return the function from a value of these properties to its look."""
        if BIL.record in properties:
            return lambda _: None
        if RDF.type in properties:
            return lambda term: term
        if properties not in self._by_properties:
            self._by_properties[properties] = Memo(self._look(properties))
        return self._by_properties[properties].__getitem__

    def _look(self, properties: frozenset[Term]) -> Callable[[Term | None], Hashable]:
        context = self.context
        names = {name for each in properties for name in context.with_superproperties(each)}
        every = context.reading.views.values() if context.reading else ()
        views = [view for view in every if any(step.property in names for step in view.steps)]
        tests = [test for view in views for test in view.tests]
        if any(view.deep for view in views):
            return lambda term: term

        def look(term: Term | None) -> Hashable:
            if term is None:
                return None
            told = self._of_thing(term) if is_iri(term) else kind_of(term)
            seen = (told, *(test(term) for test in tests))
            return UNKNOWN if told == UNKNOWN else self._numbers.setdefault(seen, len(self._numbers))

        return look

    def _of_thing(self, thing: Term) -> Hashable:
        if thing in self.context.constants:
            return thing
        types = self.context.types(thing)
        if not types and thing.startswith(f"<{ID}"):
            return UNKNOWN
        if BIL.Polity in types:
            self.polities.add(thing)
        return types, self.context.types(thing, reasoned=False)


class Outliner:
    """Finds the outline of each row of a table."""

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self._by_form: dict[int, tuple[Any, RowOutline | None]] = {}
        self._by_quads: dict[Hashable, RowOutline] = {}

    def signature(self, row: MappedRow) -> RowSignature:
        """Return the signature of a row.

        Raises:
            ValueError: a date has no such day.
        """
        form = row.form
        if not row.further:
            # A form stays the same object for all its rows; it is kept, so that no other gets its id.
            _, outline = self._by_form.get(id(form)) or self._of_form(row)
            if outline is not None:
                return outline.signature(row.terms)
        return self._general(row)

    def _of_form(self, row: MappedRow) -> tuple[Any, RowOutline | None]:
        form, terms = row.form, row.terms
        outline = None
        if all(predicate < form.fixed for _, predicate, _, _ in form.quads):
            said = [OutlineQuad(s, terms[p], o, g) for s, p, o, g in form.quads]
            outline = self._outline(said, len(terms), form.fixed)
        self._by_form[id(form)] = form, outline
        return self._by_form[id(form)]

    def _general(self, row: MappedRow) -> RowSignature:
        """Return the signature of a row with lists: of what it says in any order."""
        places: dict[Term, int] = {}
        quads = sorted(set(row.quads()), key=self._order)
        said = tuple(
            OutlineQuad(
                places.setdefault(s, len(places)),
                p,
                places.setdefault(o, len(places)),
                places.setdefault(g, len(places)),
            )
            for s, p, o, g in quads
        )
        if said not in self._by_quads:
            self._by_quads[said] = self._outline(said, len(places))
        return self._by_quads[said].signature(list(places))

    def _order(self, quad: Any) -> tuple[Any, ...]:  # noqa: ANN401
        look = self._looks.of(frozenset({quad.predicate}))(quad.object)
        return quad.subject, quad.predicate, str(look), quad.object

    def _outline(self, said: Sequence[OutlineQuad], width: int, fixed: int = 0) -> RowOutline:
        number = len(self._by_form) + len(self._by_quads)
        return RowOutline(number, said, (width, fixed), self._looks)
