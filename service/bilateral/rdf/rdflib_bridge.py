"""Terms as rdflib's nodes, and back; literals keep their lexical form."""

from __future__ import annotations

import functools
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, TypeAlias

import rdflib
from rdflib import BNode, URIRef

from bilateral.rdf.terms import XSD_STRING, iri, iri_value, is_blank, is_iri, literal, literal_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib.term import Node as AnyNode

    from bilateral.rdf.terms import Term, Triple

Node: TypeAlias = URIRef | BNode | rdflib.Literal


def to_term(node: AnyNode) -> Term:
    """Return the term of a node."""
    if isinstance(node, URIRef):
        return iri(str(node))
    if isinstance(node, BNode):
        return f"_:{node}"
    if isinstance(node, rdflib.Literal):
        return literal(str(node), language=node.language or "", datatype=str(node.datatype or XSD_STRING))
    raise TypeError(f"not an RDF term: {node!r}")


def to_triple(nodes: tuple[AnyNode, AnyNode, AnyNode]) -> Triple:
    """Return the triple of three nodes."""
    subject, predicate, object_ = nodes
    return to_term(subject), to_term(predicate), to_term(object_)


def to_node(term: Term) -> Node:
    """Return the node of a term."""
    if is_iri(term):
        return URIRef(iri_value(term))
    if is_blank(term):
        return BNode(term[2:])
    value, datatype, language = literal_parts(term)
    if language:
        return rdflib.Literal(value, lang=language)
    typed = None if datatype == XSD_STRING else URIRef(datatype)
    return rdflib.Literal(value, datatype=typed, normalize=False)


def to_graph(triples: Iterable[Triple], prefixes: Literal["none", "rdflib"] = "none") -> rdflib.Graph:
    """Return the triples as a graph, with or without rdflib's own prefixes."""
    graph = rdflib.Graph(bind_namespaces=prefixes)
    node = functools.cache(to_node)
    with _without_warnings():
        for subject, predicate, object_ in triples:
            graph.add((node(subject), node(predicate), node(object_)))
    return graph


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Keep rdflib from logging each ill-typed literal with a traceback: they become violations."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
