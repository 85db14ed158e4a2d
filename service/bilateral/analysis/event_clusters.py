"""Which events of several texts are one, where all are read together and no graph has any of them yet."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.event_comparison import DIFFERENT, NO_PLACES, SAME, compare
from bilateral.analysis.findings import CANCELLED, OCCURRED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bilateral.analysis.findings import FoundEvent

_ENOUGH: Final = 0.65
"""The score from which two events that are perhaps one are taken for one, nothing better being known."""


_TOGETHER: Final = 31
"""Days between two texts up to which something that either gives no day may be what the other tells of."""


class ToldEvents(NamedTuple):
    """The events of a text, in its order, and the day of its publication."""

    events: Sequence[FoundEvent]
    published: date | None = None


class TextEvent(NamedTuple):
    """An event of a text, by their numbers."""

    text: int
    number: int


def cluster_events(
    texts: Sequence[ToldEvents], part_of: Mapping[str, str] = NO_PLACES
) -> list[frozenset[TextEvent]]:
    """Return the events of texts that are one, in groups of two or more, in the order of the texts.

    The surest pairs come first; a group has one event of a text, as a text tells its own events apart.
    """
    groups: dict[TextEvent, set[TextEvent]] = {}
    for one, other in _pairs(texts, part_of):
        ours, theirs = groups.get(one, {one}), groups.get(other, {other})
        if {each.text for each in ours}.isdisjoint(each.text for each in theirs):
            joined = ours | theirs
            groups.update(dict.fromkeys(joined, joined))
    return sorted({frozenset(group) for group in groups.values()}, key=min)


def _pairs(texts: Sequence[ToldEvents], part_of: Mapping[str, str]) -> list[tuple[TextEvent, TextEvent]]:
    """Return the pairs of events of different texts that may be one, the surest first."""
    events = [
        (TextEvent(text, number), event)
        for text, told in enumerate(texts)
        for number, event in enumerate(told.events)
    ]
    scored = []
    for (one, event), (other, another) in combinations(events, 2):
        if one.text == other.text or not (
            (event.date and another.date) or _near(texts[one.text], texts[other.text])
        ):
            continue
        told = compare(event, another, part_of)
        if told.verdict == SAME or (
            told.verdict != DIFFERENT and told.score >= _ENOUGH and not _called_off(event, another)
        ):
            scored.append((told.verdict != SAME, -told.score, one, other))
    return [(one, other) for _, _, one, other in sorted(scored)]


def _called_off(one: FoundEvent, other: FoundEvent) -> bool:
    """Return whether one text says that something was called off, and the other that something took place."""
    return {one.status, other.status} == {CANCELLED, OCCURRED}


def _near(one: ToldEvents, other: ToldEvents) -> bool:
    if not one.published or not other.published:
        return True
    return abs((one.published - other.published).days) <= _TOGETHER
