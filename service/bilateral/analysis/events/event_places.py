"""Where an event takes place, and which states a visit leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotated_text import PLACE_TAG, STATE_TAG
from bilateral.analysis.event_comparison import wholes_of
from bilateral.analysis.events.words.event_lexicon import LEADING
from bilateral.analysis.findings import STATE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bilateral.analysis.annotated_text import PhraseTag
    from bilateral.analysis.events.clauses.arguments import Arguments
    from bilateral.analysis.events.clauses.triggers import Trigger
    from bilateral.analysis.events.words.clause_tokens import Tokens
    from bilateral.analysis.findings import Entity
    from bilateral.analysis.knowledge import Knowledge

_AT: Final = frozenset({"in", "at", "near", "outside", "off", ""})
_APART: Final = frozenset({";", "after", "before", "when", "while", "from", "following", "since", "until"})
_NOWHERE: Final = frozenset({"expulsion", "sanctions", "withdrawal", "recognition"})
"""Kinds that take place nowhere: places beside them are those of others."""
_DESTINATION: Final = frozenset({"to", "in", "at", "into", "for", "of", ""})


def place_of(
    tokens: Tokens, trigger: Trigger, arguments: Arguments, others: Sequence[Trigger]
) -> Entity | None:
    """Return the narrowest place that the clause names for a trigger, None if it names none.

    `others` are all triggers of the sentence.
    """
    if trigger.kind in _NOWHERE:
        return None
    wanted = _AT | {"to"} if trigger.frame == "hosting" else _DESTINATION if trigger.frame in LEADING else _AT
    tags = [tag for preposition, tag in arguments.places if preposition in wanted and tag.actors]
    if trigger.frame not in {"directed", "parties", "recall"}:
        tags += _before(
            tokens, trigger, max((each.end for each in others if each.end <= trigger.start), default=0)
        )
    return narrowest(tags)


def destinations(arguments: Arguments, knowledge: Knowledge) -> tuple[tuple[str, Entity], ...]:
    """Return the states that a visit leads to, each with the narrowest place named in it."""
    found: dict[str, Entity] = {}
    leading = next((preposition for preposition, _ in arguments.places if preposition in _DESTINATION), "")
    for preposition, tag in arguments.places:
        for actor in tag.actors if preposition in _DESTINATION else ():
            state = state_of(actor.entity, actor.state, knowledge.part_of)
            if preposition != leading and state not in found:
                continue
            if state and (state not in found or found[state].kind == STATE):
                found[state] = actor.entity
    return tuple(found.items())


def state_of(place: Entity, known: str | None, part_of: Mapping[str, str]) -> str | None:
    """Return the state that a place lies in or is."""
    if place.kind == STATE and place.id:
        return place.id
    wholes = (place.id or "", *wholes_of(place, part_of))
    return next((each for each in wholes if each.startswith("state/")), known)


def narrowest(tags: Sequence[PhraseTag]) -> Entity | None:
    """Return the first place that is no state, else the first state."""
    entities = [tag.actors[0].entity for tag in tags if tag.letter in PLACE_TAG + STATE_TAG]
    return next((entity for entity in entities if entity.kind != STATE), entities[0] if entities else None)


def _before(tokens: Tokens, trigger: Trigger, start: int) -> list[PhraseTag]:
    """Return the places of the clause before the trigger: "In Geneva, X met Y", "Sochi will host talks"."""
    found = []
    for index in range(trigger.start - 1, start - 1, -1):
        tag = tokens[index].tag
        if tokens[index].lower in _APART:
            break
        is_opening = index == 1 and tokens[0].lower == "in" and tokens[index].letter == STATE_TAG
        if tag and (is_opening or (tag.letter == PLACE_TAG and _is_venue(tokens, index))):
            found.append(tag)
    return found


def _is_venue(tokens: Tokens, index: int) -> bool:
    before = tokens[index - 1].lower if index else ""
    following = [token.lower for token in tokens[index + 1 : index + 3]]
    return (
        before in {"in", "at", "near"}
        or "host" in following
        or following[:1] == ["hosts"]
        or following[:1] == ["hosted"]
    )
