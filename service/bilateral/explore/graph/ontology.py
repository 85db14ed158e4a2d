"""What the ontology says about classes and properties, as pages need it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bilateral.explore.graph.languages import Text, text
from bilateral.rdf.iris import ONTOLOGY
from bilateral.rdf.terms import Term, is_blank, is_literal
from bilateral.rdf.vocabulary import BIL, OWL, RDF, RDFS, SKOS
from bilateral.texts import natural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bilateral.store.snapshots.snapshot import GraphState

_PROPERTIES: Final = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.SymmetricProperty}
_TEXTS: Final = {
    RDFS.label: "labels",
    BIL.inverseLabel: "inverse_labels",
    BIL.pageLabel: "page_labels",
    SKOS.definition: "definitions",
    SKOS.example: "examples",
}
_TERMS: Final = {
    RDFS.subClassOf: "broader",
    RDFS.subPropertyOf: "broader",
    RDFS.domain: "domain",
    RDFS.range: "range",
    RDF.type: "types",
}
"""The fields of an entry by the property whose values they hold."""
OWN: Final = f"<{BIL}"
"""What terms of the project's own namespace begin with."""


@dataclass(slots=True)
class OntologyEntry:
    """A class, property or section of the ontology."""

    term: Term
    labels: list[Text] = field(default_factory=list)
    inverse_labels: list[Text] = field(default_factory=list)
    page_labels: list[Text] = field(default_factory=list)
    definitions: list[Text] = field(default_factory=list)
    examples: list[Text] = field(default_factory=list)
    broader: list[Term] = field(default_factory=list)  # its asserted superclasses or superproperties
    types: list[Term] = field(default_factory=list)  # its classes
    domain: list[Term] = field(default_factory=list)
    range: list[Term] = field(default_factory=list)
    section: Term = ""  # the page section that a property is shown under
    rank: int = 99  # the place of a section on a page


class Ontology:
    """The ontology of one state of the graph.

    Attributes:
        entries: by term.
        inverses: of a property, both ways.
        bounds: properties that only repeat a date as the days it spans.
        properties: everything that may stand between a subject and its value.
        names: the properties whose values are names, the usual one first.
    """

    def __init__(self, snapshot: GraphState) -> None:
        self.entries: dict[Term, OntologyEntry] = {}
        self.inverses: dict[Term, set[Term]] = defaultdict(set)
        self.bounds: set[Term] = set()
        for subject, predicate, value, _ in snapshot.match(graph=ONTOLOGY):
            if not is_blank(subject):
                self._take(subject, predicate, value)
        self._above: dict[Term, frozenset[Term]] = {}
        self.properties = [
            term for term, entry in self.entries.items() if not _PROPERTIES.isdisjoint(entry.types)
        ]
        self.names = [RDFS.label, *(term for term in self.properties if SKOS.altLabel in self.above(term))]

    def entry(self, term: Term) -> OntologyEntry:
        """Return what is known about a term, which may be nothing."""
        return self.entries.get(term) or OntologyEntry(term)

    def above(self, term: Term) -> frozenset[Term]:
        """Return the term and everything that it is a subclass or subproperty of."""
        if term not in self._above:
            found, todo = {term}, [term]
            while todo:
                new = [each for each in self.entry(todo.pop()).broader if each not in found]
                found.update(new)
                todo += new
            self._above[term] = frozenset(found)
        return self._above[term]

    def specific(self, classes: Iterable[Term]) -> list[Term]:
        """Return the classes that no other of them is a subclass of, the project's own before others."""
        known = {each for each in classes if each in self.entries and self.entries[each].labels}
        covered = {above for each in known for above in self.above(each) - {each}}
        narrow = sorted(known - covered)
        return [term for term in narrow if term.startswith(OWN)] or narrow

    def symmetric(self, term: Term) -> bool:
        """Return whether a property holds both ways."""
        return OWL.SymmetricProperty in self.entry(term).types

    def domain_is(self, term: Term, cls: Term) -> bool:
        """Return whether only members of the class have the property."""
        return any(
            cls in self.above(domain) for each in self.above(term) for domain in self.entry(each).domain
        )

    def sections(self) -> list[OntologyEntry]:
        """Return the sections of pages, in their order."""
        cls = BIL.PageSection
        return sorted((e for e in self.entries.values() if cls in e.types), key=lambda e: (e.rank, e.term))

    def below(self, cls: Term) -> list[Term]:
        """Return the class and all its subclasses."""
        return [term for term in self.entries if cls in self.above(term)]

    def _take(self, subject: Term, predicate: Term, value: Term) -> None:
        entry = self.entries.setdefault(subject, OntologyEntry(subject))
        if is_literal(value):
            if predicate in _TEXTS:
                getattr(entry, _TEXTS[predicate]).append(text(value))
            elif predicate == BIL.rank:
                entry.rank = natural(text(value).value) or entry.rank
        elif name := _TERMS.get(predicate):
            if name != "broader" or not is_blank(value):
                getattr(entry, name).append(value)
        elif predicate == OWL.inverseOf:
            self.inverses[subject].add(value)
            self.inverses[value].add(subject)
        elif predicate == BIL.shownUnder:
            entry.section = value
        elif predicate == BIL.dateBound:
            self.bounds.add(value)
