"""SHACL validation by pySHACL.

Source: Shapes Constraint Language (SHACL), sections 2 to 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyshacl
from pyshacl.errors import ReportableRuntimeError
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.plugins.parsers.notation3 import BadSyntax

from bilateral import texts
from bilateral.errors import InputError
from bilateral.rdf.rdflib_bridge import to_graph, to_term
from bilateral.validation.selection import select

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from rdflib.term import Node

    from bilateral.rdf.terms import Term, Triple


_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)


class Violation(NamedTuple):
    """A validation result."""

    focus_node: Term  # the node that does not conform
    message: str  # what is wrong and what would be right
    path: Term | None  # the property that was looked at, where it was one, forwards or backwards
    value: Term | None  # the value at fault, where there is one
    severity: Term  # `sh:Violation`, `sh:Warning` or `sh:Info`
    shape: Term  # the node shape that says so
    component: Term  # the kind of constraint, as `sh:MinCountConstraintComponent`


class Shapes(NamedTuple):
    """Shapes that were read, to be used again and again."""

    place: Path  # where they stand
    graph: Graph  # the shapes graph
    stands_in: Mapping[Node, Node]  # the node shape of each property shape
    properties: frozenset[Term]  # those that the shapes look at
    inverse: frozenset[Term]  # those that they look at from the value
    languages: frozenset[str]  # those that they tell apart


def prepare(shapes: Sequence[Path]) -> Shapes:
    """Return the shapes of some Turtle files.

    Raises:
        InputError: a file is not Turtle.
    """
    graph = read_shapes(shapes)
    stands_in = {inner: outer for outer, inner in graph.subject_objects(SH.property)}
    _lift(graph)
    properties = frozenset(to_term(node) for triple in graph for node in triple if isinstance(node, URIRef))
    inverse = frozenset(to_term(node) for node in graph.objects(None, SH.inversePath))
    heads = graph.objects(None, SH.languageIn)
    languages = (str(tag).lower() for head in heads for tag in graph.items(head))
    place = shapes[0].parent if len(shapes) > 1 else shapes[0]
    return Shapes(place, graph, stands_in, properties, inverse, frozenset(languages))


def read_shapes(paths: Sequence[Path]) -> Graph:
    """Return the shapes of some Turtle files as one graph.

    Raises:
        InputError: a file is not Turtle.
    """
    shapes = Graph(bind_namespaces="none")
    for path in paths:
        try:
            shapes.parse(data=texts.read(path), publicID=path.absolute().as_uri(), format="turtle")
        except BadSyntax as error:
            raise InputError(path, error.lines + 1, error.message) from error
    return shapes


def _lift(shapes: Graph) -> None:
    """Give property shapes the targets of their node shape, in place; shapes that others refer to stay.

    pySHACL evaluates such a shape once for all focus nodes, one inside a node shape once for each of them,
    which takes ten times as long. The results are the same.
    """
    for outer in set(shapes.subjects(RDF.type, SH.NodeShape)):
        targets = [(t, o) for t in _TARGETS for o in shapes.objects(outer, t)]
        if not targets or (None, None, outer) in shapes or (outer, SH.deactivated, None) in shapes:
            continue
        for inner in list(shapes.objects(outer, SH.property)):
            shapes.remove((outer, SH.property, inner))
            shapes.add((inner, RDF.type, SH.PropertyShape))
            for target, object_ in targets:
                shapes.add((inner, target, object_))


def validate(
    triples: Iterable[Triple],
    shapes: Sequence[Path] | Shapes,
    ontology: Iterable[Triple],
    focus: Collection[Term] | None = None,
) -> list[Violation]:
    """Return what does not conform to the shapes, ordered by focus node.

    Args:
        triples: the asserted data; types and superproperties need not be inferred.
        shapes: Turtle files, or what `prepare` made of them.
        ontology: its hierarchies hold for the data; its own instances are validated as well.
        focus: if given, only results for these nodes are returned.

    Raises:
        InputError: a file of shapes is not Turtle, or not SHACL.
    """
    rules = shapes if isinstance(shapes, Shapes) else prepare(shapes)
    return evaluate(select(triples, ontology, rules.properties, rules.languages), rules, focus)


def evaluate(
    selected: Iterable[Triple], rules: Shapes, focus: Collection[Term] | None = None
) -> list[Violation]:
    """Return what does not conform among triples with the types and properties that hierarchies imply.

    Raises:
        InputError: a file of shapes is not SHACL.
    """
    if focus is not None and not focus:
        return []
    try:
        _, report, _ = pyshacl.validate(to_graph(selected), shacl_graph=rules.graph, inplace=True)
    except ReportableRuntimeError as error:
        raise InputError(rules.place, None, f"not SHACL: {error}") from error
    if not isinstance(report, Graph):
        raise InputError(rules.place, None, f"not to be evaluated: {report}")
    # pySHACL's own way to choose focus nodes also leaves out values that a shape refers to another shape.
    found = (_violation(report, node, rules.stands_in) for node in report.objects(None, SH.result))
    wanted = (each for each in found if focus is None or each.focus_node in focus)
    return sorted(wanted, key=lambda each: tuple(part or "" for part in each))


def _violation(report: Graph, result: Node, stands_in: Mapping[Node, Node]) -> Violation:
    parts = dict(report.predicate_objects(result))
    source = parts[SH.sourceShape]
    path = _path_of(report, parts.get(SH.resultPath))
    value = parts.get(SH.value)
    return Violation(
        focus_node=to_term(parts[SH.focusNode]),
        message=str(parts[SH.resultMessage]),
        path=None if path is None else to_term(path),
        value=None if value is None else to_term(value),
        severity=to_term(parts[SH.resultSeverity]),
        shape=to_term(stands_in.get(source, source)),
        component=to_term(parts[SH.sourceConstraintComponent]),
    )


def _path_of(shapes: Graph, path: Node | None) -> Node | None:
    """Return the property of a path of one step; longer paths have none."""
    if isinstance(path, BNode):
        return shapes.value(path, SH.inversePath)
    return path
