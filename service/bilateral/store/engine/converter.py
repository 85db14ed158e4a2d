"""Conversion between the terms of this package and the engine's objects."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias, cast

import pyoxigraph as ox

from bilateral.errors import InputError
from bilateral.rdf.terms import Quad, Term, Triple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_REMEMBERED = 1 << 15
_WITH_NODES = ("_:", "<<(")
_BLANK = re.compile(r"_:[^\s)]+")
_BLANK_OR_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"|<[^<>\s]*>|_:[^\s)]+')

Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
GraphName: TypeAlias = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


def rdf_format(media_type: str) -> ox.RdfFormat:
    """Return the engine's name for one of `media_types.RDF`."""
    return cast("ox.RdfFormat", ox.RdfFormat.from_media_type(media_type))


def results_format(media_type: str) -> ox.QueryResultsFormat:
    """Return the engine's name for one of `media_types.RESULTS`."""
    return cast("ox.QueryResultsFormat", ox.QueryResultsFormat.from_media_type(media_type))


def to_term(node: Node | ox.DefaultGraph) -> Term:
    """Return the N-Triples token of a node; the default graph is the empty string."""
    if isinstance(node, ox.DefaultGraph):
        return ""
    if isinstance(node, ox.Triple):
        return f"<<( {to_term(node.subject)} {to_term(node.predicate)} {to_term(node.object)} )>>"
    return str(node)


def to_triple(triple: ox.Triple) -> Triple:
    """Return the terms of a triple."""
    return to_term(triple.subject), to_term(triple.predicate), to_term(triple.object)


def to_quad(quad: ox.Quad) -> Quad:
    """Return the terms of a quad."""
    return Quad(
        to_term(quad.subject), to_term(quad.predicate), to_term(quad.object), to_term(quad.graph_name)
    )


@lru_cache(_REMEMBERED)
def from_term(term: Term) -> Node:
    """Return the engine's object for a term.

    Raises:
        ValueError: it is no N-Triples term.
    """
    if term.startswith("<") and not term.startswith("<<"):
        return ox.NamedNode(term[1:-1])
    if term.startswith("_:"):
        return ox.BlankNode(term[2:])
    try:
        (quad,) = ox.parse(f"<x:s> <x:p> {term} .".encode(), format=ox.RdfFormat.N_TRIPLES)
    except SyntaxError as error:
        raise ValueError(f"not a term: {term!r}") from error
    return cast("ox.Quad", quad).object


@lru_cache(_REMEMBERED)
def graph_name(term: Term) -> GraphName:
    """Return the engine's object for the name of a graph, "" for the default graph.

    Raises:
        InputError: it is no IRI.
    """
    if not term:
        return ox.DefaultGraph()
    if term.startswith("_:"):
        return ox.BlankNode(term[2:])
    try:
        return ox.NamedNode(term[1:-1])
    except ValueError as error:
        raise InputError(term, None, f"not an IRI: {error}") from error


def from_quads(quads: Iterable[Quad]) -> Iterator[ox.Quad]:
    """Return the engine's objects for quads, in order."""
    return parse_lines(n_quads(quads))


def parse_lines(text: bytes | str) -> Iterator[ox.Quad]:
    """Return the engine's objects for lines of N-Quads; blank nodes keep their labels."""
    return ox.parse(text, format=ox.RdfFormat.N_QUADS)


def n_quads(quads: Iterable[Quad]) -> bytes:
    """Write quads as N-Quads, in order."""
    return "".join(map(line, quads)).encode()


def line(quad: Quad) -> str:
    """Write one quad as a line of N-Quads."""
    subject, predicate, value, graph = quad
    return f"{subject} {predicate} {value} {graph} .\n" if graph else f"{subject} {predicate} {value} .\n"


def with_fresh_blank_nodes(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Return the quads with blank nodes renamed to labels that no store has yet."""
    labels: dict[str, str] = {}

    def rename(match: re.Match[str]) -> str:
        return labels.setdefault(match.group(), str(ox.BlankNode()))

    for quad in quads:
        subject, _, value, graph = quad
        if subject.startswith(_WITH_NODES) or value.startswith(_WITH_NODES) or graph.startswith(_WITH_NODES):
            quad = Quad(*(_renamed(term, rename) for term in quad))  # noqa: PLW2901  # the same, renamed
        yield quad


def _renamed(term: Term, rename: Callable[[re.Match[str]], str]) -> Term:
    # The text of a literal may look like a blank node; a triple term may have both.
    if term.startswith("_:"):
        return _BLANK.sub(rename, term)
    if term.startswith("<<("):
        return _BLANK_OR_STRING.sub(
            lambda match: rename(match) if match.group().startswith("_:") else match.group(), term
        )
    return term
