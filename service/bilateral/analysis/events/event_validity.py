"""Whether what was read is an event between states, or too little to be one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.events.clauses.triggers import NOUN
from bilateral.analysis.events.event_merging import states_of
from bilateral.analysis.findings import OCCURRED, ORGANISATION, PERSON, STATE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bilateral.analysis.events.told_event import EventParty, ToldEvent


def is_event(told: ToldEvent) -> bool:
    """Return whether enough is known of an event for its kind, and it is not a state's own affair."""
    return _ENOUGH.get(told.kind, _two_sides)(told) and not told.is_quoted


def _two_sides(told: ToldEvent) -> bool:
    """Two states, or a state and an organisation or a person of no state."""
    states = states_of(told)
    return len(states) > 1 or (len(states) == 1 and _is_outside(told, ORGANISATION))


def _encounter(told: ToldEvent) -> bool:
    """Two sides, or the ministers of an organisation."""
    return _two_sides(told) or any(
        party.actor.entity.kind == ORGANISATION and party.actor.office.endswith(_PLURALS)
        for party in told.parties
    )


def _is_outside(told: ToldEvent, kind: str) -> bool:
    return any(party.actor.entity.kind == kind and not party.actor.state for party in told.parties) or (
        kind == ORGANISATION and any(party.is_of_body for party in told.parties)
    )


def _visit(told: ToldEvent) -> bool:
    """Somebody who comes to another state."""
    visitors = [party for party in told.parties if party.role == "visitor"]
    own = {party.actor.state for party in visitors}
    if not visitors or not told.states:
        return (
            len(states_of(told)) > 1
            and (not visitors or not states_of(told) <= own)
            and bool(told.parties)
            and any(p.actor.entity.kind == PERSON for p in told.parties)
        )
    return not set(told.states) <= own


def _gathering(told: ToldEvent) -> bool:
    states = states_of(told)
    return len(states) > 1 or _is_outside(told, ORGANISATION)


def _accord(told: ToldEvent) -> bool:
    """Two sides; what is known by its day needs none: "the November 9 statement"."""
    if told.form == NOUN and told.date and told.refers_back:
        return True
    return _two_sides(told)


def _declaration(told: ToldEvent) -> bool:
    return _accord(told) or (bool(states_of(told)) and any(party.role == "agent" for party in told.parties))


def _acting(told: ToldEvent) -> bool:
    acts = any(party.role == "agent" for party in told.parties)
    return acts and (
        _two_sides(told)
        or (told.is_outward and _agent_alone(told))
        or (told.kind == "military" and told.place is not None and told.place.kind != STATE)
    )


def _agent_alone(told: ToldEvent) -> bool:
    return any(party.role == "agent" and party.actor.state for party in told.parties)


def _speech(told: ToldEvent) -> bool:
    """One person or authority of a state speaks."""
    speaks = len(told.parties) == 1 and _agent_alone(told)
    return speaks and (told.status == OCCURRED or told.parties[0].actor.entity.kind == PERSON)


def _vote(told: ToldEvent) -> bool:
    """A state or an organisation votes; what persons and parliaments vote on is their own affair."""
    agents = [party for party in told.parties if party.role == "agent"]
    if len(states_of(told)) > 1 and any(party.actor.entity.kind == ORGANISATION for party in agents):
        return True
    return any(party.actor.entity.kind == STATE or _is_body(party) for party in agents)


def _is_body(party: EventParty) -> bool:
    return party.actor.entity.kind == ORGANISATION and party.actor.state is None


def _expulsion(told: ToldEvent) -> bool:
    return _agent_alone(told) or _two_sides(told)


_PLURALS: Final = ("minister", "ministers", "leader", "leaders")
_ENOUGH: Final[Mapping[str, Callable[[ToldEvent], bool]]] = {
    "meeting": _encounter,
    "visit": _visit,
    "summit": _gathering,
    "session": _gathering,
    "agreement": _accord,
    "declaration": _declaration,
    "withdrawal": _agent_alone,
    "military": _acting,
    "sanctions": _acting,
    "statement": _speech,
    "vote": _vote,
    "expulsion": _expulsion,
}
