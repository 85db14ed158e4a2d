"""Whom pronouns stand for: what the text told before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bilateral.analysis.events.clauses.actor_groups import FIRST, IT, OTHERS, PARTIES, PERSON
from bilateral.analysis.events.clauses.arguments import HOSTED, OBJECT, WITH
from bilateral.analysis.events.parties.party_roles import ROLE_AGENT, ROLE_TARGET, ROLE_VISITOR
from bilateral.analysis.events.told_event import EventParty
from bilateral.analysis.events.words.event_lexicon import LEADING
from bilateral.analysis.findings import OCCURRED
from bilateral.analysis.findings import PERSON as PERSON_KIND
from bilateral.analysis.lexicons.word_lists import read_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilateral.analysis.annotated_text import Actor
    from bilateral.analysis.events.clauses.actor_groups import ActorGroup
    from bilateral.analysis.events.clauses.arguments import Arguments
    from bilateral.analysis.events.clauses.clause_subjects import ClauseSubject
    from bilateral.analysis.events.clauses.triggers import Trigger
    from bilateral.analysis.events.told_event import ToldEvent
    from bilateral.analysis.events.words.clause_tokens import Tokens
    from bilateral.analysis.findings import FoundDate

_OPENING: Final = 6
_SAME: Final = "same"
_ACTS: Final = frozenset({"withdrawal", "recognition", "relations", "expulsion", "sanctions"})
"""Kinds of acts that one state does as another has done."""
_SAME_DAY: Final = tuple(read_lexicon("event_grammar")["days"]["same"])


@dataclass(slots=True)
class Discourse:
    """Who tells the text, the person spoken of last, who took part in the last event, who came on a visit."""

    narrator: tuple[Actor, ...] = ()
    person: tuple[Actor, ...] = ()
    parties: tuple[Actor, ...] = ()
    visitors: tuple[Actor, ...] = ()
    day: FoundDate | None = None
    targets: tuple[EventParty, ...] = ()
    state: tuple[Actor, ...] = ()
    act: str = ""

    def stand_for(self, arguments: Arguments, trigger: Trigger) -> tuple[Actor, ...]:
        """Return whom the pronoun that is subject or owner stands for; nobody if there is none."""
        pronoun = arguments.subject.pronoun or arguments.owner
        hosts = {actor for group in arguments.of(HOSTED) for actor in group.actors}
        meant = {
            PERSON: self.person,
            PARTIES: self._together(arguments, trigger),
            IT: self.state,
            FIRST: self.narrator,
            OTHERS: tuple(actor for actor in self.parties if actor not in hosts),
        }
        return meant.get(pronoun, ())

    def _together(self, arguments: Arguments, trigger: Trigger) -> tuple[Actor, ...]:
        """Return whom "they" stands for: who travels on, or meets others, are those who came.

        Who "clashed" are most often people that the text does not name.
        """
        if trigger.kind == "military":
            return ()
        is_of_visitors = trigger.frame in LEADING or arguments.of(WITH, OBJECT)
        if is_of_visitors and set(self.visitors) & set(self.parties):
            return self.visitors
        return self.parties or self.person

    def with_target(self, told: ToldEvent, parties: tuple[EventParty, ...]) -> tuple[EventParty, ...]:
        """Add who is hit, told before: "which listed four of the same firms"; note it for what follows."""
        targets = tuple(party for party in parties if party.role == ROLE_TARGET and party.actor.state)
        agents = {party.actor.state for party in parties if party.role == ROLE_AGENT}
        if targets:
            self.targets = targets
        elif told.status == OCCURRED and agents and parties:
            return parties + tuple(
                replace(party, reason="hit before in the text")
                for party in self.targets
                if party.actor.state not in agents
            )
        return parties

    def of_same_kind(self, told: ToldEvent, *, again: bool) -> ToldEvent | None:
        """Return what is told by "followed suit" and the like; None if nothing was told that it may mean."""
        if told.kind == _SAME or again:
            return replace(told, kind=self.act) if self.act and told.kind in {_SAME, self.act} else None
        self.act = told.kind if told.kind in _ACTS else self.act
        return told

    def parties_of_last(self) -> tuple[EventParty, ...]:
        """Return those of the last event: who are meant by "a treaty was signed"."""
        return tuple(EventParty(actor, reason="named in the sentence before") for actor in self.parties)

    def dated(self, events: list[ToldEvent], tokens: Tokens) -> list[ToldEvent]:
        """Give events that follow "within hours" the day of the event before; note the last day."""
        first = " ".join(token.lower for token in tokens[:_OPENING])
        if self.day and any(first.startswith(words) for words in _SAME_DAY):
            events = [event if event.date else replace(event, date=self.day) for event in events]
        days = [
            event.date
            for event in events
            if event.date and event.status == OCCURRED and event.date.value.count("-") > 1
        ]
        self.day = days[-1] if days else self.day
        return events

    def note_sentence(self, groups: Sequence[ActorGroup], subject: ClauseSubject) -> None:
        """Take the first person of a sentence for whom "he" means next, unless it begins with "he"."""
        persons = [actor for group in groups for actor in group.actors if actor.entity.kind == PERSON_KIND]
        if persons and subject.pronoun != PERSON:
            self.person = (persons[0],)
        if subject.group and (acting := [actor for actor in subject.group.firm_actors if actor.state]):
            self.state = tuple(acting[:1]) if len(acting) == 1 else ()
        several = [group.firm_actors for group in groups if len(group.items) > 1]
        if several and not self.parties:
            self.parties = several[0]

    def note_parties(self, parties: Iterable[EventParty]) -> None:
        """Take those of an event for the ones that "they" means next."""
        parties = tuple(parties)
        visitors = tuple(party.actor for party in parties if party.role == ROLE_VISITOR)
        self.visitors = visitors or self.visitors
        actors = tuple(party.actor for party in parties)
        states = {actor.state for actor in actors if actor.state}
        if len(actors) > 1 and (len(states) > 1 or not self.parties):
            self.parties = actors
