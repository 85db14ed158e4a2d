"""Which events of several texts are one: the likest pairs first, at most one event of a text in a cluster."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.event_comparison import KINDRED, NO_PLACES, SAME, EventComparison, compare, day_range

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bilateral.analysis.findings import FoundEvent

_MOST_OF_A_KEY: Final = 400
"""Events that share state and month and are compared with each other; what is commoner tells nothing."""


class EventOfText(NamedTuple):
    """An event, by the number of its text and its own in the text."""

    text: int
    event: int


def clusters(
    texts: Sequence[Sequence[FoundEvent]], part_of: Mapping[str, str] = NO_PLACES
) -> tuple[tuple[EventOfText, ...], ...]:
    """Return the events of several texts that are one, two or more in each cluster, in order of the texts.

    `part_of` gives the state or larger place that a place lies in, by identifiers.
    """
    likest = sorted(_same(texts, part_of), key=lambda pair: (-pair[0].score, pair[1], pair[2]))
    members: dict[EventOfText, list[EventOfText]] = {}
    for _, one, other in likest:
        ours, theirs = members.get(one, [one]), members.get(other, [other])
        if ours is theirs or {each.text for each in ours} & {each.text for each in theirs}:
            continue
        joined = ours + theirs
        members.update(dict.fromkeys(joined, joined))
    found = {id(cluster): tuple(sorted(cluster)) for cluster in members.values()}
    return tuple(sorted(found.values()))


def _same(
    texts: Sequence[Sequence[FoundEvent]], part_of: Mapping[str, str]
) -> Iterator[tuple[EventComparison, EventOfText, EventOfText]]:
    for one, other in sorted(_candidates(texts)):
        compared = compare(texts[one.text][one.event], texts[other.text][other.event], part_of)
        if compared.verdict == SAME:
            yield compared, one, other


def _candidates(texts: Sequence[Sequence[FoundEvent]]) -> set[tuple[EventOfText, EventOfText]]:
    """Return the pairs of different texts that share a family of kinds, a state and about a month."""
    keys: dict[tuple[str, str, int], list[EventOfText]] = defaultdict(list)
    for number, events in enumerate(texts):
        for index, event in enumerate(events):
            for key in _keys(event):
                keys[key].append(EventOfText(number, index))
    return {
        (one, other)
        for events in keys.values()
        if len(events) <= _MOST_OF_A_KEY
        for one, other in combinations(sorted(set(events)), 2)
        if one.text != other.text
    }


def _keys(event: FoundEvent) -> Iterable[tuple[str, str, int]]:
    family = KINDRED.get(event.kind, event.kind)
    days = day_range(event.date.value) if event.date else None
    if days is None:
        return ()
    middle = days[0].toordinal() // 31
    spans = (
        range(middle - 1, days[1].toordinal() // 31 + 2) if (days[1] - days[0]).days < _LONG else (middle,)
    )
    names = event.states or ("",)
    return ((family, name, month) for name in names for month in spans)


_LONG: Final = 400
