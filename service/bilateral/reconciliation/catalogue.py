"""One state of the graph as reconciliation needs it: names, types, values."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral import iris
from bilateral.iris import ID, ONTOLOGY
from bilateral.matching import (
    ALIAS,
    CODE,
    DERIVED,
    LABEL,
    OTHER,
    PERSON,
    POLITY,
    Entity,
    Index,
    Name,
    at_once,
)
from bilateral.reconciliation.prefixes import Prefixes
from bilateral.store import INFERRED
from bilateral.terms import Term, iri, iri_value, is_iri, is_literal, literal_parts
from bilateral.vocabulary import BIL, OWL, RDF_TYPE, RDFS, RDFS_LABEL, SKOS, SKOS_ALT_LABEL, WD, bil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bilateral.store import State

_DEFINITION, _EXACT = iri(SKOS + "definition"), iri(SKOS + "exactMatch")
_SUBPROPERTY, _DOMAIN = iri(RDFS + "subPropertyOf"), iri(RDFS + "domain")
_SUBCLASS = iri(RDFS + "subClassOf")
_CLASS = iri(OWL + "Class")
_PROPERTIES = tuple(iri(OWL + kind) for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty"))
_DERIVED = (bil("adjective"), bil("demonym"))
_CODES = (bil("iso2"), bil("iso3"))
_NATURES: Final = {bil("Person"): PERSON, bil("Polity"): POLITY}
_WITHIN = bil("locatedIn")
_FOREIGN: Final = (RDFS_LABEL, SKOS_ALT_LABEL, _EXACT)


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
        index: all names, for matching.
        prefixes: all names, for completion.
        classes: by identifier.
        properties: by identifier.
    """

    def __init__(self, snapshot: State, pace: Callable[[], object] = at_once) -> None:
        """Read a state.

        Args:
            snapshot: the state.
            pace: called for each name and fact, so that reading many can give way to others.
        """
        self.snapshot, self._pace = snapshot, pace
        self.classes = {word.id: word for word in self._words((_CLASS,), _SUBCLASS)}
        self.properties = {word.id: word for word in self._words(_PROPERTIES, _DOMAIN)}
        self._types = self._read_types()
        names = list(self._names())
        self.index = Index(names, self._entities({name.entity for name in names}), pace)
        self.prefixes = Prefixes(name for name in names if name.role in (LABEL, ALIAS))

    def id(self, term: Term) -> str:
        """Return the identifier of an entity, `state/CHN`, or of a term of the vocabulary, `iso2`."""
        value = iri_value(term)
        for base in (ID, BIL):
            if value.startswith(base):
                return value.removeprefix(base)
        return iris.short(term)

    def entity(self, identifier: str) -> Term | None:
        """Return the entity that an identifier or an IRI names, or None where there is none."""
        try:
            term = iri(identifier if "://" in identifier else ID + identifier)
        except ValueError:
            return None
        return term if term in self._types else None

    def word(self, identifier: str, words: dict[str, Word]) -> Word | None:
        """Return the class or property of an identifier: a name of ours, `prefix:name`, or an IRI."""
        return words.get(identifier.removeprefix(BIL).removeprefix("bil:"))

    def name(self, entity: Term) -> str:
        """Return what an entity is called, in English where it has a name there."""
        return self.index.main.get(entity) or self.id(entity)

    def types(self, entity: Term) -> tuple[Word, ...]:
        """Return the classes of an entity, the narrowest first."""
        return self._types.get(entity, ())

    def is_a(self, entity: Term, identifier: str) -> bool:
        """Tell whether an entity belongs to a class."""
        word = self.word(identifier, self.classes)
        return word is not None and word in self.types(entity)

    def values(self, entity: Term, prop: Word) -> list[Term]:
        """Return the values of a property of an entity, asserted and inferred, each once."""
        return list(dict.fromkeys(quad.object for quad in self.snapshot.match(entity, prop.term)))

    def subjects(self, prop: Word, value: Term) -> Iterator[Term]:
        """Yield the entities that have a value."""
        for quad in self.snapshot.match(None, prop.term, value):
            if quad.subject in self._types:
                yield quad.subject

    def _words(self, kinds: Iterable[Term], domain: Term) -> Iterator[Word]:
        found = {
            quad.subject
            for kind in kinds
            for quad in self.snapshot.match(None, RDF_TYPE, kind, ONTOLOGY)
            if quad.subject.startswith(f"<{BIL}")
        }
        for term in sorted({*found, *(_FOREIGN if domain == _DOMAIN else ())}):
            # What reasoning adds to a domain is wider, and tells no more about whose property it is.
            graph = ONTOLOGY if domain == _DOMAIN else None
            domains = frozenset(quad.object for quad in self.snapshot.match(term, domain, graph=graph))
            label, definition = self._text(term, RDFS_LABEL), self._text(term, _DEFINITION)
            yield Word(term, self.id(term), label or self.id(term), definition, domains)

    def _text(self, term: Term, predicate: Term) -> str:
        texts = (quad.object for quad in self.snapshot.match(term, predicate) if is_literal(quad.object))
        return min((literal_parts(text).value for text in texts), default="")

    def _read_types(self) -> dict[Term, tuple[Word, ...]]:
        found: dict[Term, list[Word]] = defaultdict(list)
        for word in sorted(self.classes.values(), key=lambda word: (-len(word.domains), word.id)):
            graphs = (self.snapshot.triples(None, RDF_TYPE, word.term, graph) for graph in ("", INFERRED))
            subjects = set()
            for triple in chain.from_iterable(graphs):
                self._pace()
                if triple[0].startswith(f"<{ID}"):
                    subjects.add(triple[0])
            for subject in subjects:
                found[subject].append(word)
        return {entity: tuple(words) for entity, words in found.items()}

    def _names(self) -> Iterator[Name]:
        aliases = {quad.subject for quad in self.snapshot.match(None, _SUBPROPERTY, SKOS_ALT_LABEL)}
        roles = dict.fromkeys((SKOS_ALT_LABEL, *aliases), ALIAS) | dict.fromkeys(_DERIVED, DERIVED)
        roles |= dict.fromkeys(_CODES, CODE) | {RDFS_LABEL: LABEL}
        seen: set[tuple[Term, Term]] = set()
        for predicate, role in sorted(roles.items(), key=lambda item: (item[1] != LABEL, item[0])):
            for quad in self.snapshot.match(None, predicate, graph=""):
                if quad.subject in self._types and (quad.subject, quad.object) not in seen:
                    seen.add((quad.subject, quad.object))
                    parts = literal_parts(quad.object)
                    self._pace()
                    yield Name(quad.subject, parts.value, parts.language, role)
        for quad in self.snapshot.match(None, _EXACT, graph=""):
            if quad.object.startswith(f"<{WD}") and quad.subject in self._types:
                yield Name(quad.subject, iri_value(quad.object).removeprefix(WD), "", CODE)

    def _entities(self, named: Iterable[Term]) -> dict[Term, Entity]:
        within: dict[Term, set[Term]] = defaultdict(set)
        for quad in self.snapshot.match(None, _WITHIN):
            within[quad.subject].add(quad.object)
        return {each: Entity(self._nature(each), frozenset(within.get(each, ()))) for each in named}

    def _nature(self, entity: Term) -> str:
        natures = (_NATURES[word.term] for word in self.types(entity) if word.term in _NATURES)
        return next(natures, OTHER)


def is_entity(term: Term, catalogue: Catalogue) -> bool:
    """Tell whether a value is one of the entities."""
    return is_iri(term) and catalogue.entity(iri_value(term)) is not None
