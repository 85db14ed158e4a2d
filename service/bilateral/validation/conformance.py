"""SHACL validation by pySHACL.

Source: Shapes Constraint Language (SHACL), sections 2 to 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyshacl
from pyshacl.errors import ReportableRuntimeError
from rdflib import Graph
from rdflib.namespace import SH

from bilateral.errors import InputError
from bilateral.terms import Term, Triple, iri, iri_value
from bilateral.validation import shapes as shacl
from bilateral.validation.nodes import to_graph, to_term
from bilateral.validation.selection import select

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from rdflib.term import Node


class Violation(NamedTuple):
    """A validation result.

    Attributes:
        focus_node: the node that does not conform.
        message: what is wrong and what would be right.
        path: the property that was looked at, where it was one, forwards or backwards.
        value: the value at fault, where there is one.
        severity: `sh:Violation`, `sh:Warning` or `sh:Info`.
        shape: the node shape that says so.
        component: the kind of constraint, as `sh:MinCountConstraintComponent`.
    """

    focus_node: Term
    message: str
    path: Term | None
    value: Term | None
    severity: Term
    shape: Term
    component: Term


def validate(
    triples: Iterable[Triple],
    shapes: Sequence[Path],
    ontology: Iterable[Triple],
    focus: Collection[Term] | None = None,
) -> list[Violation]:
    """Return what does not conform to the shapes, in the order of focus nodes.

    Args:
        triples: the asserted data; types and superproperties need not be inferred.
        shapes: Turtle files.
        ontology: its hierarchies hold for the data; its own instances are validated as well.
        focus: where given, only these IRIs are validated, in the light of all triples.

    Raises:
        InputError: a file of shapes is not Turtle, or not SHACL.
    """
    if focus is not None and not focus:
        return []
    rules = shacl.read_shapes(shapes)
    stands_in = shacl.bearers(rules)
    shacl.lift(rules)
    properties = {iri(value) for value in shacl.mentioned(rules)}
    data = to_graph(select(triples, ontology, properties, shacl.languages(rules)))
    try:
        _, report, _ = pyshacl.validate(
            data,
            shacl_graph=rules,
            inplace=True,
            focus_nodes=None if focus is None else [iri_value(term) for term in focus],
        )
    except ReportableRuntimeError as error:
        raise InputError(_common(shapes), None, f"not SHACL: {error}") from error
    if not isinstance(report, Graph):
        raise InputError(_common(shapes), None, f"not to be evaluated: {report}")
    return sorted(
        (_violation(report, node, stands_in) for node in report.objects(None, SH.result)), key=_order
    )


def _common(shapes: Sequence[Path]) -> Path:
    return shapes[0].parent if len(shapes) > 1 else shapes[0]


def _violation(report: Graph, result: Node, stands_in: Mapping[Node, Node]) -> Violation:
    parts = dict(report.predicate_objects(result))
    source = parts[SH.sourceShape]
    path = shacl.path_of(report, parts.get(SH.resultPath))
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


def _order(violation: Violation) -> tuple[str, ...]:
    return tuple(part or "" for part in violation)
