"""What shapes can look at from a focus node: itself, values along paths of one step, and pairs of values.

Shapes that look further, other than to count, or that have constraints which are not known here, cannot be
read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from rdflib import URIRef
from rdflib.namespace import RDF, SH

from bilateral.rdf.rdflib_bridge import to_term
from bilateral.validation.value_tests import TESTED, value_test

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from rdflib import Graph
    from rdflib.term import Node

    from bilateral.rdf.terms import Term

_TARGETS: Final = {SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf}
_COUNTS: Final = {SH.minCount, SH.maxCount, SH.qualifiedMinCount, SH.qualifiedMaxCount}
_OF_VALUES: Final = {SH["class"], SH.datatype, SH.nodeKind, SH.languageIn, SH.uniqueLang}
_ORDERS: Final = {SH.lessThan, SH.lessThanOrEquals}
_SETS: Final = {SH.disjoint, SH.equals}
_LISTS: Final = {SH["or"], SH["and"], SH.xone}
_INNER: Final = {SH.property, SH.node, SH["not"], SH.qualifiedValueShape}
_PATHS: Final = {SH.path, SH.inversePath, SH.alternativePath}
_WORDS: Final = {
    SH.message,
    SH.severity,
    SH.name,
    SH.description,
    SH.order,
    SH.group,
    SH.flags,
    SH.deactivated,
}
_COUNTING: Final = {SH.minCount, SH.maxCount, SH.property, SH.node} | _PATHS | _WORDS
_KNOWN: Final = _COUNTING | _TARGETS | _COUNTS | _OF_VALUES | TESTED | _ORDERS | _SETS | _LISTS | _INNER


class PathStep(NamedTuple):
    """A property, followed forwards or backwards."""

    inverse: bool
    property: Term


class NotReadable(Exception):  # noqa: N818  # a finding about shapes, not a failure
    """Shapes look at more than can be told; the message is their first term that is not known."""


@dataclass
class ValueView:
    """The values that steps lead to, each of which may be taken, and what shapes ask of them."""

    steps: tuple[PathStep, ...]
    judged: bool = False  # whether more is asked of the values than their number
    tests: list[Callable[[Term], Hashable]] = field(default_factory=list)
    deep: bool = False  # whether shapes look beyond the values


@dataclass
class ShapeReading:
    """What shapes look at."""

    own: ValueView = field(default_factory=lambda: ValueView((), judged=True))  # the focus node itself
    views: dict[tuple[PathStep, ...], ValueView] = field(default_factory=dict)
    ordered: set[tuple[tuple[PathStep, ...], Term]] = field(default_factory=set)  # steps, and a property
    compared: set[tuple[tuple[PathStep, ...], Term]] = field(default_factory=set)  # the same, as sets
    beyond: set[Term] = field(default_factory=set)  # properties that are looked at from values
    target_nodes: set[Term] = field(default_factory=set)
    target_objects: set[Term] = field(default_factory=set)  # properties whose values are targets
    most: int = 1  # the largest number in a constraint

    def view(self, *steps: PathStep) -> ValueView:
        """Return the view along some steps."""
        return self.views.setdefault(steps, ValueView(steps))


def read_constraints(shapes: Graph) -> ShapeReading:
    """Return what the shapes of a graph look at.

    Raises:
        NotReadable: it is more than can be told.
    """
    _check_known(shapes.predicates(), _KNOWN)
    reader = _Reader(shapes)
    for kind in _TARGETS:
        for shape, target in shapes.subject_objects(kind):
            reader.read_target(kind, target)
            reader.read(shape, reader.found.own)
    # A shape that is a class has its instances for targets.
    for shape in (*shapes.subjects(RDF.type, SH.NodeShape), *shapes.subjects(RDF.type, SH.PropertyShape)):
        reader.read(shape, reader.found.own)
    return reader.found


def _check_known(predicates: Iterator[Node], known: set[URIRef]) -> None:
    namespace = str(SH)
    if unknown := sorted({str(each) for each in predicates if each not in known and namespace in str(each)}):
        raise NotReadable(unknown[0])


class _Reader:
    def __init__(self, shapes: Graph) -> None:
        self.found = ShapeReading()
        self._shapes = shapes
        self._done: set[tuple[Node, tuple[PathStep, ...]]] = set()

    def read_target(self, kind: Node, target: Node) -> None:
        """Take note of what is validated."""
        if kind == SH.targetNode:
            self.found.target_nodes.add(to_term(target))
        elif kind == SH.targetSubjectsOf:
            self.found.view(PathStep(inverse=False, property=to_term(target)))
        elif kind == SH.targetObjectsOf:
            self.found.view(PathStep(inverse=True, property=to_term(target)))
            self.found.target_objects.add(to_term(target))

    def read(self, shape: Node, at: ValueView) -> None:
        """Take note of what a shape looks at whose focus nodes are those of a view, or the focus node."""
        path = self._shapes.value(shape, SH.path)
        if path is not None and at is not self.found.own:
            at.deep = True
            self._read_beyond(shape)
            return
        if path is not None:
            at = self.found.view(*self._steps(path))
        if (shape, at.steps) in self._done:
            return
        self._done.add((shape, at.steps))
        for parameter, value in self._shapes.predicate_objects(shape):
            self._constraint(shape, at, parameter, value)

    def _constraint(self, shape: Node, at: ValueView, parameter: Node, value: Node) -> None:
        at.judged |= parameter in _OF_VALUES or parameter == SH.qualifiedValueShape
        if parameter in _COUNTS:
            self.found.most = max(self.found.most, int(str(value)))
        elif parameter in TESTED:
            at.judged = True
            at.tests.append(value_test(self._shapes, shape, parameter, value))
        elif parameter in _ORDERS | _SETS:
            self._pair(shape, at, parameter, value)
        elif parameter in _INNER:
            self.read(value, at)
        elif parameter in _LISTS:
            for each in self._shapes.items(value):
                self.read(each, at)

    def _pair(self, shape: Node, at: ValueView, parameter: Node, value: Node) -> None:
        if (shape, SH.path, None) not in self._shapes:
            raise NotReadable(str(parameter))
        other = to_term(value)
        self.found.view(PathStep(inverse=False, property=other))
        (self.found.ordered if parameter in _ORDERS else self.found.compared).add((at.steps, other))

    def _read_beyond(self, shape: Node) -> None:
        """Take note of a shape of values that looks further, if it counts and no more."""
        reached, ahead = {shape}, [shape]
        while ahead:
            for predicate, value in self._shapes.predicate_objects(ahead.pop()):
                _check_known(iter([predicate]), _COUNTING)
                if predicate in _PATHS and isinstance(value, URIRef):
                    self.found.beyond.add(to_term(value))
                elif value not in reached and predicate not in _WORDS:
                    reached.add(value)
                    ahead.append(value)

    def _steps(self, path: Node) -> Iterator[PathStep]:
        """Yield the steps of a path, any of which may be taken."""
        if isinstance(path, URIRef):
            yield PathStep(inverse=False, property=to_term(path))
            return
        for value in self._shapes.objects(path, SH.inversePath):
            if not isinstance(value, URIRef):
                raise NotReadable(str(SH.inversePath))
            yield PathStep(inverse=True, property=to_term(value))
        for head in self._shapes.objects(path, SH.alternativePath):
            for each in self._shapes.items(head):
                yield from self._steps(each)
        if (path, RDF.first, None) in self._shapes:
            raise NotReadable("a path of several steps")
