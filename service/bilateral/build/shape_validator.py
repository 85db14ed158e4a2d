"""Validates the nodes that each write touches by the SHACL shapes, before it is committed."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from bilateral.build.build_record import content_of
from bilateral.rdf.iris import ONTOLOGY, short
from bilateral.rdf.terms import iri_value, is_iri, is_literal
from bilateral.rdf.vocabulary import RDF, RDFS
from bilateral.store.engine.quad_delta import QuadDelta
from bilateral.validation.selection import reach
from bilateral.validation.shacl import Shapes, Violation, prepare, validate
from bilateral.validation.signatures import validate_by_signature
from bilateral.workers.failures import NotConforming

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from bilateral.rdf.terms import Quad, Term, Triple
    from bilateral.store.engine.view import GraphView
    from bilateral.store.writes.committer import Reasoner

_SHOWN = 100  # violations
_MANY = 1000  # nodes that are worth being grouped by what shapes can tell of them
_SUBJECT, _OBJECT = 0, 2


class ShapeValidator:
    """Refuses a change that causes violations at the nodes it touches."""

    def __init__(self, data: Path) -> None:
        """Read the shapes of the content of a data directory; there are none if it has no content.

        Raises:
            InputError: a file of shapes is not Turtle.
        """
        content = content_of(data)
        paths = content.shapes if content else []
        self._shapes = prepare(paths) if paths else None

    def check(self, before: GraphView, delta: QuadDelta) -> None:
        """Validate the nodes that a change touches, together with what is around them.

        A change of the ontology may concern any node, and has all of them validated. Other changes of the
        class hierarchy concern instances of classes that move below a class with shapes, or away from it.

        Args:
            before: the state before the change.
            delta: the change of asserted quads; those of the default graph are all of them.

        Raises:
            NotConforming: the result would have violations that were not there before.
        """
        if self._shapes is None:
            return
        whole = any(quad.graph == ONTOLOGY for quad in delta.added | delta.removed)
        old, new = AssertedGraph(before, QuadDelta()), AssertedGraph(before, delta)
        focus = None if whole else set(_touched(old, new, delta, self._shapes.properties))
        found = _violations(new, focus, self._shapes)
        there = set(_violations(old, focus, self._shapes)) if found else set()
        if fresh := [violation for violation in found if violation not in there]:
            shown = [_result(violation) for violation in fresh[:_SHOWN]]
            raise NotConforming(json.dumps(shown, ensure_ascii=False), len(fresh) - len(shown))


class AssertedGraph:
    """The asserted triples after a change."""

    def __init__(self, before: GraphView, delta: QuadDelta) -> None:
        self._before, self._removed, self._added = before, delta.removed, delta.added
        self._by_end: dict[tuple[int, Term], list[Quad]] = defaultdict(list)
        for quad in delta.added:
            self._by_end[_SUBJECT, quad.subject].append(quad)
            self._by_end[_OBJECT, quad.object].append(quad)

    def match(
        self,
        subject: Term | None = None,
        predicate: Term | None = None,
        object_: Term | None = None,
        graph: Term = "",
    ) -> Iterator[Triple]:
        """Yield the matching triples of a graph; None matches any term."""
        wanted = (subject, predicate, object_, graph)
        for quad in self._before.match(subject, predicate, object_, graph):
            if quad not in self._removed:
                yield quad[:3]
        added: Iterable[Quad] = self._added
        if subject is not None:
            added = self._by_end.get((_SUBJECT, subject), ())
        elif object_ is not None:
            added = self._by_end.get((_OBJECT, object_), ())
        for quad in added:
            if all(want is None or want == term for want, term in zip(wanted, quad, strict=True)):
                yield quad[:3]


class ValidatingReasoner:
    """Refuses changes that do not conform; what follows from the others is for another reasoner, if any."""

    def __init__(self, data: Path, reasoner: Reasoner | None = None) -> None:
        self._validator, self._reasoner = ShapeValidator(data), reasoner

    def complete(self, before: GraphView, delta: QuadDelta) -> QuadDelta:
        """Return what the other reasoner does."""
        return self._reasoner.complete(before, delta) if self._reasoner else QuadDelta()

    def changes(self, before: GraphView, delta: QuadDelta) -> QuadDelta:
        """Return what the other reasoner does, of what conforms.

        Raises:
            NotConforming: see `ShapeValidator.check`.
        """
        self._validator.check(before, delta)
        return self._reasoner.changes(before, delta) if self._reasoner else QuadDelta()

    def committed(self, delta: QuadDelta) -> None:
        """Take note of a commit."""
        if self._reasoner:
            self._reasoner.committed(delta)


def _violations(facts: AssertedGraph, focus: set[Term] | None, shapes: Shapes) -> list[Violation]:
    triples = facts.match() if focus is None else _around(facts, focus, shapes)
    ontology = list(facts.match(graph=ONTOLOGY))
    if focus is None or len(focus) <= _MANY:
        return validate(triples, shapes, ontology, focus)
    return [found for found in validate_by_signature(triples, shapes, ontology) if found.focus_node in focus]


def _touched(
    old: AssertedGraph, new: AssertedGraph, delta: QuadDelta, names: Collection[Term]
) -> Iterator[Term]:
    """Yield the changed subjects, their objects, and what points at nodes whose type changes."""
    links: list[Quad] = []
    for quad in delta.removed | delta.added:
        if quad.graph:
            continue
        yield quad.subject
        if not is_literal(quad.object):
            yield quad.object
        if quad.predicate == RDF.type:
            yield from _pointing(old, new, quad.subject)
        elif quad.predicate == RDFS.subClassOf:
            links.append(quad)
    for facts in (old, new) if links else ():
        for instance in _reclassified(facts, links, names):
            yield instance
            yield from _pointing(old, new, instance)


def _pointing(old: AssertedGraph, new: AssertedGraph, node: Term) -> Iterator[Term]:
    for facts in (old, new):
        yield from (subject for subject, _, _ in facts.match(None, None, node))


def _reclassified(facts: AssertedGraph, links: Iterable[Quad], names: Collection[Term]) -> set[Term]:
    """Return the instances of classes that subclass links put below a class that shapes name.

    All links are followed together, each class once: one write may contain a long chain.
    """

    def above(cls: Term) -> list[Term]:
        return [parent for _, _, parent in facts.match(cls, RDFS.subClassOf)]

    def below(cls: Term) -> list[Term]:
        return [child for child, _, _ in facts.match(None, RDFS.subClassOf, cls)]

    def instances(cls: Term) -> Iterator[Term]:
        return (instance for instance, _, _ in facts.match(None, RDF.type, cls))

    over = {*(quad.object for quad in links)}
    over |= reach(over, above)
    named = over & set(names)
    leading = named | reach(named, lambda cls: (child for child in below(cls) if child in over))
    moved = {quad.subject for quad in links if quad.object in leading}
    moved |= reach(moved, below)
    return {instance for cls in moved for instance in instances(cls)}


def _around(facts: AssertedGraph, focus: set[Term], shapes: Shapes) -> Iterator[Triple]:
    """Yield the triples that shapes read from the focus nodes: two steps, the second of few predicates."""
    values: set[Term] = set()
    for node in focus:
        for triple in facts.match(node):
            yield triple
            if triple[1] in shapes.properties:
                values.add(triple[2])
    for node in focus | values:
        for predicate in shapes.inverse:
            yield from facts.match(None, predicate, node)
    for value in values - focus:
        if not is_literal(value):
            yield from facts.match(value, RDF.type)
    types = {
        type_
        for node in focus | values
        if not is_literal(node)
        for _, _, type_ in facts.match(node, RDF.type)
    }
    for cls in types | reach(
        types, lambda cls: (parent for _, _, parent in facts.match(cls, RDFS.subClassOf))
    ):
        yield from facts.match(cls, RDFS.subClassOf)


def _result(violation: Violation) -> dict[str, str]:
    result = {"focusNode": _shown(violation.focus_node), "message": violation.message}
    more = {"path": violation.path, "value": violation.value, "component": violation.component}
    return result | {name: _shown(term) for name, term in more.items() if term is not None}


def _shown(term: Term) -> str:
    return iri_value(term) if is_iri(term) else short(term)
