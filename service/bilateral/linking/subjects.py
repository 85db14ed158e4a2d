"""The subjects of links: what the graph says of an entity that distinguishes it from its namesakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bilateral.names.forms import OTHER
from bilateral.names.graph_names import NATURES
from bilateral.names.name_index import ALIAS, LABEL, Name
from bilateral.rdf.iris import ID
from bilateral.rdf.terms import Term, iri_value, is_literal, literal_parts
from bilateral.rdf.vocabulary import BIL, RDF, RDFS, SKOS, WD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.store.snapshots.snapshot import GraphState

_NAMES: Final = {RDFS.label: LABEL, SKOS.altLabel: ALIAS, BIL.officialName: ALIAS, BIL.abbreviation: ALIAS}
_CODES: Final = {BIL.iso2: "iso2", BIL.iso3: "iso3"}
_OF_STATE: Final = frozenset((BIL.officeOf, BIL.ofState, BIL.locatedIn))
KINDS: Final = (BIL.Person, BIL.Polity, BIL.Office, BIL.City, BIL.Organisation, BIL.Place, BIL.Topic)
"""The classes whose members are linked; the first that fits counts."""


@dataclass(slots=True)
class Subject:
    """An entity of the graph.

    Attributes:
        nature: PERSON, POLITY or OTHER.
        codes: by scheme.
        states: items of the states that it belongs to or acts for.
        offices: items of the offices it held, each with the years in which a term began.
        birth: the date of birth, as precise as it is known; empty if unknown.
    """

    entity: Term
    kind: Term
    nature: str
    names: list[Name] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    states: set[Term] = field(default_factory=set)
    offices: dict[Term, set[str]] = field(default_factory=dict)
    birth: str = ""

    @property
    def label(self) -> str:
        """Its English label, or its first, or its IRI."""
        labels = [name for name in self.names if name.role == LABEL]
        english = next((name.text for name in labels if name.language == "en"), "")
        return english or next((name.text for name in labels), self.entity)


def linked_items(snapshot: GraphState, entity: Term) -> list[Term]:
    """Return the items of Wikidata that an entity is linked to, sorted."""
    return sorted(
        {q.object for q in snapshot.match(entity, SKOS.exactMatch) if q.object.startswith(f"<{WD}")}
    )


def kind_of(snapshot: GraphState, entity: Term) -> Term | None:
    """Return the first of KINDS that an entity belongs to."""
    types = {quad.object for quad in snapshot.match(entity, RDF.type)}
    return next((kind for kind in KINDS if kind in types), None)


def unlinked_entities(snapshot: GraphState) -> Iterator[Term]:
    """Yield the entities without a link to Wikidata, sorted, each once."""
    found = {
        quad.subject
        for kind in KINDS
        for quad in snapshot.match(None, RDF.type, kind)
        if quad.subject.startswith(f"<{ID}")
    }
    yield from (entity for entity in sorted(found) if not linked_items(snapshot, entity))


def read_subject(snapshot: GraphState, entity: Term) -> Subject | None:
    """Return an entity with what distinguishes it; None for one of no class in KINDS."""
    kind = kind_of(snapshot, entity)
    if kind is None:
        return None
    subject = Subject(entity, kind, NATURES.get(kind, OTHER))
    for quad in snapshot.match(entity, graph=""):
        if quad.predicate in _NAMES and is_literal(quad.object):
            parts = literal_parts(quad.object)
            subject.names.append(Name(entity, parts.value, parts.language, _NAMES[quad.predicate]))
        elif quad.predicate in _CODES:
            subject.codes[_CODES[quad.predicate]] = literal_parts(quad.object).value
        elif quad.predicate == BIL.birthDate:
            subject.birth = literal_parts(quad.object).value
        elif quad.predicate in _OF_STATE:
            subject.states.update(linked_items(snapshot, quad.object))
    _add_offices(snapshot, subject)
    return subject


def _add_offices(snapshot: GraphState, subject: Subject) -> None:
    for tenure in {quad.subject for quad in snapshot.match(None, BIL.holder, subject.entity, "")}:
        starts = {literal_parts(q.object).value[:4] for q in snapshot.match(tenure, BIL.start, graph="")}
        for office in {q.object for q in snapshot.match(tenure, BIL.office, graph="")}:
            for item in linked_items(snapshot, office):
                subject.offices.setdefault(item, set()).update(starts)
            for quad in snapshot.match(office, BIL.officeOf, graph=""):
                subject.states.update(linked_items(snapshot, quad.object))


def identifier(entity: Term) -> str:
    """Return the `type/slug` of an entity, the `Q…` of an item, or the whole IRI of anything else."""
    value = iri_value(entity)
    for base in (ID, str(WD)):
        if value.startswith(base):
            return value.removeprefix(base)
    return value
