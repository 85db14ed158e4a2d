"""Of what the clauses of a text tell, what is one event."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bilateral.analysis.event_comparison import ENCOUNTERS, KINDRED, day_range
from bilateral.analysis.events.clauses.triggers import NOUN
from bilateral.analysis.events.clauses.verb_groups import BY_CONTEXT
from bilateral.analysis.findings import CANCELLED, DENIED, OCCURRED, PERSON, PLANNED, STATE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bilateral.analysis.annotated_text import Actor
    from bilateral.analysis.events.told_event import EventParty, ToldEvent
    from bilateral.analysis.findings import Entity, FoundDate

_ALONE: Final = 1
_GATHERINGS: Final = frozenset({"summit", "session"})
_PAIR: Final = 2


@dataclass(slots=True)
class MergedEvent:
    """An event with all clauses that tell of it; `told` has what they say together."""

    told: ToldEvent
    clauses: list[ToldEvent] = field(default_factory=list)

    @property
    def sentences(self) -> list[int]:
        """The numbers of the sentences that tell of it, in order."""
        return sorted({clause.sentence for clause in self.clauses})


def merged(events: Iterable[ToldEvent]) -> list[MergedEvent]:
    """Return the events of a text: each clause goes to the last event that it may be of."""
    found: list[MergedEvent] = []
    for event in events:
        one = next((each for each in reversed(found) if may_be_one(each.told, event)), None)
        if one is None:
            found.append(MergedEvent(event, [event]))
        else:
            one.told = united(one.told, event)
            one.clauses.append(event)
    return found


def may_be_one(one: ToldEvent, other: ToldEvent) -> bool:
    """Return whether two clauses may tell of one event."""
    return (
        _kinds_agree(one, other)
        and one.turn == other.turn
        and not other.is_another
        and not _is_looked_back_on(one, other)
        and _statuses_agree(one, other)
        and _days_agree(one, other)
        and _places_agree(one.place, other.place)
        and _parties_agree(one, other)
    )


def united(one: ToldEvent, other: ToldEvent) -> ToldEvent:
    """Return what two clauses say of one event together; the first has the say."""
    return replace(
        one,
        kind=_kind_of(one, other),
        status=_status_of(one, other),
        parties=_united_parties(one, other),
        states=_united_states(one, other),
        date=_date_of(one, other),
        place=other.place if _leads_nowhere_yet(one, other) else _place_of(one.place, other.place),
        is_quoted=one.is_quoted and other.is_quoted,
        refers_back=one.refers_back and other.refers_back,
        in_title=one.in_title and other.in_title,
    )


def _leads_nowhere_yet(one: ToldEvent, other: ToldEvent) -> bool:
    """Return whether the second alone says which state a visit leads to: "Africa", then "Benin"."""
    return one.kind == "visit" and not one.states and bool(other.states) and other.place is not None


def states_of(event: ToldEvent) -> frozenset[str]:
    """Return the states of an event and of its parties; a polity without identifier by its name."""
    own = {party.actor.state for party in event.parties if party.actor.state}
    polities = (party.actor.entity for party in event.parties if party.actor.entity.kind == STATE)
    return frozenset(own | {polity.id or polity.name for polity in polities} | set(event.states))


def _kinds_agree(one: ToldEvent, other: ToldEvent) -> bool:
    if one.kind == other.kind:
        return True
    if _is_spoken_of(one, other) or _is_spoken_of(other, one):
        return False
    if {one.kind, other.kind} <= ENCOUNTERS:
        return (
            other.refers_back or one.kind != "call" != other.kind or not (states_of(one) and states_of(other))
        )
    if one.kind == "visit" and one.status == other.status == CANCELLED:
        return other.refers_back and other.kind == "meeting"
    return (
        KINDRED.get(one.kind, one.kind) == KINDRED.get(other.kind, other.kind)
        and one.kind in {"agreement", "declaration"}
        and (other.refers_back or _is_paper_of_day(one, other))
    )


def _is_paper_of_day(one: ToldEvent, other: ToldEvent) -> bool:
    """Return whether the second is named by its day, that of the first: "the November 9 agreement"."""
    ours, theirs = one.date, other.date
    return (
        ours is not None
        and theirs is not None
        and other.form == NOUN
        and not theirs.relative
        and ours.value == theirs.value
        and theirs.value.count("-") > 1
        and states_of(one) == states_of(other)
    )


def _is_spoken_of(call: ToldEvent, other: ToldEvent) -> bool:
    """Return whether a summit is no call: what a telephone conversation was about is another event."""
    return call.kind == "call" and call.form == NOUN and other.kind in {"summit", "session"}


def _statuses_agree(one: ToldEvent, other: ToldEvent) -> bool:
    statuses = {one.status, other.status} - {BY_CONTEXT}
    if statuses == {DENIED, PLANNED}:
        return True
    if statuses == {OCCURRED, PLANNED} and one.kind != other.kind in _GATHERINGS and not one.in_title:
        return False
    if _is_one_called_off_before(one, other):
        return False
    if len(statuses) <= 1 or (CANCELLED in statuses and one.kind == "visit"):
        return True
    return (one.in_title or other.refers_back) and DENIED not in statuses


def _is_one_called_off_before(one: ToldEvent, other: ToldEvent) -> bool:
    """Return whether a visit took place, and the other was called off: "after a planned trip was"."""
    return (one.status, other.status) == (OCCURRED, CANCELLED) and not (one.in_title or other.refers_back)


def _days_agree(one: ToldEvent, other: ToldEvent) -> bool:
    ours, theirs = (day_range(each.date.value) if each.date else None for each in (one, other))
    return not ours or not theirs or (ours[0] <= theirs[1] and theirs[0] <= ours[1])


def _is_looked_back_on(one: ToldEvent, other: ToldEvent) -> bool:
    """Return whether a title tells the news and the other what was in some earlier year."""
    return one.in_title and not one.date and bool(other.date) and _is_year(other)


def _is_year(event: ToldEvent) -> bool:
    date = event.date
    return date is not None and not date.relative and "-" not in date.value and "/" not in date.value


def _places_agree(one: Entity | None, other: Entity | None) -> bool:
    if not one or not other or one == other or (one.id and one.id == other.id):
        return True
    return STATE in {one.kind, other.kind} and one.kind != other.kind


def _parties_agree(one: ToldEvent, other: ToldEvent) -> bool:
    ours, theirs = states_of(one), states_of(other)
    is_same_paper = one.kind != other.kind and other.refers_back
    rivals = not is_same_paper and _rivals(one.parties, other.parties)
    if rivals or _agents_differ(one, other) or _visitors_differ(one, other):
        return False
    if not theirs or not ours or _is_title_of(one, other):
        return True
    if other.refers_back:
        return bool(ours & theirs)
    if one.kind == "visit" and one.states and not other.states and _is_elsewhere(one, other):
        return False
    if one.kind == "visit":
        return ours == theirs or (bool(ours & theirs) and _ALONE in {len(ours), len(theirs)})
    return ours == theirs or (_ALONE in {len(ours), len(theirs)} and bool(ours & theirs))


def _is_title_of(one: ToldEvent, other: ToldEvent) -> bool:
    """Return whether a title names the others alone: "Telephone conversation with Merkel and Macron"."""
    ours, theirs = states_of(one), states_of(other)
    return one.in_title and one.kind == other.kind in ENCOUNTERS and ours < theirs and len(theirs) > _PAIR


def _is_elsewhere(one: ToldEvent, other: ToldEvent) -> bool:
    """Return whether a visit leads to a place of which nobody knows the state."""
    return other.place is not None and other.place.kind != STATE and other.place != one.place


def _rivals(ours: Iterable[EventParty], theirs: Iterable[EventParty]) -> bool:
    """Return whether a state is represented by different persons."""
    mine = [party.actor for party in ours if party.actor.entity.kind == PERSON]
    yours = [party.actor for party in theirs if party.actor.entity.kind == PERSON]
    return any(_is_rival(each, mine) for each in yours) and any(_is_rival(each, yours) for each in mine)


def _agents_differ(one: ToldEvent, other: ToldEvent) -> bool:
    ours, theirs = (
        {party.actor.state for party in each.parties if party.role == "agent"} for each in (one, other)
    )
    return bool(ours and theirs) and not ours & theirs


def _visitors_differ(one: ToldEvent, other: ToldEvent) -> bool:
    """Return whether two visits are of different states, or of different persons: an exchange of visits."""
    ours, theirs = (
        [party.actor for party in each.parties if party.role == "visitor"] for each in (one, other)
    )
    persons = [{actor.entity for actor in each if actor.entity.kind == PERSON} for each in (ours, theirs)]
    states = [{actor.state for actor in each if actor.state} for each in (ours, theirs)]
    return any(mine and yours and not mine & yours for mine, yours in (persons, states))


def _is_rival(actor: Actor, others: list[Actor]) -> bool:
    same_state = [other for other in others if other.state == actor.state]
    return bool(same_state) and not any(other.entity == actor.entity for other in same_state)


def _kind_of(one: ToldEvent, other: ToldEvent) -> str:
    """The narrower kind: that a call was a call is said once."""
    return other.kind if {one.kind, other.kind} == {"meeting", "call"} and not one.parties else one.kind


def _status_of(one: ToldEvent, other: ToldEvent) -> str:
    for status in (CANCELLED, DENIED):
        if status in {one.status, other.status}:
            return status
    return other.status if one.status == BY_CONTEXT or one.in_title else one.status


def _date_of(one: ToldEvent, other: ToldEvent) -> FoundDate | None:
    if not one.date or not other.date:
        return one.date or other.date
    return max(one.date, other.date, key=lambda date: len(date.value) if "/" not in date.value else 0)


def _place_of(one: Entity | None, other: Entity | None) -> Entity | None:
    if one is None or other is None:
        return one or other
    return other if one.kind == STATE else one


def _united_parties(one: ToldEvent, other: ToldEvent) -> tuple[EventParty, ...]:
    """Add the parties of the second; one that only refers to the first brings no further states."""
    known, states = {party.actor.entity for party in one.parties}, states_of(one)
    is_closed = (
        len(states) > _ALONE
        and other.kind != "summit"
        and not _is_title_of(one, other)
        and not other.adds_parties
    )
    added = (party for party in other.parties if party.actor.entity not in known)
    return one.parties + tuple(party for party in added if not is_closed or party.actor.state in states)


def _united_states(one: ToldEvent, other: ToldEvent) -> tuple[str, ...]:
    return one.states if len(states_of(one)) > _ALONE else tuple(dict.fromkeys((*one.states, *other.states)))
