"""The events of a graph, described as an analysis describes those of a text, to compare the two."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.event_comparison import day_range
from bilateral.analysis.findings import (
    CANCELLED,
    DENIED,
    OCCURRED,
    ORGANISATION,
    PERSON,
    PLACE,
    PLANNED,
    STATE,
    Entity,
    FoundDate,
    FoundEvent,
    Participant,
)
from bilateral.rdf.iris import ID, INFERRED, POLITY_TYPES, short
from bilateral.rdf.terms import is_literal, literal_parts
from bilateral.rdf.vocabulary import BIL, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from bilateral.rdf.terms import Term, Triple
    from bilateral.store.engine.view import GraphView

CLASS_KINDS: Final = {
    "CouncilSession": "session",
    "Summit": "summit",
    "Call": "call",
    "BilateralMeeting": "meeting",
    "MultilateralMeeting": "meeting",
    "Meeting": "meeting",
    "Visit": "visit",
    "Agreement": "agreement",
    "Declaration": "declaration",
    "Withdrawal": "withdrawal",
    "Sanctions": "sanctions",
    "Expulsion": "expulsion",
    "Recognition": "recognition",
    "RelationsChange": "relations",
    "MilitaryAction": "military",
    "Exercise": "military",
    "Issuance": "statement",
    "Vote": "vote",
}
"""The kinds of findings by the classes of events, narrow classes before wide ones; others are `other`."""

_STATUSES: Final = (OCCURRED, CANCELLED, DENIED, PLANNED)
"""Of the statuses that sources give an event, the first here holds: what was planned has occurred since."""
_KINDS: Final = {
    **dict.fromkeys(POLITY_TYPES, STATE),
    "person": PERSON,
    "place": PLACE,
    "organisation": ORGANISATION,
}
_NO_WORDS: Final = TextSpan(0, 0)
_PREFIX: Final = f"<{ID}"


@dataclass(frozen=True, slots=True)
class GraphEvent:
    """An event of the graph.

    Attributes:
        id: `meeting/xi-putin-2022-02-04`.
        event: as an analysis would describe it, with the most precise of its dates and no words.
        dates: of its other dates, those that the most precise does not only refine: sources disagree.
    """

    id: str
    event: FoundEvent
    dates: tuple[str, ...] = ()


def read_events(state: GraphView) -> list[GraphEvent]:
    """Return the events of a state that happen once, in the order of their identifiers."""
    return _EventReader(state).events()


class _EventReader:
    """Reads all events of a state at once, property by property."""

    def __init__(self, state: GraphView) -> None:
        self._state = state
        self._kinds = self._read_kinds()
        self._labels = self._read_labels()
        self._acted_for = self._values(BIL.everActedFor)
        self._states = self._values(BIL.stateRepresented)
        self._participants = self._values(BIL.participant)
        self._places = self._values(BIL.place)
        self._dates = self._read_dates()

    def events(self) -> list[GraphEvent]:
        once = {
            event: next(status for status in _STATUSES if f"status/{status}" in told)
            for event, told in self._values(BIL.status).items()
            if not told.isdisjoint(f"status/{status}" for status in _STATUSES)
        }
        return [self._event(event, once[event]) for event in sorted(once)]

    def _event(self, event: str, status: str) -> GraphEvent:
        dates = self._dates.get(event, [])
        told = FoundEvent(
            kind=self._kinds.get(event, "other"),
            status=status,
            trigger=_NO_WORDS,
            evidence=(),
            date=FoundDate(dates[0]) if dates else None,
            place=next((self._entity(each) for each in sorted(self._places.get(event, ()))), None),
            participants=tuple(self._participant(event, each) for each in self._present(event)),
            states=self._states_of(event),
            name=self._labels.get(event, event),
        )
        return GraphEvent(event, told, tuple(dates[1:]))

    def _present(self, event: str) -> list[str]:
        return sorted(self._participants.get(event, ()))

    def _states_of(self, event: str) -> tuple[str, ...]:
        named = (each for each in self._present(event) if kind_of(each) == STATE)
        return tuple(sorted({*named, *self._states.get(event, ())}))

    def _participant(self, event: str, actor: str) -> Participant:
        if kind_of(actor) == STATE:
            return Participant(self._entity(actor), actor)
        acted = self._acted_for.get(actor, set()) & self._states.get(event, set())
        return Participant(self._entity(actor), next(iter(acted)) if len(acted) == 1 else None)

    def _entity(self, identifier: str) -> Entity:
        return Entity(identifier, self._labels.get(identifier, identifier), kind_of(identifier))

    def _read_kinds(self) -> dict[str, str]:
        kinds: dict[str, str] = {}
        for cls, kind in CLASS_KINDS.items():
            for event, _, _ in self._facts(RDF.type, BIL[cls]):
                kinds.setdefault(short(event), kind)
        return kinds

    def _read_labels(self) -> dict[str, str]:
        names: dict[str, list[tuple[bool, str, str]]] = defaultdict(list)
        for subject, _, value in self._state.triples(None, RDFS.label, None, ""):
            if is_literal(value) and subject.startswith(_PREFIX):
                label = literal_parts(value)
                names[short(subject)].append((label.language not in {"en", ""}, label.language, label.value))
        return {each: min(its)[-1] for each, its in names.items()}

    def _read_dates(self) -> dict[str, list[str]]:
        """Return the dates of each event, the most precise first, without those that it refines."""
        dates = {event: set(found) for event, found in self._values(BIL.date).items()}
        ends = self._values(BIL.end)
        for event, starts in self._values(BIL.start).items():
            for start, end in zip(sorted(starts), sorted(ends.get(event, starts)), strict=False):
                dates.setdefault(event, set()).add(f"{start}/{end}")
        for event in ends.keys() - dates.keys():
            # It ended then, whenever it began.
            dates[event] = ends[event]
        return {event: unrefined(found) for event, found in dates.items()}

    def _values(self, predicate: Term) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for subject, _, value in self._facts(predicate):
            found[short(subject)].add(literal_parts(value).value if is_literal(value) else short(value))
        return found

    def _facts(self, predicate: Term, value: Term | None = None) -> Iterator[Triple]:
        for graph in ("", INFERRED):
            for triple in self._state.triples(None, predicate, value, graph):
                if triple[0].startswith(_PREFIX):
                    yield triple


def unrefined(dates: Iterable[str]) -> list[str]:
    """Return the dates that no other one makes more precise, the most precise first.

    `2022-02` is refined by `2022-02-04`, and contradicted by `2022-03-01`.
    """
    known = [(days, value) for value in dates if (days := day_range(value))]
    known.sort(key=lambda each: (each[0][1] - each[0][0], each))
    kept: list[tuple[tuple[date, date], str]] = []
    for days, value in known:
        if not any(days[0] <= finer[0] and finer[1] <= days[1] for finer, _ in kept):
            kept.append((days, value))
    return [value for _, value in kept]


def kind_of(identifier: str) -> str:
    """Return STATE, PERSON, ORGANISATION or PLACE for an identifier; "" for others."""
    return _KINDS.get(identifier.partition("/")[0], "")
