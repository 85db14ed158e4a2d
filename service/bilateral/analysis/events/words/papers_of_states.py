"""Papers between states that a text refers to: "implement the agreements between", "the accord of 9 May"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotated_text import (
    ADJECTIVE_TAG,
    DATE_TAG,
    PEOPLE_TAG,
    PERSON_TAG,
    STATE_TAG,
)
from bilateral.analysis.events.words.event_lexicon import clause_words
from bilateral.analysis.findings import OCCURRED, PLANNED

if TYPE_CHECKING:
    from bilateral.analysis.events.words.clause_tokens import ClauseToken, Tokens

_HONOURING: Final = clause_words("honouring")
_PREPARING: Final = clause_words("preparing")
_SIDES: Final = clause_words("sides")
_SMALL: Final = frozenset({"of", "the", "between", "by", "and", ",", "'s", "their", "on", "two", "three"})
_CLAUSE: Final = frozenset({";", ".", ":", "if", "would", "could", "no", "without"})
_BEFORE, _TO_BETWEEN, _SUBJECT_MATTER, _LONGEST = 9, 12, 8, 25
_NAMES: Final = ADJECTIVE_TAG + STATE_TAG + PERSON_TAG + PEOPLE_TAG
_PAIR: Final = 2


def standing_of_paper(tokens: Tokens, first: int, last: int) -> str:
    """Return what is done with a paper between states: OCCURRED, PLANNED, or "" where nothing tells it.

    Who is to "implement the agreements between" them has signed them; "drafts of a treaty between" are to
    become one.
    """
    if not _is_between_states(tokens, last):
        return ""
    for index in range(first - 1, max(first - _BEFORE, -1), -1):
        word = tokens[index].lower
        if word in _CLAUSE:
            return ""
        if word in _HONOURING:
            return OCCURRED
        if word in _PREPARING:
            return PLANNED
    return ""


def is_in_making(tokens: Tokens, verb: int, end: int) -> bool:
    """Return whether a verb says how a paper comes about: "working out a treaty between"."""
    return tokens[verb].lower in _PREPARING and _is_between_states(tokens, end)


def _is_between_states(tokens: Tokens, start: int) -> bool:
    """Return whether those of a paper follow it: "on gas between Iran and Oman", "of the leaders of"."""
    found = next(
        (
            at
            for at in range(start, min(start + _TO_BETWEEN, len(tokens)))
            if tokens[at].lower == "between" or (at == start and tokens[at].lower in {"of", "by"})
        ),
        -1,
    )
    if found < 0 or any(token.lower in _CLAUSE | {","} for token in tokens[start:found]):
        return False
    return _named(tokens, found + 1) >= _PAIR


def _named(tokens: Tokens, start: int) -> int:
    """Return how many sides are named from a token on, without a break."""
    names = 0
    for token in tokens[start : start + _LONGEST]:
        if token.is_a(_NAMES):
            names += max(len(token.tag.actors), 1) if token.tag else 1
        elif not _is_of_sides(token):
            break
    return names


def _is_of_sides(token: ClauseToken) -> bool:
    return token.lower in _SMALL or token.lower in _SIDES


def date_after_sides(tokens: Tokens, start: int) -> int:
    """Return the token of the day after those of a paper: "of the leaders of A and B of 9 May"; or 0."""
    if _named(tokens, start) < _PAIR:
        return 0
    for index in range(start, min(start + _LONGEST, len(tokens))):
        if tokens[index].letter == DATE_TAG:
            return index if tokens[index - 1].lower in {"of", "on", "from", "dated"} else 0
        if not (tokens[index].is_a(_NAMES) or _is_of_sides(tokens[index])):
            return index + 1 if _is_dated(tokens, index) else 0
    return 0


def _is_dated(tokens: Tokens, index: int) -> bool:
    """Return whether a day follows "dated" or "from"."""
    follows = index + 1 < len(tokens) and tokens[index + 1].letter == DATE_TAG
    return follows and tokens[index].lower in {"dated", "from"}
