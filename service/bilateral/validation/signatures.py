"""Validation of one node for all that look the same to the shapes: many times faster where a graph is large.

The *signature* of a node is what shapes can tell of it: its own classes, and along each path that they follow
how many values there are of which kind, classes and outcomes of tests. Of nodes with the same signature
all conform or none does. So one of each is validated, then all that look like one that does not conform.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from bilateral.rdf.vocabulary import RDF
from bilateral.validation.selection import select
from bilateral.validation.shacl import Shapes, evaluate, prepare
from bilateral.validation.shape_reading import NotReadable, read_constraints
from bilateral.validation.value_tests import kind_of, pair_order

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
    from pathlib import Path

    from bilateral.rdf.terms import Term, Triple
    from bilateral.validation.shacl import Violation
    from bilateral.validation.shape_reading import ShapeReading, ValueView


def validate_by_signature(
    triples: Iterable[Triple], shapes: Sequence[Path] | Shapes, ontology: Iterable[Triple]
) -> list[Violation]:
    """Return what `shacl.validate` returns; where shapes cannot be read, every node is validated.

    Raises:
        InputError: a file of shapes is not Turtle, or not SHACL.
    """
    rules = shapes if isinstance(shapes, Shapes) else prepare(shapes)
    selected = set(select(triples, ontology, rules.properties, rules.languages))
    try:
        nodes = _Nodes(selected, read_constraints(rules.graph), rules.properties)
    except NotReadable:
        return evaluate(selected, rules)
    groups = nodes.by_signature()
    samples = {group[0] for group in groups}
    wrong = {violation.focus_node for violation in evaluate(nodes.around(samples), rules, samples)}
    suspects = {node for group in groups if group[0] in wrong for node in group}
    return evaluate(nodes.around(suspects), rules, suspects)


class _Nodes:
    """The nodes of a graph, as shapes look at them."""

    def __init__(self, selected: Collection[Triple], reading: ShapeReading, names: Collection[Term]) -> None:
        self._selected, self._reading = selected, reading
        steps = [step for view in reading.views.values() for step in view.steps]
        self._backwards = {step.property for step in steps if step.inverse}
        self._index({step.property for step in steps if not step.inverse}, names)
        self._views: dict[Term, list[ValueView]] = defaultdict(list)  # of one step forwards, by property
        self._others: list[ValueView] = []
        for view in reading.views.values():
            is_plain = len(view.steps) == 1 and not view.steps[0].inverse
            (self._views[view.steps[0].property] if is_plain else self._others).append(view)
        self._looks: dict[int, dict[Term, int]] = defaultdict(dict)  # by view and value
        self._numbers: dict[Hashable, int] = {}

    def _index(self, forwards: Collection[Term], names: Collection[Term]) -> None:
        self._classes: dict[Term, set[Term]] = defaultdict(set)
        self._objects: dict[Term, dict[Term, list[Term]]] = defaultdict(dict)
        self._subjects: dict[tuple[Term, Term], list[Term]] = defaultdict(list)
        for subject, predicate, value in self._selected:
            properties = self._objects[subject]
            if predicate in forwards:
                properties.setdefault(predicate, []).append(value)
            if predicate == RDF.type and value in names:
                self._classes[subject].add(value)
            if predicate in self._backwards:
                self._subjects[predicate, value].append(subject)

    def by_signature(self) -> Collection[Sequence[Term]]:
        """Return the nodes in groups of those that have the same signature."""
        groups: dict[Hashable, list[Term]] = defaultdict(list)
        targets = self._reading.target_nodes.union(
            value for predicate, value in self._subjects if predicate in self._reading.target_objects
        )
        for node in self._objects.keys() | targets:
            alone = node in self._reading.target_nodes
            groups[node if alone else self._signature(node)].append(node)
        return groups.values()

    def around(self, focus: Collection[Term]) -> Iterator[Triple]:
        """Yield what shapes can look at from focus nodes, and more."""
        kept = self._backwards | self._reading.beyond
        for triple in self._selected if focus else ():
            if triple[0] in focus or triple[1] in kept:
                yield triple
        judged = [view for view in self._reading.views.values() if view.judged]
        values = {value for node in focus for view in judged for value in self._values(view, node)}
        for value in values:
            yield from ((value, RDF.type, cls) for cls in self._classes.get(value, ()))

    def _signature(self, node: Term) -> Hashable:
        seen: list[tuple[ValueView, Collection[Term]]] = []
        for name, values in self._objects.get(node, {}).items():
            seen += [(view, values) for view in self._views.get(name, ())]
        seen += [(view, found) for view in self._others if (found := self._values(view, node))]
        if any(view.deep for view, _ in seen):
            return node
        views = frozenset((id(view), self._look(view, values)) for view, values in seen)
        return self._one(self._reading.own, node), views, *self._compared(node)

    def _compared(self, node: Term) -> Iterator[Hashable]:
        properties = self._objects.get(node, {})
        for steps, name in self._reading.ordered:
            if right := properties.get(name):
                left = self._values(self._reading.views[steps], node)
                yield steps, name, frozenset(pair_order(one, other) for one in left for other in right)
        for steps, name in self._reading.compared:
            if right := properties.get(name):
                left = self._values(self._reading.views[steps], node)
                yield steps, name, left.isdisjoint(right), left == set(right)

    def _values(self, view: ValueView, node: Term) -> set[Term]:
        found: set[Term] = set()
        forwards = self._objects.get(node, {})
        for inverse, name in view.steps:
            found.update(self._subjects.get((name, node), ()) if inverse else forwards.get(name, ()))
        return found

    def _look(self, view: ValueView, values: Collection[Term]) -> Hashable:
        """Return how many values of which look there are; beyond the largest number there are many."""
        many = self._reading.most + 1
        if not view.judged:
            return min(len(values), many)
        looks = Counter(self._one(view, value) for value in values)
        return frozenset((look, min(number, many)) for look, number in looks.items())

    def _one(self, view: ValueView, value: Term) -> int:
        known = self._looks[id(view)]
        if value not in known:
            classes = frozenset(self._classes.get(value, ()))
            look = (kind_of(value), classes, *(test(value) for test in view.tests))
            known[value] = self._numbers.setdefault(look, len(self._numbers))
        return known[value]
