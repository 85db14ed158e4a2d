"""Who does what a verb says: the list of names before it, or those a pronoun stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.annotated_text import BODY_TAG, PERSON_TAG, STATE_TAG
from bilateral.analysis.events.clauses.actor_groups import (
    IT,
    PARTIES,
    PERSON,
    ActorGroup,
    completes_place,
    pronoun_of,
)
from bilateral.analysis.events.words.event_lexicon import clause_words, grammar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.analysis.events.words.clause_tokens import Tokens

_GOVERNING: Final = clause_words("governing")
_STATES: Final = STATE_TAG + BODY_TAG
_RELATIVE: Final = frozenset({"who", "which", "that"})
_TELLING: Final = clause_words("telling")
_THAT_IT: Final = (["that", "it"], ["that", "they"], ["that", "he"], ["that", "she"])
_STOPS: Final = frozenset({";", ":", "—", "(", "."})


class ClauseSubject(NamedTuple):
    """Who acts: a list of names, or the pronoun that stands for those named before (PERSON or PARTIES)."""

    group: ActorGroup | None = None
    pronoun: str = ""


_PAIR: Final = 2
_DESCRIPTION: Final = 6
_PAPERS: Final = clause_words("papers")
_MANY: Final = (["countries"], ["states"], ["nations"])
_COUNTRIES: Final = frozenset({"nation", "country", "island", "kingdom", "republic", "state"})
NO_SUBJECT: Final = ClauseSubject()


def subject_of(tokens: Tokens, groups: Sequence[ActorGroup], verb: int) -> ClauseSubject:
    """Return who does what the verb that begins at a token says."""
    if verb < len(tokens) and tokens[verb].lower == "to" and (named := _named_for(tokens, groups, verb)):
        return ClauseSubject(named)
    if _is_coordinated(tokens, verb):
        return first_subject(tokens, groups, verb)
    return _nearest(tokens, groups, verb) or first_subject(tokens, groups, verb)


def _named_for(tokens: Tokens, groups: Sequence[ActorGroup], to: int) -> ActorGroup | None:
    """Return who is to do it: "plans for Macron to visit"."""
    return next(
        (group for group in groups if group.last == to and tokens[group.first - 1].lower == "for"), None
    )


def first_subject(tokens: Tokens, groups: Sequence[ActorGroup], before: int) -> ClauseSubject:
    """Return the first name of a sentence that no preposition governs, or its first pronoun."""
    for index in range(before):
        group = next((group for group in groups if group.first <= index < group.last), None)
        pronoun = "" if group else pronoun_of(tokens, index)
        if pronoun and not _is_governed(tokens, index):
            return ClauseSubject(None, pronoun)
        if group and group.last <= before and not _is_governed(tokens, group.first):
            return ClauseSubject(group)
    return NO_SUBJECT


def reported_subject(
    tokens: Tokens, groups: Sequence[ActorGroup], told_by: ClauseSubject, before: int
) -> ClauseSubject:
    """Return of whom somebody speaks: "Carney said that Obama and Xi look forward to"; else who speaks."""
    speaker = told_by.group
    if speaker is None or speaker.last + 1 >= len(tokens) or not _speaks(tokens, speaker.last):
        return told_by
    spoken_of = (
        group
        for group in groups
        if speaker.last < group.first and group.last <= before and not _is_governed(tokens, group.first)
    )
    is_that = tokens[speaker.last + 1].lower == "that"
    return next((ClauseSubject(group) for group in spoken_of if is_that), told_by)


def subject_after_comma(tokens: Tokens, groups: Sequence[ActorGroup], start: int) -> ClauseSubject:
    """Return the subject of the main clause that follows: "After meeting Xi, Putin flew to Moscow"."""
    for index in range(start, len(tokens) - 1):
        if tokens[index].lower != ",":
            continue
        group = next((group for group in groups if group.first <= index + 1 < group.last), None)
        if group:
            return ClauseSubject(_from(group, index + 1))
        pronoun = pronoun_of(tokens, index + 1) or pronoun_of(tokens, min(index + 2, len(tokens) - 1))
        if pronoun:
            return ClauseSubject(None, pronoun)
    return NO_SUBJECT


def state_described(tokens: Tokens, groups: Sequence[ActorGroup], verb: int) -> ClauseSubject | None:
    """Return the state that "the island nation" before a verb stands for: the last that was named."""
    if not verb or tokens[verb - 1].lower not in _COUNTRIES:
        return None
    start = next(
        (at for at in range(verb - 2, max(verb - _DESCRIPTION, -1), -1) if tokens[at].lower == "the"), -1
    )
    if start < 0 or any(token.is_a(STATE_TAG) for token in tokens[start:verb]):
        return None
    named = [group for group in groups if group.last <= start and STATE_TAG in group.letters]
    return ClauseSubject(named[-1]) if named else ClauseSubject(None, IT)


def author_of_paper(tokens: Tokens, groups: Sequence[ActorGroup], verb: int) -> ClauseSubject | None:
    """Return who issued the paper that does it: "a decree by the President prohibits"."""
    group = next((group for group in groups if group.last == verb and group.first > 1), None)
    if group is None or tokens[group.first - 1].lower not in {"by", "of"}:
        return None
    return ClauseSubject(group) if tokens[group.first - 2].lower in _PAPERS else None


def with_joined(tokens: Tokens, groups: Sequence[ActorGroup], group: ActorGroup) -> ClauseSubject:
    """Return who joins another together with the other: "Ghana has joined Togo in taking this step"."""
    if not group.first or tokens[group.first - 1].lower not in {"joined", "joins", "joining"}:
        return ClauseSubject(group)
    before = first_subject(tokens, groups, group.first - 1).group
    items = (*before.items, *group.items) if before and before != group else group.items
    return ClauseSubject(ActorGroup(items, items[0].first, group.last))


def _from(group: ActorGroup, index: int) -> ActorGroup:
    """Return the part of a list from a token on: names before it belong to what is before the comma."""
    items = tuple(item for item in group.items if item.first >= index) or group.items
    return ActorGroup(items, items[0].first, group.last)


def _is_coordinated(tokens: Tokens, verb: int) -> bool:
    """Return whether "and" stands before the verb: it shares the subject of the verb before."""
    index = verb - 1
    while index >= 0 and tokens[index].lower.endswith("ly"):
        index -= 1
    return index > 0 and tokens[index].lower in {"and", "or", "then"}


def _nearest(tokens: Tokens, groups: Sequence[ActorGroup], verb: int) -> ClauseSubject | None:
    index, is_relative = verb - 1, False
    while index >= 0:
        group = next((group for group in groups if group.first <= index < group.last), None)
        if group and (is_relative or not _is_governed(tokens, group.first)):
            return ClauseSubject(group)
        is_relative = _is_relative(tokens, index) or (is_relative and tokens[index].lower == ",")
        pronoun = "" if group else pronoun_of(tokens, index)
        if pronoun and not _is_governed(tokens, index):
            return _antecedent(tokens, groups, index, pronoun)
        if not group and (_is_boundary(tokens, index) or _is_one_of(tokens, index)):
            return None
        index = group.first - 1 if group else index - 1
    return None


def _is_one_of(tokens: Tokens, index: int) -> bool:
    """Return whether a token goes on with one of many: "was among the countries that"."""
    before = [token.lower for token in tokens[max(index - 8, 0) : index]]
    return tokens[index].lower in _RELATIVE and before[-1:] in _MANY and bool({"among", "one"} & set(before))


def _is_relative(tokens: Tokens, index: int) -> bool:
    """Return whether "who", or "which" after a state or body, goes on with the name before it."""
    after_state = index > 1 and tokens[index - 1].lower == "," and tokens[index - 2].is_a(_STATES)
    return tokens[index].lower == "who" or (tokens[index].lower == "which" and after_state)


def _antecedent(tokens: Tokens, groups: Sequence[ActorGroup], index: int, pronoun: str) -> ClauseSubject:
    """Return whom a pronoun stands for if its sentence tells: "Erdoğan said he would"."""
    if pronoun == PARTIES:
        return _all_persons(tokens, groups, index) or ClauseSubject(None, pronoun)
    before = first_subject(tokens, groups, index) if pronoun == PERSON else NO_SUBJECT
    named = before.group is not None and len(before.group.items) == 1 and PERSON_TAG in before.group.letters
    return before if named else ClauseSubject(None, pronoun)


def _speaks(tokens: Tokens, index: int) -> bool:
    """Return whether who stands before a token tells it of others: "Carney said that the two leaders"."""
    return index < len(tokens) and tokens[index].lower in grammar("reporting", "verbs")


def _all_persons(tokens: Tokens, groups: Sequence[ActorGroup], index: int) -> ClauseSubject | None:
    """Return the two persons whom a sentence has named: "raised it with Modi when the two spoke"."""
    items = [item for group in groups if group.last <= index for item in group.items]
    persons = tuple(
        item for item in items if item.tag.letter == PERSON_TAG and not _speaks(tokens, item.last)
    )
    return (
        ClauseSubject(ActorGroup(persons, persons[0].first, persons[-1].last))
        if len(persons) == _PAIR
        else None
    )


def _is_boundary(tokens: Tokens, index: int) -> bool:
    lower = tokens[index].lower
    if lower in _RELATIVE:
        return False
    if lower == "once":
        return index + 1 >= len(tokens) or tokens[index + 1].lower not in {"again", "more"}
    return lower in _STOPS or (
        lower in grammar("clauses", "ends")
        and lower not in {"including", "days", "weeks", "hours", "months", "even", "so"}
    )


def _is_governed(tokens: Tokens, index: int) -> bool:
    before = tokens[index - 1].lower if index else ""
    return before in _GOVERNING or completes_place(tokens, index) or _is_told(tokens, index)


def _is_told(tokens: Tokens, index: int) -> bool:
    """Return whether a name is told something: "informed the Council of", "told the Council that it"."""
    before = tokens[index - 1 if tokens[index - 1].lower != "the" else index - 2].lower if index > 1 else ""
    following = [token.lower for token in tokens[index + 1 : index + 4]]
    return before in _TELLING or (before in {"told", "tells"} and following[-2:] in _THAT_IT)
