"""What the ontology says about classes and properties, as pages need it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bilateral.explore.graph.languages import Text, text
from bilateral.numerals import natural
from bilateral.rdf.iris import ONTOLOGY
from bilateral.rdf.terms import Term, iri, is_blank, is_literal
from bilateral.rdf.vocabulary import OWL, RDF_TYPE, RDFS, RDFS_LABEL, SKOS, SKOS_ALT_LABEL, bil

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilateral.store.snapshots.snapshot import GraphState

_SUBCLASS, _SUBPROPERTY = iri(RDFS + "subClassOf"), iri(RDFS + "subPropertyOf")
_DOMAIN, _RANGE = iri(RDFS + "domain"), iri(RDFS + "range")
_INVERSE = iri(OWL + "inverseOf")
_DEFINITION, _EXAMPLE = iri(SKOS + "definition"), iri(SKOS + "example")
_KINDS = frozenset(
    iri(OWL + name)
    for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty", "SymmetricProperty")
)
_SYMMETRIC = iri(OWL + "SymmetricProperty")
_BOUND, _PAGE_LABEL = bil("dateBound"), bil("pageLabel")
_SHOWN_UNDER, _RANK, _INVERSE_LABEL = bil("shownUnder"), bil("rank"), bil("inverseLabel")


@dataclass(slots=True)
class OntologyEntry:
    """A class, property or section of the ontology.

    Attributes:
        broader: its asserted superclasses or superproperties.
        types: its classes.
        section: the page section that a property is shown under.
        rank: the place of a section on a page.
    """

    term: Term
    labels: list[Text] = field(default_factory=list)
    inverse_labels: list[Text] = field(default_factory=list)
    page_labels: list[Text] = field(default_factory=list)
    definitions: list[Text] = field(default_factory=list)
    examples: list[Text] = field(default_factory=list)
    broader: list[Term] = field(default_factory=list)
    types: set[Term] = field(default_factory=set)
    domain: list[Term] = field(default_factory=list)
    range: list[Term] = field(default_factory=list)
    section: Term = ""
    rank: int = 99


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
            self._take(subject, predicate, value)
        self._above: dict[Term, frozenset[Term]] = {}
        self.properties = [term for term, entry in self.entries.items() if entry.types & _KINDS]
        self.names = [RDFS_LABEL, *(term for term in self.properties if SKOS_ALT_LABEL in self.above(term))]

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
        own = bil("")[:-1]
        narrow = sorted(known - covered, key=lambda term: (not term.startswith(own), term))
        return [term for term in narrow if term.startswith(own)] or narrow

    def symmetric(self, term: Term) -> bool:
        """Tell whether a property holds both ways."""
        return _SYMMETRIC in self.entry(term).types

    def domain_is(self, term: Term, cls: Term) -> bool:
        """Tell whether only members of the class have the property."""
        return any(
            cls in self.above(domain) for each in self.above(term) for domain in self.entry(each).domain
        )

    def sections(self) -> Sequence[OntologyEntry]:
        """Return the sections of pages, in their order."""
        cls = bil("PageSection")
        return sorted((e for e in self.entries.values() if cls in e.types), key=lambda e: (e.rank, e.term))

    def below(self, cls: Term) -> list[Term]:
        """Return the class and all its subclasses."""
        return [term for term in self.entries if cls in self.above(term)]

    def _take(self, subject: Term, predicate: Term, value: Term) -> None:
        if is_blank(subject):
            return
        entry = self.entries.setdefault(subject, OntologyEntry(subject))
        if is_literal(value):
            self._describe(entry, predicate, value)
        elif predicate == RDF_TYPE:
            entry.types.add(value)
        elif predicate in (_SUBCLASS, _SUBPROPERTY) and not is_blank(value):
            entry.broader.append(value)
        elif predicate == _DOMAIN:
            entry.domain.append(value)
        elif predicate == _RANGE:
            entry.range.append(value)
        elif predicate == _INVERSE:
            self.inverses[subject].add(value)
            self.inverses[value].add(subject)
        elif predicate == _SHOWN_UNDER:
            entry.section = value
        elif predicate == _BOUND:
            self.bounds.add(value)

    @staticmethod
    def _describe(entry: OntologyEntry, predicate: Term, value: Term) -> None:
        texts = {
            RDFS_LABEL: entry.labels,
            _INVERSE_LABEL: entry.inverse_labels,
            _PAGE_LABEL: entry.page_labels,
            _DEFINITION: entry.definitions,
            _EXAMPLE: entry.examples,
        }
        if predicate in texts:
            texts[predicate].append(text(value))
        elif predicate == _RANK:
            entry.rank = natural(text(value).value) or entry.rank
