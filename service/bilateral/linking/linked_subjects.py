"""Our side of a link: what the graph says of an entity that tells it from its namesakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bilateral.names.forms import OTHER, PERSON, POLITY
from bilateral.names.name_index import ALIAS, LABEL, Name
from bilateral.rdf.iris import ID
from bilateral.rdf.terms import Term, iri_value, is_literal, literal_parts
from bilateral.rdf.vocabulary import BIL, RDF, RDFS, SKOS, WD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.store.snapshots.snapshot import GraphState

_NAMES: Final = {
    RDFS.label: LABEL,
    SKOS.altLabel: ALIAS,
    BIL.officialName: ALIAS,
    BIL.abbreviation: ALIAS,
}
_CODES: Final = {BIL.iso2: "iso2", BIL.iso3: "iso3"}
_OF_STATE: Final = frozenset((BIL.officeOf, BIL.ofState, BIL.locatedIn))
_NATURES: Final = {BIL.Person: PERSON, BIL.Polity: POLITY}
KINDS: Final = (BIL.Person, BIL.Polity, BIL.Office, BIL.City, BIL.Organisation, BIL.Place, BIL.Topic)
"""The classes whose members are linked, the first that fits."""


@dataclass(slots=True)
class Subject:
    """An entity of ours.

    Attributes:
        nature: PERSON, POLITY or OTHER.
        codes: by the name of the scheme.
        states: items of the states that it belongs to or acts for.
        offices: items of the offices it held, each with the years it came into them, as far as known.
        birth: the date of birth, as precisely as it is known; empty if not.
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
        """What it is called, in English where it has a name there."""
        labels = [name for name in self.names if name.role == LABEL]
        english = next((name.text for name in labels if name.language == "en"), "")
        return english or next((name.text for name in labels), self.entity)


def items(snapshot: GraphState, entity: Term) -> list[Term]:
    """Return the items of Wikidata that an entity is linked to."""
    found = {
        quad.object for quad in snapshot.match(entity, SKOS.exactMatch) if quad.object.startswith(f"<{WD}")
    }
    return sorted(found)


def kind_of(snapshot: GraphState, entity: Term) -> Term | None:
    """Return the class by which an entity is linked, or None where it is of a kind that is not."""
    types = {quad.object for quad in snapshot.match(entity, RDF.type)}
    return next((kind for kind in KINDS if kind in types), None)


def without_link(snapshot: GraphState, base: str = ID) -> Iterator[Term]:
    """Yield the entities that have no link to Wikidata, sorted, each once."""
    found = {
        quad.subject
        for kind in KINDS
        for quad in snapshot.match(None, RDF.type, kind)
        if quad.subject.startswith(f"<{base}")
    }
    yield from (entity for entity in sorted(found) if not items(snapshot, entity))


def read_subject(snapshot: GraphState, entity: Term) -> Subject | None:
    """Return what tells an entity apart, or None where it is of a kind that is not linked."""
    kind = kind_of(snapshot, entity)
    if kind is None:
        return None
    subject = Subject(entity, kind, _NATURES.get(kind, OTHER))
    for quad in snapshot.match(entity, graph=""):
        if quad.predicate in _NAMES and is_literal(quad.object):
            parts = literal_parts(quad.object)
            subject.names.append(Name(entity, parts.value, parts.language, _NAMES[quad.predicate]))
        elif quad.predicate in _CODES:
            subject.codes[_CODES[quad.predicate]] = literal_parts(quad.object).value
        elif quad.predicate == BIL.birthDate:
            subject.birth = literal_parts(quad.object).value
        elif quad.predicate in _OF_STATE:
            subject.states.update(items(snapshot, quad.object))
    _add_offices(snapshot, subject)
    return subject


def _add_offices(snapshot: GraphState, subject: Subject) -> None:
    for tenure in {quad.subject for quad in snapshot.match(None, BIL.holder, subject.entity, "")}:
        starts = {
            literal_parts(quad.object).value[:4] for quad in snapshot.match(tenure, BIL.start, graph="")
        }
        for office in {quad.object for quad in snapshot.match(tenure, BIL.office, graph="")}:
            for item in items(snapshot, office):
                subject.offices.setdefault(item, set()).update(starts)
            for quad in snapshot.match(office, BIL.officeOf, graph=""):
                subject.states.update(items(snapshot, quad.object))


def identifier(entity: Term) -> str:
    """Return the `type/slug` of an entity of ours, the `Q…` of an item, or the IRI."""
    value = iri_value(entity)
    for base in (ID, str(WD)):
        if value.startswith(base):
            return value.removeprefix(base)
    return value
