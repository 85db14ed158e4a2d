"""What an analysis knows before it reads a text, taken from a state of the graph."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from bilateral.analysis import knowledge
from bilateral.analysis.findings import ORGANISATION, PERSON, PLACE, STATE, Entity
from bilateral.analysis.knowledge import Knowledge, KnownName, KnownOffice, KnownTenure
from bilateral.rdf.iris import ID, INFERRED, POLITY_TYPES, short
from bilateral.rdf.terms import is_literal, literal_parts
from bilateral.rdf.vocabulary import BIL, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bilateral.rdf.terms import Term, Triple
    from bilateral.store.engine.view import GraphView

_KINDS: Final = (
    (BIL.Place, PLACE),
    (BIL.Organisation, ORGANISATION),
    (BIL.Person, PERSON),
    (BIL.Polity, STATE),
)
_ROLES: Final = (
    (RDFS.label, knowledge.LABEL),
    (SKOS.altLabel, knowledge.ALIAS),
    (BIL.officialName, knowledge.ALIAS),
    (BIL.abbreviation, knowledge.ALIAS),
    (BIL.adjective, knowledge.ADJECTIVE),
    (BIL.demonym, knowledge.DEMONYM),
    (BIL.familyName, knowledge.FAMILY_NAME),
    (BIL.iso2, knowledge.CODE),
    (BIL.iso3, knowledge.CODE),
)
_PREFIX: Final = f"<{ID}"


def read_knowledge(state: GraphView) -> Knowledge:
    """Return what a state of the graph knows of the world; the same state gives the same."""
    kinds = {short(each): kind for cls, kind in _KINDS for each, _, _ in _facts(state, RDF.type, cls)}
    labels, names = _names(state)
    capitals = {
        KnownName(name.text, short(polity), knowledge.CAPITAL, name.language)
        for seat in (BIL.capital, BIL.seatOfGovernment)
        for polity, _, city in _facts(state, seat)
        for name in names[short(city)]
        if name.role in (knowledge.LABEL, knowledge.ALIAS)
    }
    known = {name for identifier in kinds for name in names[identifier]}
    return Knowledge(
        entities={each: Entity(each, labels.get(each, each), kinds[each]) for each in sorted(kinds)},
        names=tuple(sorted(known | capitals)),
        offices=_offices(state, names),
        tenures=_tenures(state),
        part_of=read_parts(state),
        members=_members(state),
        regions=frozenset(
            short(region) for held, _, region in _facts(state, BIL.locatedIn) if _is_polity(held)
        ),
        topics={
            name.text.lower(): topic
            for topic in sorted(names)
            for name in names[topic]
            if topic.startswith("topic/")
        },
    )


def _facts(state: GraphView, predicate: Term, value: Term | None = None) -> Iterator[Triple]:
    """Yield what is asserted or inferred of entities with a predicate."""
    for graph in ("", INFERRED):
        for triple in state.triples(None, predicate, value, graph):
            if triple[0].startswith(_PREFIX):
                yield triple


def _names(state: GraphView) -> tuple[dict[str, str], Mapping[str, list[KnownName]]]:
    """Return the main names, those in English first, and all names, by the entity."""
    found: dict[str, set[KnownName]] = defaultdict(set)
    for predicate, role in _ROLES:
        for subject, _, value in state.triples(None, predicate, None, ""):
            if is_literal(value) and subject.startswith(_PREFIX):
                parts = literal_parts(value)
                found[short(subject)].add(KnownName(parts.value, short(subject), role, parts.language))
    names: dict[str, list[KnownName]] = defaultdict(list)
    names.update({each: sorted(found[each]) for each in sorted(found)})
    return {each: _main(its) for each, its in names.items()}, names


def _main(names: list[KnownName]) -> str:
    labels = [name for name in names if name.role == knowledge.LABEL] or names
    return min(labels, key=lambda name: (name.language not in ("en", ""), name.language, name.text)).text


def _offices(state: GraphView, names: Mapping[str, list[KnownName]]) -> dict[str, KnownOffice]:
    classes: dict[str, set[str]] = defaultdict(set)
    for office, _, cls in _facts(state, RDF.type):
        if office.startswith(f"{_PREFIX}office/"):
            classes[short(office)].add(short(cls).removeprefix("bil:"))
    of, heads = _pairs(state, BIL.officeOf), _pairs(state, BIL.headOf)
    return {
        each: KnownOffice(
            each,
            tuple(name.text for name in names[each]),
            tuple(sorted(cls for cls in classes[each] if ":" not in cls)),
            of.get(each, ""),
            heads.get(each, ""),
        )
        for each in sorted(classes)
    }


def _tenures(state: GraphView) -> tuple[KnownTenure, ...]:
    holders, offices = _pairs(state, BIL.holder), _pairs(state, BIL.office)
    starts, ends = _values(state, BIL.start), _values(state, BIL.end)
    found = {
        KnownTenure(person, offices[tenure], starts.get(tenure, ""), ends.get(tenure, ""))
        for tenure, person in holders.items()
        if tenure in offices
    }
    return tuple(sorted(found, key=lambda tenure: (tenure.start, tenure)))


def read_parts(state: GraphView) -> dict[str, str]:
    """Return what bodies and places belong to; a state is part of nothing."""
    wholes = _pairs(state, BIL.locatedIn) | _pairs(state, BIL.partOf) | _pairs(state, BIL.ofState)
    return {part: whole for part, whole in wholes.items() if part.partition("/")[0] not in POLITY_TYPES}


def _is_polity(term: Term) -> bool:
    return short(term).partition("/")[0] in POLITY_TYPES


def _members(state: GraphView) -> dict[str, frozenset[str]]:
    members: dict[str, set[str]] = defaultdict(set)
    for organisation, _, member in _facts(state, BIL.everHadMember):
        members[short(organisation)].add(short(member))
    return {each: frozenset(members[each]) for each in sorted(members)}


def _pairs(state: GraphView, predicate: Term) -> dict[str, str]:
    """Return the one value of each entity, a state or what is asserted before others."""
    found: dict[str, str] = {}
    for subject, _, value in sorted(state.triples(None, predicate, None, ""), reverse=True):
        if not is_literal(value):
            found[short(subject)] = short(value)
    return found


def _values(state: GraphView, predicate: Term) -> dict[str, str]:
    triples = sorted(state.triples(None, predicate, None, ""), reverse=True)
    return {short(subject): literal_parts(value).value for subject, _, value in triples if is_literal(value)}
