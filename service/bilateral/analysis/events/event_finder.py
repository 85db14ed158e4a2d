"""The events of a text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bilateral.analysis.events.clause_reader import ClauseParse, told_events
from bilateral.analysis.events.clauses.triggers import NOUN
from bilateral.analysis.events.clauses.verb_groups import BY_CONTEXT
from bilateral.analysis.events.event_context import filled, with_days_of_readout
from bilateral.analysis.events.event_features import rule_name
from bilateral.analysis.events.event_merging import merged, states_of
from bilateral.analysis.events.event_validity import is_event
from bilateral.analysis.events.parties.participants import participants_of
from bilateral.analysis.events.sidelines import sidelines_of
from bilateral.analysis.events.topics.event_topics import topics_of
from bilateral.analysis.findings import PERSON, FoundEvent, Grounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.analysis.annotated_text import AnnotatedText, TaggedSentence
    from bilateral.analysis.events.event_merging import MergedEvent
    from bilateral.analysis.events.told_event import ToldEvent
    from bilateral.analysis.findings import Participant
    from bilateral.analysis.knowledge import Knowledge

_PAIR: Final = 2
_SUMMIT: Final = re.compile(
    r"\b(?:for|in|at|during) (?:an?|its|their|the) (?:[\w-]+ ){0,3}summit\b|leaders[’']? summit",
    re.IGNORECASE,
)
_SOON: Final = 60  # characters
_IN_PERSON: Final = re.compile(
    r"\b(?:face[- ]to[- ]face|in person|sidelines|margins|beginning of|dinner|lunch|hosted|visit|arriv)",
    re.IGNORECASE,
)


def find_events(
    annotated: AnnotatedText, knowledge: Knowledge, parse: ClauseParse | None = None
) -> tuple[FoundEvent, ...]:
    """Return the events that a text tells of, in the order in which it first tells of them.

    A parse, if given, tells which words tell of events, and who takes part where the rules find nobody.
    """
    told = with_days_of_readout(told_events(annotated, knowledge, parse), annotated, knowledge)
    events = merged(told)
    filled(events, annotated, knowledge)
    for event in events:
        event.told = replace(event.told, kind=_kind(event, events, annotated))
    kept = [event for event in events if is_event(event.told)]
    return tuple(_found(event, kept, annotated, knowledge) for event in kept)


def _found(
    event: MergedEvent, events: Sequence[MergedEvent], annotated: AnnotatedText, knowledge: Knowledge
) -> FoundEvent:
    told = event.told
    kind = told.kind
    states = states_of(told)
    participants = participants_of(kind, told.parties, knowledge)
    sentences = [annotated.sentences[number] for number in event.sentences]
    return FoundEvent(
        kind=kind,
        status=told.status,
        trigger=event.clauses[0].trigger,
        evidence=tuple(sentence.span for sentence in sentences),
        date=told.date,
        place=told.place,
        participants=participants,
        states=tuple(sorted(state for state in states if "/" in state)),
        topics=topics_of(event, events, annotated),
        sidelines_of=_sidelines(told, sentences, annotated),
        name=_name(kind, participants),
        grounds=Grounds(rule_name(kind, event.clauses[0].form), _reason(event, annotated)),
    )


def _kind(event: MergedEvent, events: Sequence[MergedEvent], annotated: AnnotatedText) -> str:
    """A summit of two is a meeting; an organisation, or its ministers, that meets holds a session."""
    told = event.told
    if _is_from_afar(event, events, annotated):
        return "call"
    if told.kind == "session" and _is_summit(event, annotated):
        return "summit"
    if told.kind == "meeting" and len(told.parties) == 1 and not states_of(told) and _is_told(event):
        return "summit" if _is_summit(event, annotated) else "session"
    if told.kind == "visit" and told.form == NOUN and not told.states and _come_together(told):
        return "meeting"
    if (
        told.kind == "summit"
        and len(states_of(told)) == _PAIR
        and all(party.actor.state for party in told.parties)
    ):
        return "meeting"
    return told.kind


def _is_from_afar(event: MergedEvent, events: Sequence[MergedEvent], annotated: AnnotatedText) -> bool:
    """Return whether a conversation was one by telephone: nobody came, and no place is told of it."""
    told, words = event.told, [each.trigger.of(annotated.source.text).lower() for each in event.clauses]
    came = (each.told for each in events if each.told.kind in {"visit", "summit", "session"})
    return (
        told.kind == "meeting"
        and not told.place
        and all(each.endswith(("conversation", "conversations")) for each in words)
        and len(states_of(told)) == _PAIR
        and not any(states_of(each) & states_of(told) for each in came)
        and not any(
            _IN_PERSON.search(annotated.sentences[at].span.of(annotated.source.text))
            for at in event.sentences
        )
    )


def _is_summit(event: MergedEvent, annotated: AnnotatedText) -> bool:
    """Return whether a body that meets is said to do so for a summit, soon after the words that tell it."""
    text = annotated.source.text
    return any(
        _SUMMIT.search(text[each.trigger.start : min(each.trigger.end + _SOON, end)])
        for each in event.clauses
        for end in (annotated.sentences[each.sentence].span.end,)
    )


def _come_together(told: ToldEvent) -> bool:
    """Return whether persons of several states visit something: "their tour of the frigate"."""
    visitors = [party.actor for party in told.parties if party.role == "visitor"]
    states = {actor.state for actor in visitors if actor.entity.kind == PERSON and actor.state}
    return len(states) > 1 and len(visitors) == len(told.parties)


def _is_told(event: MergedEvent) -> bool:
    """Return whether more than a noun tells of an event: "NATO met", "the meeting of NATO on Friday"."""
    return event.told.date is not None or any(
        each.form != NOUN or each.status != BY_CONTEXT for each in event.clauses
    )


def _sidelines(told: ToldEvent, sentences: Sequence[TaggedSentence], annotated: AnnotatedText) -> str:
    if told.kind not in {"meeting", "call", "agreement", "session"}:
        return ""
    return next((found for sentence in sentences if (found := sidelines_of(annotated, sentence))), "")


def _name(kind: str, participants: Sequence[Participant]) -> str:
    names = [participant.entity.name for participant in participants]
    label = {"call": "Call", "meeting": "Talks", "visit": "Visit"}.get(kind, kind.capitalize())
    return f"{label} of {_listed(names)}" if names else label


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _reason(event: MergedEvent, annotated: AnnotatedText) -> str:
    words = event.clauses[0].trigger.of(annotated.source.text)
    times = len(event.sentences)
    told = "one sentence tells" if times == 1 else f"{times} sentences tell"
    concluded = [party.reason for party in event.told.parties if party.reason]
    day = event.told.date.reason if event.told.date else ""
    return "; ".join(
        filter(None, [f"“{words}”: {told} of it", *dict.fromkeys(concluded), day and f"the day: {day}"])
    )
