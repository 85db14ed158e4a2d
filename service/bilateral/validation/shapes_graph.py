"""The shapes graph: read from files, and rearranged so that pySHACL gets through it fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import BNode, Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.plugins.parsers.notation3 import BadSyntax

from bilateral import texts
from bilateral.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rdflib.term import Node

_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)


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


def bearers(shapes: Graph) -> dict[Node, Node]:
    """Return the node shape that each property shape stands in."""
    return {inner: outer for outer, inner in shapes.subject_objects(SH.property)}


def lift(shapes: Graph) -> None:
    """Give property shapes the targets of their node shape, in place.

    A property shape of its own is evaluated once for all focus nodes, one inside a node shape
    once for each of them, which takes pySHACL ten times as long. The results are the same; node
    shapes that others refer to stay as they are.
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


def mentioned(shapes: Graph) -> set[str]:
    """Return the IRIs that shapes mention: what they can look at."""
    return {str(node) for triple in shapes for node in triple if isinstance(node, URIRef)}


def languages(shapes: Graph) -> set[str]:
    """Return the languages that shapes tell apart."""
    heads = shapes.objects(None, SH.languageIn)
    return {str(tag).lower() for head in heads for tag in shapes.items(head)}


def path_of(shapes: Graph, path: Node | None) -> Node | None:
    """Return the property of a path of one step; longer paths have none."""
    if isinstance(path, BNode):
        return shapes.value(path, SH.inversePath)
    return path
