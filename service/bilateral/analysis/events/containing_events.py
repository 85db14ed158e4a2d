"""What the visit, trip or talks that an event belongs to tell of its day and place."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bilateral.analysis.event_comparison import ENCOUNTERS, same_person
from bilateral.analysis.events.event_merging import states_of
from bilateral.analysis.events.event_places import state_of
from bilateral.analysis.events.words.word_forms import PARTICIPLE, PAST
from bilateral.analysis.findings import OCCURRED, PERSON, PLANNED, STATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.analysis.events.event_merging import MergedEvent
    from bilateral.analysis.events.told_event import ToldEvent
    from bilateral.analysis.findings import Entity
    from bilateral.analysis.knowledge import Knowledge

_ACCORDS: Final = frozenset({"agreement", "declaration"})
_AT_TALKS: Final = frozenset({"meeting", "summit"})
_SOON: Final = 3
"""Sentences after talks in which what was signed was signed there."""


def within_others(events: Sequence[MergedEvent], knowledge: Knowledge) -> None:
    """Give events without day or place those of the visit, trip or talks that they belong to.

    The events are changed.
    """
    _within_trip(events)
    _within_main(events)
    _within_visits(events, knowledge)
    _at_talks(events)
    _next_to(events)


def _with(told: ToldEvent, other: ToldEvent) -> ToldEvent:
    return replace(told, date=told.date or other.date, place=told.place or other.place)


def _within_trip(events: Sequence[MergedEvent]) -> None:
    """What is planned beside the visits of an announced trip, by those who travel, is of its days."""
    visits = [event for event in events if event.told.kind == "visit" and event.told.status == PLANNED]
    dates = {event.told.date.value: event.told.date for event in visits if event.told.date}
    if len(dates) != 1:
        return
    first = min(event.sentences[0] for event in visits if event.told.date)
    for event in events:
        told = event.told
        planned = told.status == PLANNED and told.kind in ENCOUNTERS | _ACCORDS | {"visit"}
        if planned and not told.date and event.sentences[0] >= first and _travels(told, visits):
            event.told = replace(told, date=next(iter(dates.values())))


def _travels(told: ToldEvent, visits: Sequence[MergedEvent]) -> bool:
    """Return whether a visitor takes part, by name or by state."""
    return any(_visitors(visit.told) & _parts(told) or _shares_person(told, visit.told) for visit in visits)


def _shares_person(told: ToldEvent, visit: ToldEvent) -> bool:
    """Return whether a visitor takes part, perhaps under a fuller name."""
    return any(same_person(one, other) for one in _persons(told) for other in _persons(visit))


def _visitors(visit: ToldEvent) -> set[Entity | str]:
    return {part for part in _parts(visit) if part not in visit.states}


def _parts(told: ToldEvent) -> set[Entity | str]:
    """Return the persons who take part, and the states."""
    return {*_persons(told), *states_of(told)}


def _persons(told: ToldEvent) -> list[Entity]:
    return [party.actor.entity for party in told.parties if party.actor.entity.kind == PERSON]


def _within_visits(events: Sequence[MergedEvent], knowledge: Knowledge) -> None:
    """What is told of without a day or place between the states of one visit takes place on it."""
    visits = [event for event in events if event.told.kind == "visit"]
    for event in events:
        told = event.told
        if told.kind not in {"meeting", "session"} and not _is_concluded(told):
            continue
        visit = next((each for each in visits if _is_on_visit(told, each.told, knowledge)), None)
        if visit:
            event.told = _with(told, replace(visit.told, place=_place_until(visit, event.sentences[0])))


def _place_until(visit: MergedEvent, sentence: int) -> Entity | None:
    """Return the place of a visit as it was told up to a sentence: the towns that follow are other stops."""
    told = [clause.place for clause in visit.clauses if clause.sentence <= sentence and clause.place]
    return next((place for place in reversed(told) if place.kind != STATE), told[0] if told else None)


def _is_concluded(told: ToldEvent) -> bool:
    """Return whether a verb tells that something was signed."""
    return told.kind in _ACCORDS and told.status == OCCURRED and told.form in {PAST, PARTICIPLE}


def _is_on_visit(told: ToldEvent, visit: ToldEvent, knowledge: Knowledge) -> bool:
    if visit.status != told.status:
        return False
    if states_of(visit) == states_of(told):
        return True
    place = told.place and state_of(told.place, None, knowledge.part_of)
    return place in visit.states and bool(_visitors(visit) & _parts(told))


def _within_main(events: Sequence[MergedEvent]) -> None:
    """What is planned beside the main event, between some of its states, is of its day and place."""
    main = next((event.told for event in events if event.told.kind in ENCOUNTERS), None)
    for event in events if main and main.status == PLANNED else ():
        told = event.told
        if main and told.kind in ENCOUNTERS and told.status == PLANNED and states_of(told) < states_of(main):
            event.told = _with(told, main)


def _at_talks(events: Sequence[MergedEvent]) -> None:
    """What was signed by those who met, told of next, was signed where and when they met."""
    talks = [event for event in events if event.told.kind in _AT_TALKS and event.told.status == OCCURRED]
    for event in events:
        if not _is_concluded(event.told) or (event.told.date and event.told.place):
            continue
        before = (each for each in talks if 0 <= event.sentences[0] - each.sentences[0] <= _SOON)
        where = next((each.told for each in before if _is_at(event.told, each.told)), None)
        if where:
            event.told = _with(event.told, where)


def _is_at(told: ToldEvent, talks: ToldEvent) -> bool:
    """Return whether those who signed are those who met, and no other day or place is told."""
    days_agree = not (told.date and talks.date) or told.date.value == talks.date.value
    return days_agree and len(states_of(told)) > 1 and states_of(told) == states_of(talks)


def _next_to(events: Sequence[MergedEvent]) -> None:
    """Whom somebody met besides, told in the next clause or sentence, was met on the same day."""
    for before, event in (*pairwise(events), *((after, each) for each, after in pairwise(events))):
        one, told = before.told, event.told
        alike = told.kind in ENCOUNTERS and one.kind in ENCOUNTERS and told.status == one.status == OCCURRED
        near = abs(event.sentences[0] - before.sentences[0]) <= 1
        if alike and near and not told.date and one.date and _is_day(one) and _shares_person(told, one):
            event.told = replace(told, date=one.date)


def _is_day(told: ToldEvent) -> bool:
    return told.date is not None and told.date.value.count("-") == len("--")
