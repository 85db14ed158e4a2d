"""What is known of the world, prepared for reading texts: made once, used for any number of them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.analysis import knowledge as roles
from bilateral.analysis.findings import ORGANISATION, PERSON, PLACE, STATE, Entity
from bilateral.analysis.lexicons.word_lists import phrases, read_lexicon, read_table, words
from bilateral.analysis.mentions.name_matcher import NameMatcher
from bilateral.analysis.mentions.person_linking import PersonLinker, name_parts
from bilateral.analysis.text.word_tokens import folded_words
from bilateral.rdf.iris import POLITY_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bilateral.analysis.knowledge import Knowledge, KnownOffice, KnownTenure

PEOPLE, METONYM, OTHER_PLACE, BRIEF, NOTHING = "people", "metonym", "other place", "brief", "none"
"""Roles that names of lexicons have, besides those of knowledge.

BRIEF is a name that counts only where the whole of what it names is named too; NOTHING names no entity.
"""

_ANY_LANGUAGE: Final = frozenset({"", "en", "mul"})
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_SHORTEST: Final = 2  # letters of a name
_NO_PLURAL: Final = ("s", "ese", "sh", "ch", "z")
_OF_POLITIES: Final = tuple(f"{each}/" for each in POLITY_TYPES)
_SPELLINGS: Final = {
    row["name"]: (row["name"], *filter(None, row["others"].split("|"))) for row in read_table("persons")
}


class NameReading(NamedTuple):
    """One meaning of a name."""

    entity: Entity
    role: str  # of `analysis.knowledge`, or PEOPLE, METONYM, OTHER_PLACE, BRIEF or NOTHING
    language: str = ""


class LexiconPerson(NamedTuple):
    """A person whom texts name and the graph lacks.

    Attributes:
        names: the usual one first.
        families: family names that mean this person by themselves; "" for none.
        state: `state/CHN`; "" if the graph lacks that too.
    """

    entity: Entity
    names: tuple[str, ...]
    families: tuple[str, ...]
    state: str


class KnowledgeIndex:
    """Names prepared for finding, and offices by state, class and day.

    It can be shared by threads. Analyses of texts in other languages prepare the names of these on first use.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._matchers: dict[str, NameMatcher[NameReading]] = {}
        self._tenures: dict[str, list[KnownTenure]] = defaultdict(list)
        for tenure in knowledge.tenures:
            self._tenures[tenure.person].append(tenure)
        self._of: dict[str, list[KnownOffice]] = defaultdict(list)
        for office in knowledge.offices.values():
            self._of[office.of].append(office)
            if office.head_of:
                self._of[office.head_of].append(office)
        self._lexicon_persons = _lexicon_persons(knowledge)
        self.families = self._families()
        self.linker = PersonLinker(self._full_names())
        self.shared_families = frozenset(
            folded(person.entity.name.split()[-1])
            for person in self._lexicon_persons
            if "" in person.families
        )
        self.given = self._given()
        self.homes = self._states_of_persons()
        self.usual = {
            name: state.id
            for name, code in read_lexicon("polities")["usual"].items()
            if (state := _state(knowledge, code))
        }
        self.states = {
            name: person.state for person in self._lexicon_persons for name in person.names if person.state
        } | dict(_states_of_bodies(knowledge))

    def matcher(self, language: str) -> NameMatcher[NameReading]:
        """Return the names for a text in a primary language: its own, English, and those in other scripts."""
        if language not in self._matchers:
            self._matchers[language] = NameMatcher(self._readings(language))
        return self._matchers[language]

    def entity(self, identifier: str) -> Entity | None:
        """Return an entity of the graph by its identifier."""
        return self.knowledge.entities.get(identifier)

    def holders(self, of: str, office_class: str, day: str) -> list[tuple[str, KnownOffice]]:
        """Return who held offices of a class of a state or body on a day, those in office longest last.

        Args:
            of: `state/CHN`, `organisation/nato`.
            office_class: a class of the ontology, or "" for any.
            day: an ISO date of any precision; "" for now, as far as is known.
        """
        offices = {
            office.id: office for office in self._of.get(of, ()) if office_class in ("", *office.classes)
        }
        found = {
            tenure.person: (tenure.start, offices[tenure.office])
            for tenure in self.knowledge.tenures
            if tenure.office in offices and _holds(tenure, day)
        }
        ranked = sorted(found.items(), key=lambda item: item[1][0], reverse=True)
        return [(person, office) for person, (_, office) in ranked]

    def offices_on(self, person: str, day: str) -> list[KnownOffice]:
        """Return the offices that a person held on a day."""
        held = [tenure for tenure in self._tenures.get(person, ()) if _holds(tenure, day)]
        return [self.knowledge.offices[each.office] for each in held if each.office in self.knowledge.offices]

    def holds_class(self, person: str, office_class: str, day: str) -> bool:
        """Return whether a person held an office of a class on a day."""
        return any(office_class in office.classes for office in self.offices_on(person, day))

    def offices_ever(self, person: str) -> list[KnownOffice]:
        """Return the offices that a person ever held, the last first."""
        held = reversed(self._tenures.get(person, []))
        return [self.knowledge.offices[each.office] for each in held if each.office in self.knowledge.offices]

    def has_left(self, person: str, office: str, day: str) -> bool:
        """Return whether a person had held an office before a day, and left it."""
        ends = [tenure.end for tenure in self._tenures.get(person, ()) if tenure.office == office]
        return bool(ends) and all(end and end + "~" < day for end in ends)

    def spellings(self, person: Entity) -> tuple[str, ...]:
        """Return the names of a person of the lexicons, the usual one first."""
        return _SPELLINGS.get(person.name, (person.name,))

    def office(self, of: str, office_class: str) -> KnownOffice | None:
        """Return the one office of a class of a state or body; None if there is none."""
        return next((each for each in self._of.get(of, ()) if office_class in each.classes), None)

    def state_of(self, identifier: str, day: str) -> str | None:
        """Return the state that an entity is, belongs to, or acted for on a day; None if unknown."""
        if identifier.startswith(_OF_POLITIES):
            return identifier
        if identifier in self.homes:
            return self.homes[identifier]
        if identifier in self._tenures:
            offices = self.offices_on(identifier, day) or self.offices_ever(identifier)
            states = (self.state_of(office.of, day) for office in offices)
            return next((state for state in states if state), None)
        whole = self.knowledge.part_of.get(identifier)
        return self.state_of(whole, day) if whole and whole != identifier else None

    def foreign_ministry(self, state: str) -> Entity | None:
        """Return the foreign ministry of a state."""
        office = self.office(state, "ForeignMinisterOffice")
        return self.entity(office.head_of) if office and office.head_of else None

    def _families(self) -> Mapping[str, tuple[Entity, ...]]:
        """Return who bears a family name, those of the graph before others."""
        found: dict[str, list[Entity]] = defaultdict(list)
        for name in self.knowledge.names:
            if name.role == roles.FAMILY_NAME and (entity := self.entity(name.entity)):
                found[folded(name.text)].append(entity)
        for person in self._lexicon_persons:
            for family in person.families:
                found[folded(family or person.entity.name.split()[-1])].append(person.entity)
        return {family: tuple(dict.fromkeys(found[family])) for family in sorted(found)}

    def _states_of_persons(self) -> Mapping[str, str]:
        """Return the states of persons of the graph who have offices of several, as a king."""
        rows = {row["name"]: _state(self.knowledge, row["state"]) for row in read_table("persons")}
        persons = (entity for entity in self.knowledge.entities.values() if entity.kind == PERSON)
        return {
            each.id: state.id for each in persons if each.id and (state := rows.get(each.name)) and state.id
        }

    def _given(self) -> Mapping[str, tuple[Entity, ...]]:
        """Return persons of the graph by their given name."""
        found: dict[str, dict[Entity, None]] = defaultdict(dict)
        for name in self.knowledge.names:
            entity = self.entity(name.entity)
            if entity and entity.kind == PERSON and name.role == roles.LABEL and name.language in ("", "en"):
                found[name_parts(name.text).given][entity] = None
        return {given: tuple(found[given]) for given in sorted(found)}

    def _full_names(self) -> Iterator[tuple[str, Entity]]:
        for name in self.knowledge.names:
            entity = self.entity(name.entity)
            is_full = name.role in (roles.LABEL, roles.ALIAS) and name.language in _ANY_LANGUAGE
            if entity and entity.kind == PERSON and is_full:
                yield name.text, entity
        for person in self._lexicon_persons:
            yield from ((name, person.entity) for name in person.names)

    def _readings(self, language: str) -> Iterator[tuple[str, NameReading]]:
        yield from _graph_names(self.knowledge, language)
        yield from _lexicon_states(self.knowledge)
        yield from self._lexicon_others()
        for person in self._lexicon_persons:
            yield from _aliases(person.entity, filter(None, person.families), roles.FAMILY_NAME)
        for person in self._lexicon_persons:
            yield from _aliases(person.entity, person.names, roles.LABEL)

    def _lexicon_others(self) -> Iterator[tuple[str, NameReading]]:
        organisations, places = read_lexicon("organisations"), read_lexicon("places")
        for table in (organisations["graph"], places["graph"]):
            for identifier, names in table.items():
                yield from _aliases(self.entity(identifier), names)
        for identifier, names in organisations["brief"].items():
            yield from _aliases(self.entity(identifier), names, BRIEF)
        for code, names in read_lexicon("metonyms")["foreign_ministries"].items():
            yield from _aliases(self.foreign_ministry(f"state/{code}"), names)
        yield from _lexicon_seats(self.knowledge)
        yield from _unrecorded(self.knowledge)


def folded(name: str) -> str:
    """Return the words of a name without case and accents."""
    return " ".join(folded_words(name))


def _holds(tenure: KnownTenure, day: str) -> bool:
    if not day:
        return not tenure.end
    shared = len(day)
    return tenure.start[:shared] <= day and (not tenure.end or day <= (tenure.end + "~"))


def _graph_names(knowledge: Knowledge, language: str) -> Iterator[tuple[str, NameReading]]:
    for name in knowledge.names:
        entity = knowledge.entities.get(name.entity)
        if (
            entity
            and _is_used(knowledge, name.entity, name.role)
            and _is_read(name.text, name.language, language)
        ):
            yield name.text, NameReading(entity, name.role, name.language)
            if name.role in (roles.ADJECTIVE, roles.DEMONYM) and name.language == "en":
                yield from _plurals(entity, name.text)


_CONTINENTS: Final = frozenset(f"place/{name}" for name in words(read_lexicon("places")["regions"]))


def _is_used(knowledge: Knowledge, entity: str, role: str) -> bool:
    return role != roles.CODE and (entity not in knowledge.regions or entity in _CONTINENTS)


def _is_read(text: str, language: str, wanted: str) -> bool:
    primary = language.partition("-")[0]
    return len(text) >= _SHORTEST and (
        primary in _ANY_LANGUAGE or primary == wanted or not _LATIN.search(text)
    )


def _plurals(entity: Entity, adjective: str) -> Iterator[tuple[str, NameReading]]:
    if not adjective.endswith(_NO_PLURAL):
        yield f"{adjective}s", NameReading(entity, PEOPLE, "en")


def _lexicon_states(knowledge: Knowledge) -> Iterator[tuple[str, NameReading]]:
    lexicon, metonyms = read_lexicon("polities"), read_lexicon("metonyms")
    for table, role in (
        (lexicon["names"], roles.ALIAS),
        (lexicon["adjectives"], roles.ADJECTIVE),
        (lexicon["people"], PEOPLE),
        (metonyms["governments"], METONYM),
    ):
        for code, names in table.items():
            if entity := _state(knowledge, code):
                for name in names:
                    yield name, NameReading(entity, role, "en")
                    if role == roles.ADJECTIVE:
                        yield from _plurals(entity, name)
    yield from _lexicon_polities(knowledge, lexicon)


def _lexicon_polities(knowledge: Knowledge, lexicon: dict[str, Any]) -> Iterator[tuple[str, NameReading]]:
    known = _polities_by_name(knowledge)
    for name, adjectives in lexicon["others"].items():
        entity = known.get(name) or Entity(None, name, STATE)
        for other in (name, *lexicon["others_names"].get(name, ())):
            if other not in known:
                yield other, NameReading(entity, roles.LABEL, "en")
        for adjective in adjectives:
            yield adjective, NameReading(entity, roles.ADJECTIVE, "en")
            yield from _plurals(entity, adjective)


def _polities_by_name(knowledge: Knowledge) -> dict[str, Entity]:
    named = (name for name in knowledge.names if name.entity.startswith(_OF_POLITIES))
    return {name.text: knowledge.entities[name.entity] for name in named}


def _unrecorded(knowledge: Knowledge) -> Iterator[tuple[str, NameReading]]:
    """Yield the names of bodies and places that the graph lacks."""
    organisations, places = read_lexicon("organisations"), read_lexicon("places")
    known = {name.text for name in knowledge.names}
    for name, others in organisations["names"].items():
        entity = Entity(None, name, ORGANISATION)
        yield from (
            (other, NameReading(entity, roles.LABEL, "en")) for other in (name, *others) if other not in known
        )
    for name in phrases(places["others"]["names"]):
        if name not in known:
            yield name, NameReading(Entity(None, name, PLACE), OTHER_PLACE, "en")
    for name in phrases(organisations["none"]["names"]):
        yield name, NameReading(Entity(None, name, ORGANISATION), NOTHING, "en")


def _lexicon_seats(knowledge: Knowledge) -> Iterator[tuple[str, NameReading]]:
    others, known = read_lexicon("polities")["others"], _polities_by_name(knowledge)
    for name, code in read_lexicon("places")["seats"].items():
        seat = _state(knowledge, code) or knowledge.entities.get(code)
        if not seat and code in others:
            seat = known.get(code) or Entity(None, code, STATE)
        if seat:
            yield name, NameReading(seat, roles.CAPITAL, "en")


def _states_of_bodies(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for code, names in read_lexicon("organisations")["of_state"].items():
        if (state := _state(knowledge, code)) and state.id:
            yield from ((name, state.id) for name in names)


def _aliases(
    entity: Entity | None, names: Iterable[str], role: str = roles.ALIAS
) -> Iterator[tuple[str, NameReading]]:
    if entity:
        yield from ((name, NameReading(entity, role, "en")) for name in names)


def _lexicon_persons(knowledge: Knowledge) -> tuple[LexiconPerson, ...]:
    known = {name.text for name in knowledge.names}
    return tuple(
        LexiconPerson(
            Entity(None, row["name"], PERSON),
            _SPELLINGS[row["name"]],
            tuple(row["family"].split("|")),
            ((state := _state(knowledge, row["state"])) and state.id) or "",
        )
        for row in read_table("persons")
        if row["name"] not in known
    )


def _state(knowledge: Knowledge, code: str) -> Entity | None:
    return knowledge.entities.get(f"state/{code}") or knowledge.entities.get(f"economy/{code}")


_prepared: list[KnowledgeIndex] = []
_KEPT: Final = 2  # states of the graph whose names are kept prepared


def prepared(knowledge: Knowledge) -> KnowledgeIndex:
    """Return the index of what is known, made once as long as it is among the last that were asked for."""
    for index in _prepared:
        if index.knowledge is knowledge:
            return index
    index = KnowledgeIndex(knowledge)
    _prepared[:] = [index, *_prepared][:_KEPT]
    return index
