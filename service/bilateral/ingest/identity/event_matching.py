"""Which event of the graph a described one is: the same, perhaps the same, or a new one, with reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.event_comparison import DIFFERENT, PERHAPS, SAME, compare
from bilateral.analysis.findings import FoundDate
from bilateral.ingest.identity.account_conflicts import conflicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from bilateral.analysis.event_comparison import EventComparison
    from bilateral.analysis.findings import FoundEvent
    from bilateral.ingest.identity.event_index import EventIndex
    from bilateral.ingest.identity.graph_events import GraphEvent

_BUT: Final = "but "
NEW: Final = "new"
"""The verdict on a described event that is none of those in the graph; the others are SAME and PERHAPS."""


class EventMatch(NamedTuple):
    """An event of the graph that a described one is, or may be.

    Attributes:
        event: its identifier, `meeting/xi-putin-2022-02-04`.
        verdict: SAME or PERHAPS.
        score: from 0 to 1.
        reasons: in words: "on the same day", "Beijing lies in China".
        conflicts: in words: "day: this says 4 February 2022, Talks in Beijing says 3 February 2022".
    """

    event: str
    label: str
    verdict: str
    score: float
    reasons: tuple[str, ...]
    conflicts: tuple[str, ...]


def verdict(matches: Sequence[EventMatch]) -> str:
    """Return SAME, PERHAPS or NEW for a described event with these matches, the best first."""
    return matches[0].verdict if matches else NEW


def find_matches(
    described: FoundEvent, index: EventIndex, published: date | None = None, own: str = ""
) -> list[EventMatch]:
    """Return the events of a graph that a described one is or may be, the best first; one at most is SAME.

    Args:
        described: the event.
        index: of the events of the graph.
        published: the day of publication of the text that tells of it.
        own: the identifier of the described event itself, if it is one of the graph.
    """
    found = [
        _match(described, event, told, index.part_of)
        for event in index.candidates(described, published)
        if event.id != own
        if (told := compare_accounts(described, event, index.part_of)).verdict != DIFFERENT
    ]
    found.sort(key=lambda match: (match.verdict != SAME, -match.score, match.event))
    return [match if place == 0 else _in_doubt(match, found[0].label) for place, match in enumerate(found)]


def match_all(
    described: Sequence[FoundEvent], index: EventIndex, published: date | None = None
) -> list[list[EventMatch]]:
    """Return the matches of each event of one text; at most one of them is the same as one of the graph."""
    found = [find_matches(event, index, published) for event in described]
    order = sorted(range(len(found)), key=lambda place: _best(found[place]))
    taken: dict[str, FoundEvent] = {}
    for place in (each for each in order if verdict(found[each]) == SAME):
        same, *others = found[place]
        if other := taken.get(same.event):
            found[place] = [_in_doubt(same, other.name or other.kind), *others]
        else:
            taken[same.event] = described[place]
    # What a text tells apart from an event is not perhaps that event.
    return [
        matches if _was_same(matches) else [match for match in matches if match.event not in taken]
        for matches in found
    ]


def _was_same(matches: Sequence[EventMatch]) -> bool:
    return bool(matches) and (matches[0].verdict == SAME or matches[0].reasons[-1].startswith(_BUT))


def compare_accounts(described: FoundEvent, event: GraphEvent, part_of: Mapping[str, str]) -> EventComparison:
    """Compare a described event with one of the graph; where sources disagree on its day, with each."""
    accounts = [event.event, *(replace(event.event, date=FoundDate(date)) for date in event.dates)]
    return max((compare(described, each, part_of) for each in accounts), key=_rank)


def _rank(told: EventComparison) -> tuple[bool, bool, float]:
    return told.verdict == SAME, told.verdict == PERHAPS, told.score


def _match(
    described: FoundEvent, event: GraphEvent, told: EventComparison, part_of: Mapping[str, str]
) -> EventMatch:
    disputed = tuple(conflicts(described, event, part_of))
    return EventMatch(event.id, event.event.name, told.verdict, told.score, told.reasons, disputed)


def _in_doubt(match: EventMatch, other: str) -> EventMatch:
    if match.verdict != SAME:
        return match
    return match._replace(verdict=PERHAPS, reasons=(*match.reasons, f"{_BUT}{other} fits better"))


def _best(matches: Iterable[EventMatch]) -> float:
    return -max((match.score for match in matches), default=0.0)
