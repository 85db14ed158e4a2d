"""The ontology as readers look it up, and the members of its classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.explore.graph import page_queries
from bilateral.rdf.terms import Term, iri_value
from bilateral.rdf.vocabulary import BIL, OWL, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bilateral.explore.graph.ontology import OntologyEntry
    from bilateral.explore.graph.reading import PageNode, Reading

_MOST: Final = 2_000


class TermDocumentation(NamedTuple):
    """A class or property as the documentation shows it."""

    slug: str
    node: PageNode
    definition: str
    example: str
    broader: list[PageNode]
    domain: list[PageNode]
    range: list[PageNode]
    inverses: list[PageNode]


class OntologyDocumentation(NamedTuple):
    """The classes and properties of the project's own namespace, by name."""

    classes: list[TermDocumentation]
    properties: list[TermDocumentation]


class ClassMembers(NamedTuple):
    """Members of a class.

    Attributes:
        word: the class.
        nodes: those on the page.
        total: how many there are.
    """

    word: TermDocumentation
    nodes: list[PageNode]
    total: int


def vocabulary(about: Reading) -> OntologyDocumentation:
    """Return what the ontology declares."""
    ontology = about.graph.ontology
    own = [entry for term, entry in ontology.entries.items() if term.startswith(f"<{BIL}") and entry.labels]
    properties = set(ontology.properties)
    return OntologyDocumentation(
        _words(about, (entry for entry in own if OWL.Class in entry.types)),
        _words(about, (entry for entry in own if entry.term in properties)),
    )


def members(about: Reading, cls: Term, window: slice) -> ClassMembers:
    """Return members of a class by name; of a very large class, in no order."""
    word = _word(about, about.graph.ontology.entry(cls))
    ends = {"property": RDF.type, "value": cls}
    total = page_queries.number(about.graph, "number-of-subjects", **ends)
    if total > _MOST:
        rows = page_queries.some(about.graph, "subjects", window, **ends)
        return ClassMembers(word, [about.node(row["subject"]) for row in rows], total)
    nodes = sorted(
        (about.node(term) for term in about.graph.subjects(RDF.type, cls)),
        key=lambda node: (node.text.casefold(), node.term),
    )
    return ClassMembers(word, nodes[window], total)


def _words(about: Reading, entries: Iterable[OntologyEntry]) -> list[TermDocumentation]:
    return sorted((_word(about, entry) for entry in entries), key=lambda word: word.slug.casefold())


def _word(about: Reading, entry: OntologyEntry) -> TermDocumentation:
    inverses = about.graph.ontology.inverses.get(entry.term, ())
    return TermDocumentation(
        iri_value(entry.term).removeprefix(str(BIL)),
        about.node(entry.term),
        about.label(entry.definitions),
        about.label(entry.examples),
        [about.node(term) for term in entry.broader],
        [about.node(term) for term in entry.domain],
        [about.node(term) for term in entry.range if term.startswith("<")],
        [about.node(term) for term in sorted(inverses)],
    )
