"""What two accounts of one event disagree on; what only makes another account more precise is no conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.analysis.event_comparison import day_range, lies_in, same_person
from bilateral.analysis.findings import PERSON, PLANNED, STATE
from bilateral.explore.graph.display_dates import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bilateral.analysis.findings import Entity, FoundEvent
    from bilateral.ingest.identity.graph_events import GraphEvent


def conflicts(described: FoundEvent, event: GraphEvent, part_of: Mapping[str, str]) -> Iterator[str]:
    """Yield in words what a description and an event of the graph disagree on."""
    known = event.event
    for respect, ours, theirs in (
        ("day", *_days(described, event)),
        ("place", *_places(described, known, part_of)),
        ("who took part", *_persons(described, known)),
        ("status", *_statuses(described, known)),
    ):
        if ours:
            yield f"{respect}: this says {ours}, “{known.name}” says {theirs}"


def _days(described: FoundEvent, event: GraphEvent) -> tuple[str, str]:
    # What was planned may be moved.
    moved = PLANNED in {described.status, event.event.status}
    if moved or not described.date or not event.event.date:
        return "", ""
    told = event.event.date.value, *event.dates
    ours, theirs = day_range(described.date.value), [days for value in told if (days := day_range(value))]
    if not ours or any(ours[0] <= last and first <= ours[1] for first, last in theirs):
        return "", ""
    return _spoken(described.date.value), " or ".join(map(_spoken, told))


def _spoken(value: str) -> str:
    first, _, last = value.partition("/")
    return f"{spoken(first)} to {spoken(last)}" if last and last != first else spoken(first)


def _places(one: FoundEvent, other: FoundEvent, part_of: Mapping[str, str]) -> tuple[str, str]:
    if not one.place or not other.place or "call" in {one.kind, other.kind}:
        return "", ""
    ours, theirs = one.place, other.place
    agree = (
        ours.name.casefold() == theirs.name.casefold()
        or bool(ours.id and ours.id == theirs.id)
        or lies_in(ours, theirs, part_of)
        or lies_in(theirs, ours, part_of)
    )
    # Where a place lies that the graph does not know, nobody knows.
    unknown = STATE in {ours.kind, theirs.kind} and not all(
        place.kind == STATE or (place.id or "") in part_of for place in (ours, theirs)
    )
    return ("", "") if agree or unknown else (ours.name, theirs.name)


def _persons(one: FoundEvent, other: FoundEvent) -> tuple[str, str]:
    """Return whom each names for a state, where either has somebody that the other has not."""
    for state in sorted(set(one.states) & set(other.states)):
        ours, theirs = _acting_for(one, state), _acting_for(other, state)
        missed = [each for each in ours if not any(same_person(each, them) for them in theirs)]
        unnamed = [each for each in theirs if not any(same_person(each, our) for our in ours)]
        if missed and unnamed:
            return _listed(ours), _listed(theirs)
    return "", ""


def _acting_for(event: FoundEvent, state: str) -> list[Entity]:
    return [part.entity for part in event.participants if part.state == state and part.entity.kind == PERSON]


def _listed(persons: list[Entity]) -> str:
    return " and ".join(person.name for person in persons)


def _statuses(one: FoundEvent, other: FoundEvent) -> tuple[str, str]:
    if one.status == other.status or PLANNED in {one.status, other.status}:
        return "", ""
    return one.status, other.status
