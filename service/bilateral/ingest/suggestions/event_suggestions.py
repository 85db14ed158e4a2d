"""Events that an analysis found, as suggestions: kind, status, who, when, where, and which event it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bilateral.analysis.event_comparison import SAME
from bilateral.analysis.findings import ORGANISATION, PERSON, PLACE, STATE, Entity
from bilateral.content.statement_records import CONCLUDED, PLAN, REPORT, STATED, StatementRecord
from bilateral.explore.graph.display_dates import spoken
from bilateral.ingest.drafts.draft import EVENT, IDENTITY, DraftSuggestion, PartCandidate, SuggestionPart
from bilateral.ingest.drafts.minting import english
from bilateral.ingest.suggestions.suggested_values import PartSlot, describing
from bilateral.rdf.dates import days, partial_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bilateral.analysis.findings import FoundDate, FoundEvent, Participant
    from bilateral.analysis.knowledge import KnownOffice
    from bilateral.content.statement_records import TripleText
    from bilateral.ingest.identity.event_matching import EventMatch
    from bilateral.ingest.suggestions.office_suggestions import Tenures
    from bilateral.ingest.suggestions.suggested_values import SuggestedValues

_CLASSES: Final = {
    "meeting": "bil:Meeting",
    "call": "bil:Call",
    "visit": "bil:Visit",
    "summit": "bil:Summit",
    "session": "bil:CouncilSession",
    "agreement": "bil:Agreement",
    "declaration": "bil:Declaration",
    "withdrawal": "bil:Withdrawal",
    "sanctions": "bil:Sanctions",
    "expulsion": "bil:Expulsion",
    "recognition": "bil:Recognition",
    "relations": "bil:RelationsChange",
    "military": "bil:MilitaryAction",
    "statement": "bil:Issuance",
    "vote": "bil:Vote",
    "other": "bil:Event",
}
_SHOWN: Final = {
    "bil:Meeting": "meeting",
    "bil:BilateralMeeting": "meeting of two states",
    "bil:MultilateralMeeting": "meeting of several states",
    "bil:Call": "call",
    "bil:Visit": "visit",
    "bil:Summit": "summit",
    "bil:CouncilSession": "session of a body",
    "bil:Agreement": "agreement",
    "bil:Declaration": "declaration",
    "bil:Withdrawal": "withdrawal",
    "bil:Sanctions": "sanctions",
    "bil:Expulsion": "expulsion of diplomats",
    "bil:Recognition": "recognition",
    "bil:RelationsChange": "change of relations",
    "bil:MilitaryAction": "military action",
    "bil:Exercise": "military exercise",
    "bil:Issuance": "statement",
    "bil:Vote": "vote",
    "bil:Aid": "aid",
    "bil:Event": "another event",
}
"""The classes of events in words."""

_FAMILIES: Final = (
    ("Meeting", "BilateralMeeting", "MultilateralMeeting", "Call", "Visit", "Summit", "CouncilSession"),
    ("Agreement", "Declaration", "Issuance", "Vote"),
    ("Sanctions", "Expulsion", "Recognition", "RelationsChange", "Withdrawal"),
    ("MilitaryAction", "Exercise", "Aid"),
)
"""Classes that are easily taken for each other: those that are offered beside the one suggested."""

_EXERCISE: Final = re.compile(r"exercis|drill|man(?:o?euvre|euver)|war ?game", re.IGNORECASE)
_AID: Final = re.compile(r"\baid|assist|donat|relief|humanitarian|grant|loan|suppl", re.IGNORECASE)
_MANY: Final = frozenset({"bil:Summit", "bil:CouncilSession", "bil:MultilateralMeeting"})
_STATUSES: Final = ("occurred", "planned", "cancelled", "denied")
_ROLES: Final = {
    "host": "bil:host",
    "guest": "bil:guest",
    "agent": "bil:agent",
    "target": "bil:target",
}
_LABELS: Final = {
    "bil:host": "host",
    "bil:guest": "guest",
    "bil:visitor": "who visits",
    "bil:agent": "who acts",
    "bil:target": "towards whom",
    "bil:organiser": "organiser",
    "bil:participant": "who takes part",
}
_ASKED: Final = {
    "bil:Visit": ("bil:visitor",),
    "bil:Sanctions": ("bil:agent", "bil:target"),
    "bil:Expulsion": ("bil:agent", "bil:target"),
    "bil:Recognition": ("bil:agent", "bil:target"),
    "bil:Aid": ("bil:agent", "bil:target"),
    "bil:MilitaryAction": ("bil:agent",),
    "bil:Withdrawal": ("bil:agent",),
    "bil:Issuance": ("bil:agent",),
}
"""By class of an event, the roles that those who take part are given where the text names none."""
_TWO: Final = 2


@dataclass(frozen=True, slots=True)
class EventSuggester:
    """Makes suggestions of the events of one text.

    Attributes:
        extractor: its name and version.
        offices: of the graph, by identifier.
        tenures: of the graph.
    """

    values: SuggestedValues
    extractor: str
    offices: Mapping[str, KnownOffice]
    tenures: Tenures

    def has_party(self, event: FoundEvent) -> bool:
        """Return whether somebody who can be named takes part in an event; of others nothing is suggested."""
        return any(True for _ in self._participants(event))

    def suggest(
        self, number: int, event: FoundEvent, matches: Sequence[EventMatch], aside: str = ""
    ) -> DraftSuggestion:
        """Return the suggestion of an event that has a party.

        Args:
            number: of the suggestion in its draft, from 1.
            event: as it was found.
            matches: events of the graph that it may be, the best first.
            aside: the event of this draft on whose sidelines it takes place, "" for none.
        """
        taking_part = list(self._participants(event))
        name, draft_subject = f"s{number}", f"event/new-{number}"
        words = event.trigger.of(self.values.text)
        class_ = _class(event, words, [part.predicate for part in taking_part])
        place = self._place(event, class_)
        parts = [
            _kind_part(class_),
            _status_part(event.status),
            *_roles(taking_part, class_),
            *self._represented(event),
            *_days(event.date),
            *([place] if place else []),
            *_sidelines(event, aside),
        ]
        made = DraftSuggestion(
            name,
            EVENT,
            event.name or event.kind,
            draft_subject,
            tuple(self._statements(name, draft_subject, event, parts)),
            tuple(parts),
            tuple((span.start, span.end) for span in event.evidence),
            event.grounds.confidence,
            event.grounds.reason,
            self.extractor,
            event.grounds.rule,
            self.values.paragraph(event.evidence[0].start if event.evidence else event.trigger.start),
            states=tuple(sorted({*event.states, *(p.state for p in event.participants if p.state)})),
            is_new=True,
        )
        return _identified(made, class_, matches)

    def _participants(self, event: FoundEvent) -> Iterator[SuggestionPart]:
        """Yield those who take part, and the states that no person among them stands for."""
        states = [state for state in event.states if state]
        numbers: dict[str, int] = {}
        for each in event.participants:
            if each.entity.kind == PLACE:
                continue
            predicate = _predicate(event, each)
            numbers[predicate] = numbers.get(predicate, 0) + 1
            name = f"{_LABELS[predicate]} {numbers[predicate]}"
            slot = PartSlot(name, _LABELS[predicate], predicate)
            part = self.values.part(slot, each.entity, event.evidence, each.reason, each.choices)
            if part:
                yield part
                states = [state for state in states if state not in {each.state, each.entity.id}]
        for state in states:
            known = next((m.entity for m in self.values.mentions if m.entity.id == state), None)
            entity = known or Entity(state, state.partition("/")[2], STATE)
            # The state that is visited is where the visit goes.
            if event.kind == "visit" and numbers:
                continue
            slot = PartSlot(f"state {state.partition('/')[2]}", "which state", "bil:participant")
            if part := self.values.part(slot, entity, event.evidence):
                yield part

    def _represented(self, event: FoundEvent) -> Iterator[SuggestionPart]:
        """Yield the states that persons stand for where no office that they are known to hold says it."""
        states = [
            (each.state, each.reason)
            for each in event.participants
            if each.state and each.entity.kind == PERSON and not self._holds(each, event.date)
        ]
        for state, reason in dict(reversed(states)).items():
            slot = PartSlot(
                f"stands for {state.partition('/')[2]}", "for which state", "bil:stateRepresented"
            )
            if part := self.values.part(
                slot, Entity(state, self._name_of(state), STATE), event.evidence, reason
            ):
                yield part

    def _holds(self, participant: Participant, date: FoundDate | None) -> bool:
        """Return whether a participant is known to hold an office of the state then: the graph infers it."""
        if date is None or participant.entity.id is None:
            return False
        start, _, end = date.value.partition("/")
        try:
            first, last = days(start).first, days(end or start).last
        except ValueError:
            return False
        return any(
            tenure.first is not None and tenure.covers(first) and tenure.covers(last)
            for office in self.offices.values()
            if office.of == participant.state
            for tenure in self.tenures.get((participant.entity.id, office.id), ())
        )

    def _place(self, event: FoundEvent, class_: str) -> SuggestionPart | None:
        required = class_ == "bil:Visit"
        place = event.place if event.place and event.place.kind in {PLACE, STATE} else None
        if place is None and required:
            host = _host_state(event)
            place = Entity(host, self._name_of(host), STATE) if host else None
        if place is None:
            return SuggestionPart("place", "place", "bil:place", "", "", required=True) if required else None
        return self.values.part(PartSlot("place", "place", "bil:place", required), place, event.evidence)

    def _name_of(self, state: str) -> str:
        return next((m.entity.name for m in self.values.mentions if m.entity.id == state), state)

    def _statements(
        self, name: str, subject: str, event: FoundEvent, parts: Sequence[SuggestionPart]
    ) -> Iterator[StatementRecord]:
        """Yield a statement for the status, with kind and label, and one for each value besides."""
        spans = event.evidence or (event.trigger,)
        class_ = next(part.value for part in parts if part.predicate == "a")
        described = ((subject, "a", class_), (subject, "rdfs:label", english(event.name or event.kind)))
        status: TripleText = (subject, "bil:status", f"status/{event.status}")
        yield StatementRecord(name, REPORT, status, self.values.quotes(spans), also=described)
        number = 1
        expected = event.status == "planned" and class_ in _MANY
        for part in parts:
            if not part.value or part.predicate in {"", "a", "bil:status"}:
                continue
            number += 1
            # Who is expected among many has not been there yet: that is a plan.
            kind = PLAN if expected and part.value.startswith("person/") else REPORT
            yield StatementRecord(
                f"{name}-{number}",
                kind,
                (subject, part.predicate, part.value),
                self.values.quotes(spans, part.words),
                STATED if part.words else CONCLUDED,
            )
        yield from describing(parts, name, number + 1, self.values.quotes(spans))


def _predicate(event: FoundEvent, participant: Participant) -> str:
    if event.kind == "visit" and participant.role in {"visitor", "guest"}:
        return "bil:visitor"
    if event.kind in {"session", "summit"} and participant.entity.kind == ORGANISATION:
        return "bil:organiser"
    role = "guest" if participant.role == "visitor" else participant.role or ""
    return _ROLES.get(role, "bil:participant")


def _class(event: FoundEvent, words: str, predicates: Sequence[str]) -> str:
    states = set(event.states) | {each.state for each in event.participants if each.state}
    if event.kind == "meeting" and len(states) == _TWO:
        return "bil:BilateralMeeting"
    if event.kind == "meeting" and len(states) > _TWO:
        return "bil:MultilateralMeeting"
    if event.kind == "session" and "bil:organiser" not in predicates:
        return "bil:MultilateralMeeting"
    if event.kind == "military" and _EXERCISE.search(words):
        return "bil:Exercise"
    if event.kind == "other" and _AID.search(words):
        return "bil:Aid"
    return _CLASSES.get(event.kind, "bil:Event")


def _roles(parts: Sequence[SuggestionPart], class_: str) -> list[SuggestionPart]:
    """Return participants with the roles that the class asks for, where the text names none."""
    found = list(parts)
    have = {part.predicate for part in found}
    for predicate in _ASKED.get(class_, ()):
        first = next((at for at, part in enumerate(found) if part.predicate == "bil:participant"), None)
        if predicate not in have and first is not None:
            found[first] = _as(found[first], predicate)
    return found


def _as(part: SuggestionPart, predicate: str) -> SuggestionPart:
    return replace(
        part,
        name=f"{_LABELS[predicate]} 0",
        label=_LABELS[predicate],
        predicate=predicate,
        doubt=part.doubt or "the text does not say in which role",
    )


def _host_state(event: FoundEvent) -> str | None:
    hosts = [each.state for each in event.participants if each.role == "host" and each.state]
    own = {each.state for each in event.participants if each.role != "host"}
    return next((state for state in (*hosts, *event.states) if state not in own), None)


def _kind_part(class_: str) -> SuggestionPart:
    family = next((each for each in _FAMILIES if class_.removeprefix("bil:") in each), ())
    others = [f"bil:{name}" for name in family if f"bil:{name}" != class_]
    candidates = tuple(
        PartCandidate(value, _SHOWN[value], float(value == class_))
        for value in (class_, *others, "bil:Event")
    )
    unique = tuple({each.value: each for each in reversed(candidates)}.values())[::-1]
    return SuggestionPart("kind", "kind", "a", class_, _SHOWN[class_], candidates=unique, required=True)


def _status_part(status: str) -> SuggestionPart:
    candidates = tuple(PartCandidate(f"status/{each}", each, float(each == status)) for each in _STATUSES)
    ordered = tuple(sorted(candidates, key=lambda each: -each.score))
    return SuggestionPart(
        "status", "status", "bil:status", f"status/{status}", status, candidates=ordered, required=True
    )


def _days(date: FoundDate | None) -> list[SuggestionPart]:
    if date is None:
        return [SuggestionPart("day", "day", "bil:date", "", "", doubt="the text does not say it")]
    start, _, end = date.value.partition("/")
    if end and end != start:
        return [_day("first day", "bil:start", start, date), _day("last day", "bil:end", end, date)]
    return [_day("day", "bil:date", start, date)]


def _day(name: str, predicate: str, value: str, date: FoundDate) -> SuggestionPart:
    """Return the part for a date, which may also be less precise than it was reckoned to be."""
    try:
        partial_date(value)
    except ValueError:
        return SuggestionPart(name, name, predicate, "", "", doubt=f"no such day: {value}")
    reason = date.reason or "as the text has it"
    candidates = [PartCandidate(value, spoken(value), 0.8 if date.relative else 0.95, reason)]
    while "-" in value:
        value = value.rpartition("-")[0]
        candidates.append(PartCandidate(value, spoken(value), 0.2, "no more than this may be meant"))
    first = candidates[0]
    doubt = "reckoned, not said" if date.relative else ""
    return SuggestionPart(
        name, name, predicate, first.value, first.label, doubt=doubt, candidates=tuple(candidates)
    )


def _sidelines(event: FoundEvent, aside: str) -> list[SuggestionPart]:
    if not event.sidelines_of:
        return []
    words = " ".join(event.sidelines_of.split())
    if aside:
        candidate = PartCandidate(aside, words, 0.8, "this text tells of it")
        return [
            SuggestionPart(
                "sidelines", "on the sidelines of", "bil:onSidelinesOf", aside, words, words,
                candidates=(candidate,),
            )
        ]  # fmt: skip
    doubt = f"“{words}” is no event here yet: choose or make one"
    return [
        SuggestionPart("sidelines", "on the sidelines of", "bil:onSidelinesOf", "", "", words, doubt=doubt)
    ]


def _identified(made: DraftSuggestion, class_: str, matches: Sequence[EventMatch]) -> DraftSuggestion:
    """Return a suggestion with the events of the graph that it may be."""
    subject = made.subject
    label = next(triple for triple in made.triples() if triple[:2] == (subject, "rdfs:label"))
    defines = ((subject, "a", class_), label)
    new = PartCandidate(subject, "a new event", 0.5, "no event of the graph is this one", defines)
    return replace(made, parts=(*made.parts, identity_part(new, new, matches)))


def identity_part(chosen: PartCandidate, new: PartCandidate, matches: Sequence[EventMatch]) -> SuggestionPart:
    """Return the part by which an event is one of the graph or new; without doubt where it is the same."""
    known = tuple(
        PartCandidate(each.event, each.label, each.score, "; ".join((*each.reasons, *each.conflicts)))
        for each in matches
        if each.event != new.value
    )
    own = next((each for each in matches if each.event == new.value), None)
    if own:
        # Another document gave the event this very name.
        new = new._replace(label=own.label, score=own.score, reason="; ".join(own.reasons))
    others = () if chosen.value in {new.value, *(each.value for each in known)} else (chosen,)
    return SuggestionPart(
        IDENTITY,
        "which event",
        "",
        chosen.value,
        chosen.label,
        doubt=_identity_doubt(chosen, matches),
        candidates=(*others, *known, new),
    )


def _identity_doubt(chosen: PartCandidate, matches: Sequence[EventMatch]) -> str:
    best = next(iter(matches), None)
    if best is None or chosen.value == best.event:
        return ""
    if best.conflicts:
        return f"sources disagree: {best.conflicts[0]}"
    return "" if best.verdict == SAME else f"perhaps the same as {best.label}"
