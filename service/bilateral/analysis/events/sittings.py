"""Sittings that one clause lists, each with its day and place: "in Rome on 9 June, then in Oslo on 12"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.annotated_text import BODY_TAG, DATE_TAG, PLACE_TAG, STATE_TAG
from bilateral.analysis.event_comparison import ENCOUNTERS
from bilateral.analysis.events.event_places import state_of
from bilateral.analysis.events.told_event import EventParty
from bilateral.analysis.events.words.event_lexicon import clause_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.analysis.annotated_text import PhraseTag
    from bilateral.analysis.events.clauses.triggers import Trigger
    from bilateral.analysis.events.told_event import ToldEvent
    from bilateral.analysis.events.words.clause_tokens import Tokens
    from bilateral.analysis.knowledge import Knowledge

_LISTING: Final = frozenset({",", "and", "then", "before"})
_BETWEEN_SLOTS: Final = _LISTING | clause_words("between_sittings")
_AFTER_SITTING: Final = frozenset({".", ",", ";", "and", "then", ")", "before", "where"})
_BREAKING: Final = frozenset({";", "that", "who", "which", "after", "said", "when", "while"})
_SLOT: Final = {PLACE_TAG: "place", STATE_TAG: "place", DATE_TAG: "day", BODY_TAG: "body"}
_LASTING: Final = ENCOUNTERS | {"visit", "session"}


class Sitting(NamedTuple):
    """One of a list, from the token `first` up to, not including, `last`."""

    first: int
    last: int
    place: PhraseTag
    day: PhraseTag
    body: PhraseTag | None


def next_sitting(tokens: Tokens, trigger: Trigger) -> int | None:
    """Return the token at which a list of sittings goes on after the first, None if there is no list."""
    first = next(_sittings(tokens, trigger), None)
    return first.first if first else None


def held_again(told: ToldEvent, tokens: Tokens, trigger: Trigger, knowledge: Knowledge) -> list[ToldEvent]:
    """Return the further sittings of an event that has a day and a place."""
    if told.date is None or told.place is None:
        return []
    return [_made(told, each, knowledge) for each in _sittings(tokens, trigger)]


def _made(told: ToldEvent, sitting: Sitting, knowledge: Knowledge) -> ToldEvent:
    actor = sitting.place.actors[0]
    state = state_of(actor.entity, actor.state, knowledge.part_of)
    made = replace(told, date=sitting.day.date, place=actor.entity)
    if told.kind == "visit":
        return replace(made, states=(state,) if state else ())
    if sitting.body is None:
        return made
    bodies = tuple(EventParty(body) for body in sitting.body.actors)
    return replace(made, kind="session", parties=(*bodies, *told.parties))


def _sittings(tokens: Tokens, trigger: Trigger) -> Iterator[Sitting]:
    start = _end_of_first(tokens, trigger) if trigger.kind in _LASTING and not trigger.dates else None
    while start is not None and (sitting := _sitting_at(tokens, start)):
        yield sitting
        start = sitting.last


def _end_of_first(tokens: Tokens, trigger: Trigger) -> int | None:
    """Return where the day and place that come first after a trigger end."""
    seen: set[str] = set()
    for index in range(trigger.end, len(tokens)):
        token = tokens[index]
        if token.lower in _BREAKING:
            return None
        seen.add(_SLOT.get(token.letter, ""))
        if {"place", "day"} <= seen:
            return index + 1
    return None


def _sitting_at(tokens: Tokens, start: int) -> Sitting | None:
    """Return the sitting that is listed at a token: nothing but its day, its place and small words."""
    found: dict[str, PhraseTag] = {}
    for index in range(start, len(tokens)):
        token = tokens[index]
        slot = _SLOT.get(token.letter, "")
        if not slot and token.lower not in _BETWEEN_SLOTS:
            return None
        if slot in found or (slot and token.tag and slot != "day" and not token.tag.actors):
            return None
        if slot and token.tag:
            found[slot] = token.tag
        if {"place", "day"} <= set(found):
            return _closed(tokens, start, index + 1, found)
    return None


def _closed(tokens: Tokens, start: int, end: int, found: dict[str, PhraseTag]) -> Sitting | None:
    """Return a sitting if it is listed, and nothing else is told of its day and place."""
    is_listed = bool({token.lower for token in tokens[start:end]} & _LISTING)
    ends = end >= len(tokens) or tokens[end].lower in _AFTER_SITTING
    if not is_listed or not ends:
        return None
    return Sitting(start, end, found["place"], found["day"], found.get("body"))
