"""Which offices a text has told so far, and whom a title means by that."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from bilateral.analysis.annotated_text import Actor, key
from bilateral.analysis.findings import STATE, Entity, Grounds, OfficeHeld
from bilateral.analysis.lexicons.title_words import office_class
from bilateral.analysis.offices.title_holders import known_office

if TYPE_CHECKING:
    from bilateral.analysis.analysed_text import TextSpan
    from bilateral.analysis.mentions.knowledge_index import KnowledgeIndex

NAMED_WITH, HELD_THEN, WHOEVER, LAST_SO_CALLED = (
    "named with this office in the text",
    "held the office at the time",
    "whoever held the office",
    "the last with this title in the text",
)
"""How it was concluded who is meant by a title."""


class Holder(NamedTuple):
    """Who was named with a title."""

    person: Entity
    title: str  # in lower case
    of: Entity | None


class OfficeRecord:
    """The offices that a text tells, in its order; `day` is that of publication, "" if unknown."""

    def __init__(self, index: KnowledgeIndex, day: str) -> None:
        self._index, self.day = index, day
        self.offices: list[OfficeHeld] = []
        self.states: dict[str, str] = {}
        self._holders: list[Holder] = []
        self._by_person: dict[str, list[OfficeHeld]] = defaultdict(list)

    def hold(self, office: OfficeHeld) -> None:
        """Take in an office with whom holds it, once for each."""
        told = self._by_person[key(office.person)]
        if not any(_is_told(office, earlier) for earlier in told):
            self.offices.append(office)
            told.append(office)
        self._holders.append(Holder(office.person, office.office.lower(), office.of))
        if state := self.state(office.of):
            self.states.setdefault(key(office.person), state)

    def named(
        self, person: Entity, title: str, of: Entity | None, span: TextSpan, status: str | None
    ) -> OfficeHeld:
        """Return the office of a person by a title, with what the graph knows of it."""
        known = (
            known_office(self._index, person.id, of.id or "" if of else "", title, self.day)
            if person.id
            else None
        )
        if known and not status and self.day and self._index.has_left(person.id or "", known.id, self.day):
            status = "former"
        if known and title.lower() == "secretary":
            title = "Secretary of State"
        grounds = Grounds("office-title", "named with this title", 0.9 if of else 0.5)
        return OfficeHeld(person, title, span, known.id if known else None, of, status, grounds)

    def owner(self, person: Entity, title: str) -> Entity | None:
        """Return what the office of a person is of, by the graph and by what the text told before."""
        if person.id and (known := known_office(self._index, person.id, "", title, self.day)):
            return self._index.entity(known.of)
        told = self._by_person.get(key(person), ())
        of = next((office.of for office in reversed(told) if office.of), None)
        held = next(iter(self._index.offices_on(person.id, self.day)), None) if person.id else None
        state = held.of if held else self._index.states.get(person.name)
        return of or (self._index.entity(state) if state else None)

    def holder(self, title: str, of: Entity) -> Actor:
        """Return who is meant by a title and its state or body, at the time of the text."""
        wanted, lower = office_class(title), title.lower()
        for holder in reversed(self._holders):
            if holder.of == of and (
                holder.title == lower or (wanted and office_class(holder.title) == wanted)
            ):
                return self._actor(holder.person, of, title, NAMED_WITH)
        held = self._index.holders(of.id, wanted, self.day) if wanted and of.id else []
        if held and (person := self._index.entity(held[0][0])):
            return self._actor(person, of, title, HELD_THEN)
        return self._actor(of, of, title, WHOEVER)

    def last_called(self, title: str, number: int = 1) -> tuple[Actor, ...]:
        """Return whom a title without a state means: the last so many who were named with it, in order."""
        wanted, lower = office_class(title), title.lower()
        found: dict[Entity, Actor] = {}
        for holder in reversed(self._holders):
            is_same = holder.title == lower or holder.title.endswith(f" {lower}")
            if is_same or (wanted and office_class(holder.title) == wanted):
                found.setdefault(holder.person, self._actor(holder.person, holder.of, title, LAST_SO_CALLED))
            if len(found) == number:
                return tuple(reversed(found.values()))
        return ()

    @property
    def last_owner(self) -> Entity | None:
        """What the last office told was of."""
        return next((holder.of for holder in reversed(self._holders) if holder.of), None)

    def last_holder(self, other_than: Entity | None) -> Holder | None:
        """Return who was named with an office last, of another state or body."""
        return next((holder for holder in reversed(self._holders) if holder.of != other_than), None)

    def state(self, entity: Entity | None) -> str | None:
        """Return the state that an entity is or acts for."""
        if not entity:
            return None
        if entity.kind == STATE:
            return entity.id
        told = self.states.get(key(entity))
        if told or not entity.id:
            return told or self._index.states.get(entity.name)
        return self._index.state_of(entity.id, self.day)

    def _actor(self, person: Entity, of: Entity | None, title: str, reason: str) -> Actor:
        return Actor(person, self.state(of), title, reason=reason)


def _is_told(office: OfficeHeld, earlier: OfficeHeld) -> bool:
    """Return whether an office has been told already, in as many words or more."""
    words, known = ({*each.office.lower().split()} for each in (office, earlier))
    is_same = words <= known or (office_class(office.office) or " ") == office_class(earlier.office)
    return is_same and office.of == earlier.of and office.status in (None, earlier.status)
