"""Terms as rdflib's nodes, and back, with the literals as they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import rdflib
from rdflib import BNode, URIRef

from bilateral.rdf.terms import XSD_STRING, iri, iri_value, is_blank, is_iri, literal, literal_parts

if TYPE_CHECKING:
    from rdflib.term import Node as AnyNode

    from bilateral.rdf.terms import Term, Triple

Node: TypeAlias = URIRef | BNode | rdflib.Literal


def term(node: AnyNode) -> Term:
    """Return the term of a node."""
    if isinstance(node, URIRef):
        return iri(str(node))
    if isinstance(node, BNode):
        return f"_:{node}"
    if isinstance(node, rdflib.Literal):
        return literal(str(node), language=node.language or "", datatype=str(node.datatype or XSD_STRING))
    raise TypeError(f"not an RDF term: {node!r}")


def triple(nodes: tuple[AnyNode, AnyNode, AnyNode]) -> Triple:
    """Return the triple of three nodes."""
    subject, predicate, object_ = nodes
    return term(subject), term(predicate), term(object_)


def node(found: Term) -> Node:
    """Return the node of a term."""
    if is_iri(found):
        return URIRef(iri_value(found))
    if is_blank(found):
        return BNode(found[2:])
    value, datatype, language = literal_parts(found)
    if language:
        return rdflib.Literal(value, lang=language)
    return rdflib.Literal(
        value, datatype=None if datatype == XSD_STRING else URIRef(datatype), normalize=False
    )


def nodes(found: Triple) -> tuple[Node, Node, Node]:
    """Return the nodes of a triple."""
    subject, predicate, object_ = found
    return node(subject), node(predicate), node(object_)
