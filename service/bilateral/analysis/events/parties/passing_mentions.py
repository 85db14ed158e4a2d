"""Words of talks that tell of no encounter of their own: "engagement with the region", "during the call"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotated_text import DATE_TAG, PERSON_TAG, STATE_TAG
from bilateral.analysis.events.clauses.arguments import JOINED, OF
from bilateral.analysis.events.clauses.triggers import NOUN
from bilateral.analysis.events.words.event_lexicon import clause_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.analysis.events.clauses.actor_groups import ActorGroup
    from bilateral.analysis.events.clauses.arguments import Arguments
    from bilateral.analysis.events.clauses.triggers import Trigger
    from bilateral.analysis.events.words.clause_tokens import Tokens

_LASTING: Final = clause_words("lasting_talks")
_WANTING: Final = clause_words("wanting")
_SINGLE: Final = frozenset(
    {"a", "an", "the", "this", "that", "these", "his", "her", "their", "its", "'s", "'"}
)
_BEFORE_SINGLE: Final = frozenset({"after", "during", "following", "at", "before", "ahead", "for"})
_VERBS: Final = clause_words("be") | {"have", "has", "had", "will", "would", "includes", "included"}
_WITHIN: Final = frozenset({"during", "in", "at", "after", "following", "before"})
_PRESS: Final = ("spokes", "press secretary", "communications director")
_TITLES: Final = frozenset({"statement", "readout", "remarks", "briefing"})
_OPENING: Final = 5
_PHRASE: Final = 5
_PAIR: Final = 2


def is_lasting(tokens: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Return whether talks are no single event: "engagement with Pacific states", "continued consultation".

    A day, a place, a verb that carries the noun, an article or the beginning of a title make it one.
    """
    if trigger.form != NOUN or tokens[trigger.last - 1].lower not in _LASTING or arguments.carrier:
        return False
    before = tokens[max(trigger.first - _PHRASE, 0) : trigger.first]
    has_day = any(token.letter == DATE_TAG for token in (*before, *tokens[trigger.last : arguments.end + 2]))
    if has_day or not before or any(preposition for preposition, _ in arguments.places):
        return False
    return not any(token.lower in _SINGLE | _BEFORE_SINGLE for token in before)


def is_ended(tokens: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Return whether what follows is of another clause: "what was said during the call was part of"."""
    if trigger.form != NOUN or trigger.kind not in {"meeting", "call"} or trigger.last >= len(tokens):
        return False
    if arguments.of(JOINED):
        return False
    opening = [token.lower for token in tokens[max(trigger.first - 2, 0) : trigger.first]]
    is_within = opening[:1] and opening[0] in _WITHIN and opening[-1] in {"the", "this", "their"}
    return bool(is_within) and tokens[trigger.last].lower in _VERBS


def drop_wanting(tokens: Tokens, arguments: Arguments) -> None:
    """Leave out who but wants the talks: "comes at the urging of Cuba"."""
    if OF in arguments.groups:
        arguments.groups[OF] = [
            group
            for group in arguments.groups[OF]
            if group.first < _PAIR or tokens[group.first - _PAIR].lower not in _WANTING
        ]


def without_author(tokens: Tokens, groups: Sequence[ActorGroup], *, is_title: bool) -> tuple[ActorGroup, ...]:
    """Leave out who issues a statement on what others do: "Statement by Spokesperson Li on the Visit of"."""
    if not is_title or not {token.lower for token in tokens[:_OPENING]} & _TITLES:
        return tuple(groups)
    return tuple(group for group in groups if not _is_author(tokens, group))


def _is_author(tokens: Tokens, group: ActorGroup) -> bool:
    before = {token.lower for token in tokens[max(group.first - _OPENING, 0) : group.first]}
    follows = tokens[group.last : group.last + 2]
    is_on = bool(follows) and follows[0].lower in {"on", "of", "regarding"}
    speaks = PERSON_TAG in group.letters and any(
        word in actor.office.lower() for actor in group.actors for word in _PRESS
    )
    speaks = speaks or bool(PERSON_TAG in group.letters and before & {"spokesperson", "spokesman"})
    return is_on and speaks and bool(before & {"by", "from"}) and not follows[-1].is_a(STATE_TAG)
