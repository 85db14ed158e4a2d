"""Whether two descriptions are of one event: by kind, days, states, persons, place and status, with reasons.

It compares findings of different texts, or a finding with an event of a graph that is given in the same form.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.findings import CANCELLED, DENIED, OCCURRED, PERSON, PLANNED, STATE
from bilateral.rdf import dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from bilateral.analysis.findings import Entity, FoundEvent

SAME, PERHAPS, DIFFERENT = "same", "perhaps", "different"
"""The verdicts of a comparison."""

KINDRED: Final = {
    "meeting": "encounter",
    "call": "encounter",
    "summit": "encounter",
    "session": "encounter",
    "agreement": "accord",
    "declaration": "accord",
    "expulsion": "relations",
    "relations": "relations",
    "recognition": "relations",
}
"""The family of a kind: one event may be told by several kinds of a family. Other kinds are their own."""

_NEAR_KINDS: Final = frozenset(
    map(frozenset, (("declaration", "statement"), ("military", "withdrawal"), ("agreement", "relations")))
)
"""Kinds of different families by which one event is told now and then: it is at most perhaps the same."""

MAY_SHIFT: Final = 14
"""By how many days what was planned may be moved and still be the event that occurred."""

NO_PLACES: Final[Mapping[str, str]] = MappingProxyType({})
"""No place is known to lie in another."""

ENCOUNTERS: Final = frozenset(kind for kind, family in KINDRED.items() if family == "encounter")
"""Kinds of events at which people speak with each other."""

_WEIGHTS: Final = {"kind": 0.15, "days": 0.3, "states": 0.25, "persons": 0.2, "place": 0.1, "agents": 0.0}
_SAME_FROM: Final = {"kind": 0.8, "days": 0.65, "states": 0.7, "persons": 0.5}
_SAME_SCORE, _PERHAPS_SCORE = 0.72, 0.5
_MONTH_ALONE, _VAGUE = 0.65, 0.2  # degrees of days of which one is a month, or more
_NEAR: Final = 0.8  # the degree of places of which one lies in the other
_A_MONTH: Final = 31  # days
_A_PAIR: Final = 2  # states or persons
_ONCE: Final = "recognition"
_TOLD_BY_VISITOR: Final = "visit"
_OFTEN_OF_TWO: Final = frozenset({"meeting", "call", "visit"})


class Likeness(NamedTuple):
    """How like two descriptions are in one respect.

    `degree` is from 0 to 1, None where the respect rules out that they are one.
    """

    degree: float | None
    reason: str  # in words: "on the same day"; "" where there is nothing to say


class EventComparison(NamedTuple):
    """What a comparison found.

    Attributes:
        verdict: SAME, PERHAPS or DIFFERENT.
        score: from 0 to 1; the order among candidates.
        reasons: in words, what speaks for and against.
    """

    verdict: str
    score: float
    reasons: tuple[str, ...]


def compare(one: FoundEvent, other: FoundEvent, part_of: Mapping[str, str] = NO_PLACES) -> EventComparison:
    """Compare two described events; which is given first makes no difference to the verdict.

    `part_of` gives the state or larger place that a place lies in, by identifiers, as `Knowledge` has it.
    """
    likenesses: dict[str, Likeness] = {}
    for respect, likeness in _RESPECTS.items():
        likenesses[respect] = found = likeness(one, other)
        if found.degree is None:
            return EventComparison(DIFFERENT, 0.0, (found.reason,))
    likenesses["place"] = place = _places(one, other, part_of)
    if place.degree is None:
        return EventComparison(DIFFERENT, 0.0, (place.reason,))
    degrees = {respect: likeness.degree or 0.0 for respect, likeness in likenesses.items()}
    score = round(sum(_WEIGHTS[respect] * degree for respect, degree in degrees.items()), 3)
    reasons = tuple(likeness.reason for likeness in likenesses.values() if likeness.reason) + _statuses(
        one, other
    )
    return EventComparison(_verdict(degrees, score, contradict=_contradict(one, other)), score, reasons)


@lru_cache(maxsize=1 << 14)
def day_range(value: str) -> dates.Span | None:
    """Return the first and the last day of a date as findings write it, None if it is no date.

    `2022-02` is from 1 to 28 February; `2022-02-04/2022-02-06` is three days.
    """
    first, _, last = value.partition("/")
    try:
        return dates.Span(dates.days(first).first, dates.days(last or first).last)
    except ValueError:
        return None


def same_person(one: Entity, other: Entity) -> bool:
    """Return whether two entities are one person, by identifier, else by family name and first letter."""
    if one.id and other.id:
        return one.id == other.id
    ours, theirs = one.name.casefold().split(), other.name.casefold().split()
    if not ours or not theirs or ours[-1] != theirs[-1]:
        return False
    return len(ours) == 1 or len(theirs) == 1 or ours[0][0] == theirs[0][0]


def _verdict(degrees: dict[str, float], score: float, *, contradict: bool) -> str:
    if degrees["persons"] < _SAME_FROM["persons"] and degrees["days"] < _SAME_FROM["days"]:
        return DIFFERENT
    if degrees["days"] <= _VAGUE and degrees["place"] < _NEAR:
        return DIFFERENT
    enough = all(degrees[respect] >= least for respect, least in _SAME_FROM.items())
    if degrees["days"] == _MONTH_ALONE:
        # Who meets often does so twice a month, but hardly in one place.
        enough = enough and degrees["place"] >= _NEAR and degrees["persons"] == 1
    if enough and score >= _SAME_SCORE and not contradict:
        return SAME
    return PERHAPS if score >= _PERHAPS_SCORE else DIFFERENT


def _kinds(one: FoundEvent, other: FoundEvent) -> Likeness:
    if one.kind == other.kind:
        return Likeness(1.0, f"both are of the kind {one.kind}")
    if KINDRED.get(one.kind, one.kind) == KINDRED.get(other.kind, other.kind):
        return Likeness(0.8, f"a {one.kind} may be told as a {other.kind}")
    if frozenset((one.kind, other.kind)) in _NEAR_KINDS:
        return Likeness(0.5, f"a {one.kind} is perhaps told as a {other.kind}")
    return Likeness(None, f"a {one.kind} is not a {other.kind}")


def _days(one: FoundEvent, other: FoundEvent) -> Likeness:
    ours, theirs = (day_range(event.date.value) if event.date else None for event in (one, other))
    if ours is None or theirs is None:
        if one.kind == other.kind == _ONCE:
            return Likeness(0.5, "a day is unknown, of what is done once")
        return Likeness(0.3, "a day is unknown")
    if ours == theirs:
        return _equal_days(*ours)
    if ours[0] <= theirs[1] and theirs[0] <= ours[1]:
        return _overlapping(max((days[1] - days[0]).days for days in (ours, theirs)))
    return _days_apart(_gap(ours, theirs), {one.status, other.status})


def _overlapping(longest: int) -> Likeness:
    if longest <= MAY_SHIFT:
        return Likeness(0.7, "the days are within each other")
    if longest < _A_MONTH:
        return Likeness(_MONTH_ALONE, "within the month that one gives")
    return Likeness(_VAGUE, "within the long time that one gives")


def _equal_days(first: date, last: date) -> Likeness:
    if first == last:
        return Likeness(1.0, "on the same day")
    if (last - first).days <= MAY_SHIFT:
        return Likeness(0.9, "on the same days")
    return Likeness(0.5, "in the same month or year")


def _days_apart(gap: int, statuses: set[str]) -> Likeness:
    if gap == 1:
        return Likeness(0.6, "a day apart")
    if gap <= MAY_SHIFT and PLANNED in statuses and len(statuses) > 1:
        return Likeness(0.5, f"{gap} days apart, one of them as it was planned")
    return Likeness(None, f"{gap} days apart")


def _gap(ours: tuple[date, date], theirs: tuple[date, date]) -> int:
    return max((theirs[0] - ours[1]).days, (ours[0] - theirs[1]).days)


def _states(one: FoundEvent, other: FoundEvent) -> Likeness:
    ours, theirs = _states_and_polities(one), _states_and_polities(other)
    if not ours or not theirs:
        return Likeness(0.4, "the states of one are unknown")
    common = ours & theirs
    if not common:
        return Likeness(None, "no state in common")
    if ours == theirs:
        return Likeness(1.0 if len(ours) > 1 else 0.7, "the same states")
    if len(ours) == len(theirs) == _A_PAIR:
        # Who meets one state meets another on the same day as well, above all at a conference.
        return Likeness(None, "with another state")
    if common in (ours, theirs) and len(common) > 1:
        return _more_states(one, other, (ours | theirs) - common)
    return Likeness(0.5 if common in (ours, theirs) else 0.25, "some states in common")


def _states_and_polities(event: FoundEvent) -> set[str]:
    """Return the states of an event, and by name those that take part and have no identifier: Kosovo."""
    entities = (part.entity for part in event.participants)
    return {*event.states, *(each.name for each in entities if each.kind == STATE and not each.id)}


def _more_states(one: FoundEvent, other: FoundEvent, others: set[str]) -> Likeness:
    """Return how like two descriptions are of which one names other states besides those of both."""
    in_common = min(len(_states_and_polities(one)), len(_states_and_polities(other)))
    if in_common == _A_PAIR <= len(others) and one.kind != other.kind:
        return Likeness(None, "two meet beside a conference")
    # Two of the three who meet often meet by themselves as well.
    by_themselves = (
        in_common == _A_PAIR
        and {one.kind, other.kind} & _OFTEN_OF_TWO
        and any(part.state in others for part in (*one.participants, *other.participants))
    )
    return Likeness(0.6 if by_themselves else 0.8, "one names more states")


def _persons(one: FoundEvent, other: FoundEvent) -> Likeness:
    ours, theirs = _people(one), _people(other)
    if not ours or not theirs:
        return Likeness(0.5, "")
    shared = [person for person in ours if any(same_person(person[0], them[0]) for them in theirs)]
    rivals = _rivals(ours, theirs)
    if len(shared) == 1 and not rivals and min(len(ours), len(theirs)) > 1:
        return _one_shared(ours, theirs)
    if shared:
        alike = len(shared) == len(ours) == len(theirs)
        return Likeness(0.4 if rivals else 1.0, _shared(len(shared)) if alike else "some persons in common")
    if rivals:
        return Likeness(None, f"other persons for the same state: {', '.join(sorted(rivals))}")
    if one.kind == other.kind == _TOLD_BY_VISITOR and all(person.id for person, _ in (*ours, *theirs)):
        return Likeness(None, "a visit of somebody else")
    return Likeness(0.3, "no person in common")


def _one_shared(ours: Sequence[tuple[Entity, str | None]], theirs: Sequence[object]) -> Likeness:
    """Return how like two descriptions are that have one person in common, and each another one."""
    if len(ours) == len(theirs) == _A_PAIR:
        return Likeness(None, "with another person")
    return Likeness(0.2, "each names persons that the other does not")


def _shared(number: int) -> str:
    return {1: "the same person", 2: "the same two persons"}.get(number, "the same persons")


def _people(event: FoundEvent) -> list[tuple[Entity, str | None]]:
    return [(part.entity, part.state) for part in event.participants if part.entity.kind == PERSON]


def _rivals(ours: Iterable[tuple[Entity, str | None]], theirs: list[tuple[Entity, str | None]]) -> set[str]:
    """Return the persons of ours whose state the others name, but by other persons alone."""
    rivals = set()
    for person, state in ours:
        for_state = [them for them, their_state in theirs if state and their_state == state]
        if for_state and not any(same_person(person, them) for them in for_state):
            rivals.add(person.name)
    return rivals


def lies_in(place: Entity, whole: Entity, part_of: Mapping[str, str]) -> bool:
    """Return whether a place is known to be a part of another, at any remove."""
    return any(each == whole.id for each in wholes_of(place, part_of))


def wholes_of(place: Entity, part_of: Mapping[str, str]) -> Iterator[str]:
    """Yield what a place is known to be a part of, by identifiers, the narrowest first."""
    at, seen = place.id, set()
    while at and at not in seen:
        seen.add(at)
        if at := part_of.get(at):
            yield at


def _agents(one: FoundEvent, other: FoundEvent) -> Likeness:
    """Return whether those who act upon others may be the same."""
    ours, theirs = (
        {part.state or part.entity.id for part in each.participants if part.role == "agent"} - {None}
        for each in (one, other)
    )
    if ours and theirs and not ours & theirs:
        return Likeness(None, "by another")
    return Likeness(0.0, "")


def _places(one: FoundEvent, other: FoundEvent, part_of: Mapping[str, str]) -> Likeness:
    if not one.place or not other.place or "call" in {one.kind, other.kind}:
        return Likeness(0.5, "")
    if one.place == other.place or _one_name(one.place, other.place):
        return Likeness(1.0, f"both in {one.place.name}")
    for place, whole in ((one.place, other.place), (other.place, one.place)):
        if lies_in(place, whole, part_of):
            return Likeness(0.8, f"{place.name} lies in {whole.name}")
    if one.kind == other.kind == _TOLD_BY_VISITOR and one.place.kind == other.place.kind == STATE:
        return Likeness(None, f"one to {one.place.name}, the other to {other.place.name}")
    if STATE in {one.place.kind, other.place.kind} and one.place.kind != other.place.kind:
        return Likeness(0.5, "")
    return Likeness(0.1, f"one in {one.place.name}, the other in {other.place.name}")


_RESPECTS: Final = {
    "kind": _kinds,
    "days": _days,
    "states": _states,
    "persons": _persons,
    "agents": _agents,
}
"""In which respects two descriptions are compared besides their places; the quickest first."""


def _one_name(one: Entity, other: Entity) -> bool:
    return one.id == other.id if one.id and other.id else one.name.casefold() == other.name.casefold()


def _statuses(one: FoundEvent, other: FoundEvent) -> tuple[str, ...]:
    return (f"one is {one.status}, the other {other.status}",) if one.status != other.status else ()


def _contradict(one: FoundEvent, other: FoundEvent) -> bool:
    """What did not happen is not what happened; what was planned may be either."""
    statuses = {one.status, other.status}
    return OCCURRED in statuses and bool(statuses & {CANCELLED, DENIED})
