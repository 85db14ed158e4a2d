"""Whom pronouns stand for: what the text told before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bilateral.analysis.events.clauses.actor_groups import PARTIES, PERSON
from bilateral.analysis.findings import PERSON as PERSON_KIND

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilateral.analysis.annotated_text import Actor
    from bilateral.analysis.events.clauses.actor_groups import ActorGroup
    from bilateral.analysis.events.clauses.arguments import Arguments
    from bilateral.analysis.events.told_event import EventParty


@dataclass(slots=True)
class Discourse:
    """What was told so far: the person spoken of last, and those who took part in the last event."""

    person: tuple[Actor, ...] = ()
    parties: tuple[Actor, ...] = field(default=())

    def stand_for(self, arguments: Arguments) -> tuple[Actor, ...]:
        """Return whom the pronoun that is subject or owner stands for; nobody if there is none."""
        pronoun = arguments.subject.pronoun or arguments.owner
        return {PERSON: self.person, PARTIES: self.parties}.get(pronoun, ())

    def note_sentence(self, groups: Sequence[ActorGroup]) -> None:
        """Take the first person of a sentence for the one that "he" means next."""
        persons = [actor for group in groups for actor in group.actors if actor.entity.kind == PERSON_KIND]
        if persons:
            self.person = (persons[0],)
        several = [group.firm_actors for group in groups if len(group.items) > 1]
        if several and not self.parties:
            self.parties = several[0]

    def note_parties(self, parties: Iterable[EventParty]) -> None:
        """Take those of an event for the ones that "they" means next."""
        actors = tuple(party.actor for party in parties)
        if len(actors) > 1:
            self.parties = actors
