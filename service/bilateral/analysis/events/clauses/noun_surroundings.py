"""What stands before a noun: its owner ("his visit"), adjectives ("Russian-Turkish talks")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotated_text import ADJECTIVE_TAG, BODY_TAG, DATE_TAG, PLACE_TAG, STATE_TAG
from bilateral.analysis.events.clauses.actor_groups import (
    FIRST,
    PARTIES,
    PERSON,
    ActorGroup,
    GroupItem,
    group_at,
)
from bilateral.analysis.events.clauses.arguments import MODIFIER, OWNER
from bilateral.analysis.events.clauses.clause_subjects import (
    NO_SUBJECT,
    ClauseSubject,
    first_subject,
    reported_subject,
    subject_after_comma,
    subject_of,
)
from bilateral.analysis.events.words.event_lexicon import clause_words, grammar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.analysis.annotated_text import PhraseTag
    from bilateral.analysis.events.clauses.arguments import Arguments
    from bilateral.analysis.events.clauses.triggers import Trigger
    from bilateral.analysis.events.words.clause_tokens import ClauseToken, Tokens

_NOT_IN_PHRASE: Final = clause_words("not_in_phrase")
_JOINING: Final = clause_words("joining")
_ADJECTIVES: Final = ADJECTIVE_TAG + STATE_TAG + BODY_TAG
_LONGEST_PHRASE: Final = 12
_INSTRUMENTS: Final = clause_words("instruments")
_NEAR: Final = 6
_COUNTRIES: Final = frozenset({"countries", "states", "nations", "neighbours", "neighbors", "governments"})


def take_before_noun(tokens: Tokens, noun: int, found: Arguments) -> None:
    """Take owner and adjectives: "Putin's talks", "Russian-Turkish talks", "his visit"."""
    for index in range(noun - 1, max(noun - _LONGEST_PHRASE, -1), -1):
        token = tokens[index]
        if token.lower in {"'s", "'"} and index and tokens[index - 1].tag:
            group = group_ending(tokens, index - 1)
            if group:
                found.add(OWNER, group)
            return
        if token.lower in {"his", "her", "their", "its"}:
            found.owner = PARTIES if token.lower == "their" else PERSON
            return
        if token.lower == "'" and index and tokens[index - 1].lower in _COUNTRIES:
            found.owner = PARTIES
            return
        if token.lower in {"my", "our"}:
            found.owner = FIRST
            return
        if token.tag and token.is_a(_ADJECTIVES) and token.tag.actors:
            found.add(MODIFIER, alone(token.tag, index))
        elif token.letter == PLACE_TAG and token.tag:
            found.places.append(("", token.tag))
        elif not _is_in_phrase(token):
            return


def alone(tag: PhraseTag, index: int) -> ActorGroup:
    """Return a list of one name."""
    return ActorGroup((GroupItem(tag, index, index + 1),), index, index + 1)


def _is_in_phrase(token: ClauseToken) -> bool:
    if token.tag:
        return token.is_a(ADJECTIVE_TAG + DATE_TAG)
    if token.lower in _JOINING:
        return True
    return token.is_word and token.lower not in _NOT_IN_PHRASE


def group_ending(tokens: Tokens, index: int) -> ActorGroup | None:
    """Return the list of names that has a token as one of its last."""
    for start in range(max(index - _LONGEST_PHRASE, 0), index + 1):
        group = group_at(tokens, start)
        if group and group.first <= index < group.last:
            return group
    return None


def owner_of(tokens: Tokens, groups: Sequence[ActorGroup], trigger: Trigger, pronoun: str) -> ClauseSubject:
    """Return whom "his" or "their" before a noun stands for, if its sentence tells."""
    found = of_main_clause(tokens, groups, trigger)
    several = found.group is not None and len(found.group.actors) > 1
    return found if found.group and (pronoun == PERSON or several) else NO_SUBJECT


def is_after_of(tokens: Tokens, index: int) -> bool:
    """Return whether a noun hangs on another: "a round of talks"."""
    if index == 0:
        return True
    return tokens[index - 1].lower == "of" and tokens[index - 2].lower not in _INSTRUMENTS


def is_definite(tokens: Tokens, noun: int) -> bool:
    """Return whether a noun means what was told before: "the visit", "this meeting"."""
    return any(token.lower in {"the", "this", "these"} for token in tokens[max(noun - 3, 0) : noun])


def _reports(tokens: Tokens, index: int) -> bool:
    return tokens[index].lower in grammar("reporting", "verbs")


def of_main_clause(tokens: Tokens, groups: Sequence[ActorGroup], trigger: Trigger) -> ClauseSubject:
    """Return the subject of the clause that a noun hangs on: "after talks, Putin"."""
    told = next(
        (at for at in range(trigger.first - 1, max(trigger.first - _NEAR, 0), -1) if _reports(tokens, at)), 0
    )
    if told:
        return subject_of(tokens, groups, told)
    relative = next(
        (at for at in range(trigger.first - 1, max(trigger.first - 16, 0), -1) if tokens[at].lower == "who"),
        0,
    )
    if relative:
        return subject_of(tokens, groups, relative + 1)
    before = reported_subject(tokens, groups, first_subject(tokens, groups, trigger.first), trigger.first)
    return subject_after_comma(tokens, groups, trigger.end) if before == NO_SUBJECT else before
