"""Shapes that break naive engines, each as triples: depth, cliques, cycles, long lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain import OWL, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bilateral.rdf.terms import Triple

TYPE = f"<{RDF}type>"
SUB_CLASS, ON_PROPERTY, ALL_VALUES = f"<{RDFS}subClassOf>", f"<{OWL}onProperty>", f"<{OWL}allValuesFrom>"


def e(local: str) -> str:
    """Return a name of the example."""
    return f"<http://example.org/{local}>"


def deep_chain(length: int = 100_000) -> list[Triple]:
    """A class that spreads along a chain, one link at a time."""
    schema = [(e("R"), ON_PROPERTY, e("next")), (e("R"), ALL_VALUES, e("C")), (e("C"), SUB_CLASS, e("R"))]
    links = [(e(f"n{i}"), e("next"), e(f"n{i + 1}")) for i in range(length)]
    return [*schema, (e("n0"), TYPE, e("C")), *links]


def transitive_chain(length: int = 3000) -> list[Triple]:
    """A transitive property along a chain: as many pairs as half the square of its length."""
    links = [(e(f"n{i}"), e("p"), e(f"n{i + 1}")) for i in range(length)]
    return [(e("p"), TYPE, f"<{OWL}TransitiveProperty>"), *links]


def clique(size: int = 1000) -> list[Triple]:
    """Things that share a key."""
    return [(e("p"), TYPE, f"<{OWL}InverseFunctionalProperty>")] + [
        (e(f"i{i}"), e("p"), '"k"') for i in range(size)
    ]


def long_list(length: int = 100_000) -> list[Triple]:
    """An enumeration."""
    cells = [e(f"l{i}") for i in range(length)]
    triples = [(e("C"), f"<{OWL}oneOf>", cells[0])]
    for i, rest in enumerate([*cells[1:], f"<{RDF}nil>"]):
        triples += [(cells[i], f"<{RDF}first>", e(f"i{i}")), (cells[i], f"<{RDF}rest>", rest)]
    return triples


def many_classes(count: int = 10_000) -> list[Triple]:
    """A tree of declared classes with two instances each."""
    classes = [(e(f"c{i}"), TYPE, f"<{OWL}Class>") for i in range(count)]
    tree = [(e(f"c{i}"), SUB_CLASS, e(f"c{(i - 1) // 3}")) for i in range(1, count)]
    return classes + tree + [(e(f"x{i}"), TYPE, e(f"c{i % count}")) for i in range(2 * count)]


def cycle(count: int = 1000) -> list[Triple]:
    """Classes that are each a subclass of the next: all are equivalent."""
    return [(e(f"c{i}"), SUB_CLASS, e(f"c{(i + 1) % count}")) for i in range(count)] + [
        (e("x"), TYPE, e("c0"))
    ]


SHAPES: Mapping[str, Callable[[], list[Triple]]] = {
    "chain of 100,000": deep_chain,
    "transitive chain of 3,000": transitive_chain,
    "sameAs clique of 1,000": clique,
    "list of 100,000": long_list,
    "10,000 classes": many_classes,
    "cycle of 1,000 classes": cycle,
}
