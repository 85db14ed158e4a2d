"""From the parties of a told event to participants: in some kinds persons stand for their state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.findings import ORGANISATION, PERSON, STATE, Participant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bilateral.analysis.events.told_event import EventParty
    from bilateral.analysis.findings import Entity
    from bilateral.analysis.knowledge import Knowledge

BETWEEN_STATES: Final = frozenset(
    {"sanctions", "expulsion", "recognition", "relations", "military", "withdrawal", "vote", "other"}
)
"""Kinds of which states are the participants, whoever acts for them."""

SIGNED_BY_PERSONS: Final = frozenset({"agreement", "declaration"})
"""Kinds of which persons and their states are participants."""


def participants_of(
    kind: str, parties: Iterable[EventParty], knowledge: Knowledge
) -> tuple[Participant, ...]:
    """Return the participants of an event of a kind, each once."""
    found: dict[str, Participant] = {}
    for party in parties:
        for participant in _participants(kind, party, knowledge.entities):
            found.setdefault(participant.entity.id or participant.entity.name, participant)
    return _without_represented(kind, tuple(found.values()))


def _participants(kind: str, party: EventParty, entities: Mapping[str, Entity]) -> list[Participant]:
    state = entities.get(party.actor.state or "")
    own = Participant(
        party.actor.entity,
        party.actor.state,
        party.role,
        party.reason or party.actor.reason,
        party.actor.choices,
    )
    if not state or party.actor.entity.kind == STATE:
        return [own]
    as_state = Participant(state, state.id, party.role, f"{party.actor.entity.name} acts for it")
    if kind in BETWEEN_STATES:
        return [as_state]
    return [own, as_state] if kind in SIGNED_BY_PERSONS and party.actor.entity.kind == PERSON else [own]


def _without_represented(kind: str, participants: tuple[Participant, ...]) -> tuple[Participant, ...]:
    """Of an encounter, drop a state or body of it for which a person takes part."""
    if kind in BETWEEN_STATES | SIGNED_BY_PERSONS:
        return participants
    represented = {part.state for part in participants if part.entity.kind == PERSON and part.state}
    return tuple(
        part
        for part in participants
        if part.entity.kind not in {STATE, ORGANISATION}
        or part.state not in represented
        or part.state is None
    )
