"""One state of the graph as reconciliation needs it: names, types, values."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.rdf import iris
from bilateral.rdf.iris import INFERRED, ONTOLOGY
from bilateral.rdf.terms import Term, iri_value, is_iri, is_literal, literal_parts
from bilateral.rdf.vocabulary import BIL, OWL, RDF, RDFS, SKOS
from bilateral.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bilateral.names.graph_names import Names

_PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
_FOREIGN: Final = (RDFS.label, SKOS.altLabel, SKOS.exactMatch)
_REMEMBERED: Final = 1 << 16


class Word(NamedTuple):
    """A class or property of the vocabulary.

    Attributes:
        domains: of a property, the classes it is of; of a class, those it is below.
    """

    term: Term
    id: str
    label: str
    definition: str
    domains: frozenset[Term]


class Catalogue:
    """What there is to reconcile with.

    Attributes:
        names: of the entities, one state's.
        base: what the IRIs of entities begin with.
        classes: by identifier.
        properties: by identifier.
    """

    def __init__(self, names: Names) -> None:
        self.names, self.base, self._state = names, names.base, names.state
        self.classes = {word.id: word for word in self._words((OWL.Class,), RDFS.subClassOf)}
        self.properties = {word.id: word for word in self._words(_PROPERTIES, RDFS.domain)}
        ordered = sorted(self.classes.values(), key=lambda word: (-len(word.domains), word.id))
        self._ranks = {word.term: (rank, word) for rank, word in enumerate(ordered)}
        self.types = remembered(self._types, _REMEMBERED)

    def id(self, term: Term) -> str:
        """Return the identifier of an entity, `state/CHN`, or of a term of the vocabulary, `iso2`.

        What has a name here and an IRI of others is identified by that.
        """
        value = iri_value(term)
        for base in (self.base, str(BIL)):
            if value.startswith(base):
                return value.removeprefix(base)
        return iris.short(term) if term in _FOREIGN else value

    def word(self, identifier: str, words: dict[str, Word]) -> Word | None:
        """Return the class or property of an identifier: a name of ours, `prefix:name`, or an IRI."""
        return words.get(identifier.removeprefix(str(BIL)).removeprefix("bil:"))

    def name(self, entity: Term) -> str:
        """Return what an entity is called, in English where it has a name there."""
        return self.names.label(entity) or self.id(entity)

    def is_a(self, entity: Term, identifier: str) -> bool:
        """Tell whether an entity belongs to a class."""
        word = self.word(identifier, self.classes)
        return word is not None and word in self.types(entity)

    def values(self, entity: Term, prop: Word) -> list[Term]:
        """Return the values of a property of an entity, asserted and inferred, each once."""
        return list(dict.fromkeys(quad.object for quad in self._state.match(entity, prop.term)))

    def subjects(self, prop: Word, value: Term) -> Iterator[Term]:
        """Yield the entities that have a value."""
        for quad in self._state.match(None, prop.term, value):
            if self.names.is_entity(quad.subject):
                yield quad.subject

    def _words(self, kinds: Iterable[Term], domain: Term) -> Iterator[Word]:
        found = {
            quad.subject
            for kind in kinds
            for quad in self._state.match(None, RDF.type, kind, ONTOLOGY)
            if quad.subject.startswith(f"<{BIL}")
        }
        for term in sorted({*found, *(_FOREIGN if domain == RDFS.domain else ())}):
            # What reasoning adds to a domain is wider, and tells no more about whose property it is.
            graph = ONTOLOGY if domain == RDFS.domain else None
            domains = frozenset(quad.object for quad in self._state.match(term, domain, graph=graph))
            label, definition = self._text(term, RDFS.label), self._text(term, SKOS.definition)
            yield Word(term, self.id(term), label or self.id(term), definition, domains)

    def _text(self, term: Term, predicate: Term) -> str:
        texts = (quad.object for quad in self._state.match(term, predicate) if is_literal(quad.object))
        return min((literal_parts(text).value for text in texts), default="")

    def _types(self, entity: Term) -> tuple[Word, ...]:
        """Return the classes of an entity, the narrowest first."""
        graphs = (self._state.triples(entity, RDF.type, None, graph) for graph in ("", INFERRED))
        found = {self._ranks[triple[2]] for triple in chain.from_iterable(graphs) if triple[2] in self._ranks}
        return tuple(word for _, word in sorted(found, key=lambda ranked: ranked[0]))


def is_entity(term: Term, catalogue: Catalogue) -> bool:
    """Tell whether a value is one of the entities."""
    return is_iri(term) and catalogue.names.is_entity(term)
