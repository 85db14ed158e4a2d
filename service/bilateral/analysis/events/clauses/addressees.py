"""To whom somebody speaks: "told Modi in a call", "a call to congratulate Modi"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotated_text import PERSON_TAG
from bilateral.analysis.events.clauses.actor_groups import group_at
from bilateral.analysis.events.words.event_lexicon import clause_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.analysis.events.clauses.actor_groups import ActorGroup
    from bilateral.analysis.events.clauses.triggers import Trigger
    from bilateral.analysis.events.words.clause_tokens import Tokens

_ADDRESSING: Final = clause_words("addressing")
_DURING: Final = frozenset({"in", "during", "on", "by", "via"})
_PHRASE: Final = 7
_NEAR: Final = 4


def addressee_before(tokens: Tokens, groups: Sequence[ActorGroup], trigger: Trigger) -> ActorGroup | None:
    """Return whom somebody told something in the talks that a noun names: "thanked Modi in a call"."""
    before = [token.lower for token in tokens[max(trigger.first - _PHRASE, 0) : trigger.first]]
    if not set(before) & _DURING:
        return None
    persons = [each for each in groups if each.last <= trigger.first and PERSON_TAG in each.letters]
    return next((each for each in persons[1:] if _is_addressed(tokens, each.first)), None)


def _is_addressed(tokens: Tokens, first: int) -> bool:
    return tokens[first - 1].lower in _ADDRESSING | {"with"}


def addressee_after(tokens: Tokens, trigger: Trigger, end: int) -> ActorGroup | None:
    """Return whom a call is made to: "a call from Xi to congratulate Modi"."""
    for index in range(trigger.end, min(end + _NEAR, len(tokens) - 2)):
        if tokens[index].lower in {",", ";", ".", "that"}:
            return None
        group = group_at(tokens, index + 2) if tokens[index].lower == "to" else None
        if group and PERSON_TAG in group.letters and tokens[index + 1].is_word:
            return group
    return None
