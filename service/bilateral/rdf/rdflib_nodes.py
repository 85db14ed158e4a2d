"""Terms to rdflib's nodes and back."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rdflib import BNode, Graph, Literal, URIRef

from bilateral.rdf.terms import LANG_STRING, XSD_STRING, Term, Triple, iri, iri_value, literal, literal_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib.term import Node


def to_node(term: Term) -> Node:
    """Return rdflib's node of a term; literals keep their lexical form."""
    if term.startswith("<"):
        return URIRef(iri_value(term))
    if term.startswith("_:"):
        return BNode(term[2:])
    value, datatype, language = literal_parts(term)
    if language:
        return Literal(value, lang=language)
    plain = datatype in {XSD_STRING, LANG_STRING}
    return Literal(value, datatype=None if plain else URIRef(datatype), normalize=False)


def to_term(node: Node) -> Term:
    """Return the term of an IRI, blank node or literal of rdflib's."""
    if isinstance(node, Literal):
        return literal(str(node), language=node.language or "", datatype=str(node.datatype or XSD_STRING))
    return f"_:{node}" if isinstance(node, BNode) else iri(str(node))


def to_graph(triples: Iterable[Triple]) -> Graph:
    """Return the triples as a graph of rdflib's."""
    graph = Graph(bind_namespaces="none")
    nodes: dict[Term, Node] = {}
    with _quiet():
        for triple in triples:
            for term in triple:
                if term not in nodes:
                    nodes[term] = to_node(term)
            subject, predicate, object_ = triple
            graph.add((nodes[subject], nodes[predicate], nodes[object_]))
    return graph


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from logging ill-typed literals with a traceback each: they become violations."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
