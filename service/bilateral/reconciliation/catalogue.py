"""What can be reconciled with: the names, types and values of one state of the graph."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.method_cache import cached_method
from bilateral.rdf import iris
from bilateral.rdf.iris import INFERRED, ONTOLOGY
from bilateral.rdf.terms import Term, iri_value, is_iri, is_literal, literal_parts
from bilateral.rdf.vocabulary import BIL, OWL, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bilateral.names.graph_names import GraphNames

_PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
_FOREIGN: Final = (RDFS.label, SKOS.altLabel, SKOS.exactMatch)
_CACHED: Final = 1 << 16


class VocabularyTerm(NamedTuple):
    """A class or property.

    Attributes:
        domains: of a property, its domains; of a class, its superclasses.
    """

    term: Term
    id: str
    label: str
    definition: str
    domains: frozenset[Term]


class Catalogue:
    """The names of a state of the graph, and its classes and properties by identifier."""

    def __init__(self, names: GraphNames) -> None:
        self.names, self.base, self._state = names, names.base, names.state
        self.classes = {term.id: term for term in self._terms((OWL.Class,), RDFS.subClassOf)}
        self.properties = {term.id: term for term in self._terms(_PROPERTIES, RDFS.domain)}
        ordered = sorted(self.classes.values(), key=lambda term: (-len(term.domains), term.id))
        self._ranks = {term.term: (rank, term) for rank, term in enumerate(ordered)}
        self.types = cached_method(self._types, _CACHED)

    def id(self, term: Term) -> str:
        """Return `type/slug` for an entity, `iso2` for a term of ours, `prefix:name` or an IRI for others."""
        value = iri_value(term)
        for base in (self.base, str(BIL)):
            if value.startswith(base):
                return value.removeprefix(base)
        return iris.short(term) if term in _FOREIGN else value

    def class_(self, identifier: str) -> VocabularyTerm | None:
        """Return the class of an identifier, which may have `bil:` before it, or of an IRI."""
        return self.classes.get(_local(identifier))

    def property_(self, identifier: str) -> VocabularyTerm | None:
        """Return the property of an identifier, as `class_` does."""
        return self.properties.get(_local(identifier))

    def name(self, entity: Term) -> str:
        """Return the main name of an entity, or its identifier."""
        return self.names.label(entity) or self.id(entity)

    def is_a(self, entity: Term, identifier: str) -> bool:
        """Return whether an entity belongs to the class of an identifier."""
        return self.class_(identifier) in self.types(entity)

    def is_entity(self, value: Term) -> bool:
        """Return whether a value is an entity."""
        return is_iri(value) and self.names.is_entity(value)

    def values(self, entity: Term, identifier: str) -> list[Term]:
        """Return the asserted and inferred values of a property, each once; none if it is unknown."""
        prop = self.property_(identifier)
        return list(dict.fromkeys(q.object for q in self._state.match(entity, prop.term))) if prop else []

    def subjects(self, identifier: str, value: Term) -> Iterator[Term]:
        """Yield the entities with a value of a property."""
        prop = self.property_(identifier)
        found = (quad.subject for quad in self._state.match(None, prop.term, value)) if prop else ()
        return filter(self.names.is_entity, found)

    def summary(self, entity: Term) -> dict[str, Any]:
        """Return an entity as answers have it: identifier, name, and its most specific class."""
        types = self.types(entity)
        description = types[0].label if types else ""
        return {"id": self.id(entity), "name": self.name(entity), "description": description}

    def type_names(self, entity: Term) -> list[dict[str, str]]:
        """Return the classes of an entity as answers have them."""
        return [{"id": each.id, "name": each.label} for each in self.types(entity)]

    def _terms(self, kinds: Iterable[Term], domain: Term) -> Iterator[VocabularyTerm]:
        found = {
            quad.subject
            for kind in kinds
            for quad in self._state.match(None, RDF.type, kind, ONTOLOGY)
            if quad.subject.startswith(f"<{BIL}")
        }
        for term in sorted({*found, *(_FOREIGN if domain == RDFS.domain else ())}):
            # Inferred domains are superclasses, which are less specific.
            graph = ONTOLOGY if domain == RDFS.domain else None
            domains = frozenset(quad.object for quad in self._state.match(term, domain, graph=graph))
            label, definition = self._text(term, RDFS.label), self._text(term, SKOS.definition)
            yield VocabularyTerm(term, self.id(term), label or self.id(term), definition, domains)

    def _text(self, term: Term, predicate: Term) -> str:
        texts = (quad.object for quad in self._state.match(term, predicate) if is_literal(quad.object))
        return min((literal_parts(text).value for text in texts), default="")

    def _types(self, entity: Term) -> tuple[VocabularyTerm, ...]:
        """Return the classes of an entity, the most specific first."""
        graphs = (self._state.triples(entity, RDF.type, None, graph) for graph in ("", INFERRED))
        found = {self._ranks[triple[2]] for triple in chain.from_iterable(graphs) if triple[2] in self._ranks}
        return tuple(term for _, term in sorted(found, key=lambda ranked: ranked[0]))


def _local(identifier: str) -> str:
    return identifier.removeprefix(str(BIL)).removeprefix("bil:")
