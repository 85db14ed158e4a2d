"""Who invites and who is invited: "invited Xi to visit Kenya", "his invitation to Xi to visit Kenya"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.annotated_text import PERSON_TAG
from bilateral.analysis.events.clauses.action_objects import has_be_before
from bilateral.analysis.events.clauses.actor_groups import OTHERS, group_at
from bilateral.analysis.events.clauses.clause_subjects import ClauseSubject, first_subject, subject_of
from bilateral.analysis.events.clauses.verb_groups import verb_group
from bilateral.analysis.events.words.event_lexicon import clause_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilateral.analysis.events.clauses.actor_groups import ActorGroup
    from bilateral.analysis.events.clauses.triggers import Trigger
    from bilateral.analysis.events.words.clause_tokens import Tokens

_REACH: Final = 25
_NEAR: Final = 4
_INVITING: Final = clause_words("inviting")
_INVITATIONS: Final = clause_words("invitations")
_GIVING: Final = clause_words("giving")
_OWN: Final = frozenset({"his", "her", "its", "their", "'s"})
_OBJECTS: Final = frozenset({"him", "her", "them"})
_FROM: Final = frozenset({"from", "of", "by"})


class Invitation(NamedTuple):
    """Who is invited, as the subject of the visit, and who invites."""

    guest: ClauseSubject
    host: ActorGroup | None


def invitation_to(tokens: Tokens, groups: Sequence[ActorGroup], trigger: Trigger) -> Invitation | None:
    """Return the invitation that the words before a visit tell of, None if they tell of none."""
    for index in range(trigger.first - 1, max(trigger.first - _REACH, -1), -1):
        lower = tokens[index].lower
        if lower in _INVITING:
            return _of_verb(tokens, groups, index, trigger.first)
        if lower in _INVITATIONS:
            return _of_noun(tokens, groups, index, trigger.first)
        if lower in {";", ":", ".", "who", "which", "after", "before"}:
            return None
    return None


def _of_verb(tokens: Tokens, groups: Sequence[ActorGroup], verb: int, visit: int) -> Invitation | None:
    first = verb_group(tokens, verb).first
    subject = subject_of(tokens, groups, first)
    if has_be_before(tokens, verb):
        return Invitation(subject, _after(tokens, verb, visit, _FROM))
    if tokens[verb + 1].lower in _OBJECTS:
        return Invitation(ClauseSubject(None, OTHERS), subject.group)
    guest = group_at(tokens, verb + 1)
    return Invitation(ClauseSubject(guest), subject.group) if guest and guest.last <= visit else None


def _of_noun(tokens: Tokens, groups: Sequence[ActorGroup], noun: int, visit: int) -> Invitation | None:
    before = [token.lower for token in tokens[max(noun - _REACH, 0) : noun]]
    verb = next((at for at in range(noun - 1, -1, -1) if tokens[at].lower in _GIVING), -1)
    subject = subject_of(tokens, groups, verb if verb >= 0 else noun)
    if verb < 0 and not set(before[-1:]) & _OWN:
        if "for" in before[-_NEAR:]:
            subject = first_subject(tokens, groups, noun)
        host = _after(tokens, noun, visit, _FROM) or _thanked(groups, noun, subject)
        return Invitation(subject, host)
    guest = _after(tokens, noun, visit, {"to"}) or _after(tokens, max(verb, 0), noun, {"to"})
    return Invitation(ClauseSubject(guest), subject.group) if guest else None


def _after(tokens: Tokens, start: int, stop: int, prepositions: Iterable[str]) -> ActorGroup | None:
    """Return the persons after one of some prepositions, between two tokens."""
    for index in range(start + 1, stop - 1):
        group = group_at(tokens, index + 1) if tokens[index].lower in prepositions else None
        if group and PERSON_TAG in group.letters:
            return group
    return None


def _thanked(groups: Sequence[ActorGroup], noun: int, subject: ClauseSubject) -> ActorGroup | None:
    """Return who is thanked: "Modi thanked Kishida for the invitation"."""
    named = [group for group in groups if group.last < noun and PERSON_TAG in group.letters]
    return named[-1] if named and named[-1] != subject.group else None
