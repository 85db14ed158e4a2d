"""What the shapes ask of an instance of a class, as the fields of a form.

Source: Shapes Constraint Language (SHACL), sections 2.1.3 (targets) and 4 (constraint components).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rdflib import Literal, URIRef
from rdflib.namespace import SH

from bilateral.rdf.rdflib_bridge import to_term
from bilateral.validation.shacl import read_shapes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from rdflib import Graph
    from rdflib.term import Node

    from bilateral.rdf.terms import Term


class ShapeField(NamedTuple):
    """A property that shapes speak of.

    Attributes:
        path: the property.
        required: whether an instance has a value.
        instead: other properties one of which will do in its place.
        classes: of its values; of one of them each value is an instance.
        datatypes: of its values, one of which each value has.
        patterns: regular expressions that each value matches.
        most: values that it has at most, None for any number.
        messages: what the shapes say where one of this is not so.
    """

    path: Term
    required: bool = False
    instead: tuple[Term, ...] = ()
    classes: tuple[Term, ...] = ()
    datatypes: tuple[Term, ...] = ()
    patterns: tuple[str, ...] = ()
    most: int | None = None
    messages: tuple[str, ...] = ()


def shape_fields(shapes: Sequence[Path], classes: Collection[Term]) -> list[ShapeField]:
    """Return the fields of an instance of some classes, those of the superclasses among them.

    Required ones come first. Of constraints that no form can put to a reader, such as paths of several
    steps, nothing is told: who validates what was filled in learns of them.

    Raises:
        InputError: a file of shapes is not Turtle.
    """
    graph = read_shapes(shapes)
    found: dict[Term, ShapeField] = {}
    for field in _all_fields(graph, _targets(graph, SH.targetClass, classes)):
        found[field.path] = _joined(found.get(field.path, ShapeField(field.path)), field)
    for field in _all_fields(graph, _targets(graph, SH.targetSubjectsOf, found)):
        # What holds of whatever has a property counts for that property alone.
        if field.path in found and not field.required:
            found[field.path] = _joined(found[field.path], field)
    return sorted(found.values(), key=lambda field: (not field.required, not field.instead, field.path))


# To read the shapes takes longer than all else that a form needs.
@lru_cache(maxsize=64)
def remembered_fields(shapes: tuple[Path, ...], classes: frozenset[Term]) -> tuple[ShapeField, ...]:
    """Return what `shape_fields` does, read once for the same files and classes."""
    return tuple(shape_fields(shapes, classes))


def _targets(graph: Graph, kind: URIRef, wanted: Collection[Term]) -> list[Node]:
    """Return the node shapes with a kind of target among those wanted."""
    shapes = {shape for shape, target in graph.subject_objects(kind) if to_term(target) in wanted}
    return sorted(shapes, key=str)


def _all_fields(graph: Graph, shapes: Iterable[Node]) -> Iterator[ShapeField]:
    for shape in shapes:
        options = (option for head in graph.objects(shape, SH["or"]) for option in graph.items(head))
        for constraint in (*graph.objects(shape, SH.property), *options):
            yield from _fields(graph, constraint)


def _fields(graph: Graph, constraint: Node) -> Iterator[ShapeField]:
    """Yield the fields that a property shape speaks of: several where one of them will do."""
    path = graph.value(constraint, SH.path)
    options = graph.value(path, SH.alternativePath) if path is not None else None
    if isinstance(path, URIRef):
        yield _field(graph, constraint, path)
    elif options is not None and _least(graph, constraint):
        paths = [to_term(each) for each in graph.items(options) if isinstance(each, URIRef)]
        message = _texts(graph.objects(constraint, SH.message))
        for each in paths:
            others = tuple(other for other in paths if other != each)
            yield ShapeField(each, instead=others, messages=message)


def _field(graph: Graph, constraint: Node, path: URIRef) -> ShapeField:
    most = graph.value(constraint, SH.maxCount)
    return ShapeField(
        to_term(path),
        _least(graph, constraint),
        classes=_values(graph, constraint, SH["class"]),
        datatypes=_values(graph, constraint, SH.datatype),
        patterns=_texts(graph.objects(constraint, SH.pattern)),
        most=int(most) if isinstance(most, Literal) else None,
        messages=_texts(graph.objects(constraint, SH.message)),
    )


def _least(graph: Graph, constraint: Node) -> bool:
    counts = (graph.value(constraint, each) for each in (SH.minCount, SH.qualifiedMinCount))
    return any(isinstance(count, Literal) and int(count) > 0 for count in counts)


def _values(graph: Graph, constraint: Node, component: URIRef) -> tuple[Term, ...]:
    """Return the values of a component, those of the alternatives of `sh:or` among them."""
    options = [option for head in graph.objects(constraint, SH["or"]) for option in graph.items(head)]
    found = (value for node in (constraint, *options) for value in graph.objects(node, component))
    return tuple(dict.fromkeys(to_term(value) for value in found))


def _texts(nodes: Iterable[Node]) -> tuple[str, ...]:
    return tuple(str(node) for node in nodes)


def _joined(one: ShapeField, other: ShapeField) -> ShapeField:
    """Return what two shapes ask of one property together."""
    most = [each for each in (one.most, other.most) if each is not None]
    return ShapeField(
        one.path,
        one.required or other.required,
        one.instead or other.instead,
        _both(one.classes, other.classes),
        _both(one.datatypes, other.datatypes),
        _both(one.patterns, other.patterns),
        min(most, default=None),
        _both(one.messages, other.messages),
    )


def _both(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
