"""Which event of the graph a described one is: the same, perhaps the same, or a new one, with reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.event_comparison import DIFFERENT, PERHAPS, SAME, compare
from bilateral.analysis.findings import FoundDate
from bilateral.ingest.identity.account_conflicts import conflicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bilateral.analysis.event_comparison import EventComparison
    from bilateral.analysis.findings import FoundEvent
    from bilateral.ingest.identity.event_index import EventIndex
    from bilateral.ingest.identity.graph_events import GraphEvent

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


def find_matches(described: FoundEvent, index: EventIndex, own: str = "") -> list[EventMatch]:
    """Return the events of a graph that a described one is or may be, the best first; one at most is SAME.

    `own` is the identifier of the described event itself, if it is one of the graph.
    """
    found = [
        _match(described, event, told, index.part_of)
        for event in index.candidates(described)
        if event.id != own
        if (told := compare_accounts(described, event, index.part_of)).verdict != DIFFERENT
    ]
    found.sort(key=lambda match: (match.verdict != SAME, -match.score, match.event))
    return [match if place == 0 else _in_doubt(match, found[0].label) for place, match in enumerate(found)]


def match_all(described: Sequence[FoundEvent], index: EventIndex) -> list[list[EventMatch]]:
    """Return the matches of each event of one text; at most one of them is the same as one of the graph."""
    found = [find_matches(event, index) for event in described]
    taken: dict[str, FoundEvent] = {}
    for place in sorted(range(len(found)), key=lambda place: _best(found[place])):
        matches = found[place]
        if verdict(matches) != SAME:
            continue
        if other := taken.get(matches[0].event):
            found[place] = [_in_doubt(matches[0], other.name or other.kind), *matches[1:]]
        else:
            taken[matches[0].event] = described[place]
    return found


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
    return match._replace(verdict=PERHAPS, reasons=(*match.reasons, f"but {other} fits better"))


def _best(matches: Iterable[EventMatch]) -> float:
    return -max((match.score for match in matches), default=0.0)
