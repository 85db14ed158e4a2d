"""Events by state, person and month, to find those that a description may mean without comparing all."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.event_comparison import MAY_SHIFT, NO_PLACES, day_range
from bilateral.analysis.findings import PERSON, PLANNED
from bilateral.ingest.graph_knowledge import read_parts
from bilateral.ingest.identity.graph_events import read_events

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from bilateral.analysis.findings import FoundEvent
    from bilateral.ingest.identity.graph_events import GraphEvent
    from bilateral.store.engine.view import GraphView

_MONTH: Final = 31
_APART: Final = 1  # days by which accounts of one event may differ
_A_PAIR: Final = 2  # states
_BEFORE: Final = 31  # days before its text was published from which something without a day may be
_NOBODY, _ANYBODY = "", "*"
_APART_FROM_PAIRS: Final = "other than a pair: {}"
_LONGEST: Final = 400  # months; of what lasts longer, the first ones are enough to find it


class _Entry(NamedTuple):
    """An event in the index, and the ordinals of its first and last day; 0 where it has none."""

    first: int
    last: int
    event: GraphEvent
    planned: bool


class EventIndex:
    """The events of a state of the graph.

    Attributes:
        part_of: the state or larger place that a place lies in, by identifiers.
    """

    def __init__(self, events: Iterable[GraphEvent] = (), part_of: Mapping[str, str] = NO_PLACES) -> None:
        self.part_of = part_of
        self.events: dict[str, GraphEvent] = {}
        self._entries: dict[tuple[str, int], list[_Entry]] = defaultdict(list)
        for event in events:
            self.add(event)

    def add(self, event: GraphEvent) -> None:
        """Add an event that the graph got since, or one that replaces what is known of it."""
        self.events[event.id] = event
        for value in (event.event.date.value if event.event.date else "", *event.dates):
            first, last = _days(value)
            entry = _Entry(first, last, event, event.event.status == PLANNED)
            for key in _filed_under(event.event):
                for month in _months(first, last):
                    self._entries[key, month].append(entry)

    def candidates(self, described: FoundEvent, published: date | None = None) -> list[GraphEvent]:
        """Return the events that have an actor with a description in common, and whose days are near.

        Of those that nobody knows the day or the actors of, any may be it. A description without a day is of
        something around the publication of its text; if that is unknown too, of an event without a day.
        """
        first, last = _days(described.date.value if described.date else "")
        if not first and published:
            first, last = published.toordinal() - _BEFORE, published.toordinal() + MAY_SHIFT
        reach = MAY_SHIFT if first else 0
        months = {0, *(_months(first - reach, last + reach) if first else ())}
        planned = described.status == PLANNED
        found: dict[str, GraphEvent] = {}
        for key in _sought_under(described):
            for month in months:
                for entry in self._entries.get((key, month), ()):
                    slack = MAY_SHIFT if planned or entry.planned else _APART
                    if not entry.first or (entry.first <= last + slack and first - slack <= entry.last):
                        found[entry.event.id] = entry.event
        return [self.events[each] for each in sorted(found) if self.events[each] is found[each]]


def read_index(state: GraphView) -> EventIndex:
    """Return the index of the events of a state of the graph."""
    return EventIndex(read_events(state), read_parts(state))


def _filed_under(event: FoundEvent) -> set[str]:
    """Return the keys under which an event is filed: who takes part, the pair of states, and everybody.

    An event of other than two states is filed under each actor apart, too: of two pairs of states, the
    comparison says that they are two events.
    """
    actors = set(_actors(event))
    if not actors:
        return {_NOBODY, _ANYBODY}
    pair = _pair(event)
    return {_ANYBODY, *actors, *((pair,) if pair else map(_APART_FROM_PAIRS.format, actors))}


def _sought_under(event: FoundEvent) -> set[str]:
    """Return the keys under which what an event may be is filed."""
    actors = set(_actors(event))
    if not actors:
        return {_ANYBODY}
    pair = _pair(event)
    return {_NOBODY, *((pair, *map(_APART_FROM_PAIRS.format, actors)) if pair else actors)}


def _pair(event: FoundEvent) -> str:
    states = sorted(set(event.states))
    return " ".join(states) if len(states) == _A_PAIR else ""


def _actors(event: FoundEvent) -> Iterator[str]:
    """Yield the identifiers by which an event is found: its states, and the persons."""
    yield from event.states
    yield from (
        part.entity.id for part in event.participants if part.entity.id and part.entity.kind == PERSON
    )


def _months(first: int, last: int) -> range:
    month = first // _MONTH
    return range(month, min(last // _MONTH, month + _LONGEST) + 1)


def _days(value: str) -> tuple[int, int]:
    days = day_range(value)
    return (days[0].toordinal(), days[1].toordinal()) if days else (0, 0)
