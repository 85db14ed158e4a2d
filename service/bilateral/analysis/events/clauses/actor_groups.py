"""Lists of those who act in a sentence: "Putin and Xi", "the leaders of France and Germany"."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.annotated_text import (
    ADJECTIVE_TAG,
    BODY_TAG,
    DATE_TAG,
    PEOPLE_TAG,
    PERSON_TAG,
    PLACE_TAG,
    STATE_TAG,
)
from bilateral.analysis.events.words.clause_tokens import words_of
from bilateral.analysis.events.words.event_lexicon import clause_words, event_lexicon
from bilateral.analysis.events.words.word_forms import PAST
from bilateral.analysis.findings import STATE
from bilateral.analysis.lexicons.word_lists import read_lexicon, words

if TYPE_CHECKING:
    from bilateral.analysis.annotated_text import Actor, PhraseTag
    from bilateral.analysis.events.words.clause_tokens import ClauseToken, Tokens

_ACTING: Final = PERSON_TAG + STATE_TAG + BODY_TAG + ADJECTIVE_TAG + PEOPLE_TAG
_MOST_MODIFIERS: Final = 7
_LONGEST_APPOSITION: Final = 14
_LONGEST_DATELINE: Final = 9
_OF_DATELINE: Final = STATE_TAG + PLACE_TAG + BODY_TAG + DATE_TAG
_VENUE: Final = frozenset({"in", "at", "near", "outside"})
_PLACE_BEFORE: Final = 2  # tokens between a state and the place that lies in it
_AFTER_PLACE: Final = frozenset(
    {",", ".", ";", ")", "on", "for", "to", "from", "with", "at", "during", "where"}
)


class GroupItem(NamedTuple):
    """A name of a list, the tokens `first` up to, not including, `last`."""

    tag: PhraseTag
    first: int
    last: int
    is_loose: bool = False  # an adjective of what does not act: "Russian banks"


class ActorGroup(NamedTuple):
    """A list of names, the tokens `first` up to, not including, `last`."""

    items: tuple[GroupItem, ...]
    first: int
    last: int

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Those whom it names, each once, in order."""
        return tuple(dict.fromkeys(actor for item in self.items for actor in item.tag.actors))

    @property
    def firm_actors(self) -> tuple[Actor, ...]:
        """Those whom it names, without states of which there is but an adjective before a thing."""
        items = (item for item in self.items if not item.is_loose)
        return tuple(dict.fromkeys(actor for item in items for actor in item.tag.actors))

    @property
    def letters(self) -> str:
        """The letters of its tags, in order."""
        return "".join(item.tag.letter for item in self.items)

    def without_last(self) -> ActorGroup:
        """Return the list without its last name, which belongs to what follows."""
        items = self.items[:-1]
        return ActorGroup(items, self.first, items[-1].last)


@functools.cache
def _list(name: str) -> frozenset[str]:
    return words(read_lexicon("actor_phrases")[name])


@functools.cache
def _connectors() -> tuple[tuple[str, ...], ...]:
    phrases = read_lexicon("actor_phrases")["connectors"]
    return tuple(sorted((words_of(phrase) for phrase in phrases), key=len, reverse=True))


def groups_of(tokens: Tokens) -> tuple[ActorGroup, ...]:
    """Return the lists of a sentence, in order; they do not overlap."""
    found: list[ActorGroup] = []
    index = after_dateline(tokens)
    while index < len(tokens):
        group = None if completes_place(tokens, index) else group_at(tokens, index)
        if group:
            group = _without_subject(tokens, group)
            found.append(group)
        index = group.last if group else index + 1
    return tuple(found)


def after_dateline(tokens: Tokens) -> int:
    """Return where a sentence begins after the place and day of a report: "NAIROBI, 3 May – "."""
    if not tokens or not tokens[0].is_a(STATE_TAG + PLACE_TAG):
        return 0
    for index in range(1, min(_LONGEST_DATELINE, len(tokens) - 1)):
        token = tokens[index]
        is_set_off = token.end < tokens[index + 1].start
        has_more = index > 1 or token.lower in {"–", "—", ":"}
        if token.lower in {"-", "–", "—", "--", ":"} and is_set_off and has_more:
            return index + 1
        if not (token.lower in {",", "/", "(", ")"} or token.is_a(_OF_DATELINE)):
            return 0
    return 0


def _without_subject(tokens: Tokens, group: ActorGroup) -> ActorGroup:
    """Drop the name that begins the main clause: "at the invitation of Xi, Putin visited"."""
    if len(group.items) == 1 or not group.first or tokens[group.first - 1].lower not in _GOVERNING:
        return group
    return group.without_last() if tokens[group.items[-1].first - 1].lower == "," else group


def completes_place(tokens: Tokens, index: int) -> bool:
    """Return whether a state only says where a place before it lies: "in Sydney, Australia, they met"."""
    if not tokens[index].is_a(STATE_TAG) or index < _PLACE_BEFORE or tokens[index - 1].lower != ",":
        return False
    place, state = tokens[index - _PLACE_BEFORE].tag, tokens[index].tag
    if not (place and state and place.letter == PLACE_TAG and place.actors and state.actors):
        return False
    lies_in = place.actors[0].state in {None, state.actors[0].state}
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    ends = following is None or following.tag is not None or following.lower in _AFTER_PLACE
    return lies_in and ends


def group_at(tokens: Tokens, index: int) -> ActorGroup | None:
    """Return the list that begins at a token, words before its first name included."""
    items: list[GroupItem] = []
    first, last = index, index
    while item := _item(tokens, index):
        last = _after_apposition(tokens, item.last)
        items.append(item._replace(first=index, last=last))
        index = _after_connector(tokens, last)
        if index == last:
            break
    return ActorGroup(tuple(items), first, last) if items else None


def is_actor(token: ClauseToken) -> bool:
    """Return whether a tag names somebody who can act; a place does if it is a state."""
    if token.tag is None or not token.tag.actors:
        return False
    return token.letter in _ACTING or _is_state(token.tag)


def is_modifier(token: ClauseToken) -> bool:
    """Return whether a word may stand before a name: "the leaders of"."""
    return token.lower.removesuffix("'s") in _list("modifiers") or token.lower.isdigit()


def _is_state(tag: PhraseTag) -> bool:
    return tag.letter == PLACE_TAG and tag.actors[0].entity.kind == STATE


def _item(tokens: Tokens, start: int) -> GroupItem | None:
    """Return the name that a list begins or goes on with."""
    index = _after_modifiers(tokens, start)
    if index >= len(tokens) or not is_actor(tokens[index]) or _is_venue(tokens, index):
        return None
    tag, end = tokens[index].tag, index + 1
    if end + 1 < len(tokens) and tokens[end].lower == "'s" and tokens[end + 1].letter == PERSON_TAG:
        tag, end = tokens[end + 1].tag, end + 2
    while end < len(tokens) and tokens[end].letter == PERSON_TAG and tag and tag.letter != PERSON_TAG:
        tag, end = tokens[end].tag, end + 1
    if tag and tag.letter == ADJECTIVE_TAG and end < len(tokens) and tokens[end].letter == STATE_TAG:
        return GroupItem(tag, start, end + 1)
    if tag and tag.letter == PEOPLE_TAG:
        return GroupItem(tag, start, end, is_loose=True)
    if tag and tag.letter == ADJECTIVE_TAG:
        return _of_adjective(tokens, tag, start, end)
    last = _after_possessed(tokens, end)
    if end < last < len(tokens) and tokens[last].letter == STATE_TAG:
        tag, last = tokens[last].tag, last + 1
    return GroupItem(tag, start, last) if tag else None


def _is_venue(tokens: Tokens, index: int) -> bool:
    return tokens[index].letter == PLACE_TAG and index > 0 and tokens[index - 1].lower in _VENUE


def _of_adjective(tokens: Tokens, tag: PhraseTag, start: int, end: int) -> GroupItem | None:
    """Return what an adjective stands for: its state, if a word of those who act follows."""
    last = _after_modifiers(tokens, end)
    if end < last < len(tokens) and tokens[last].letter == PERSON_TAG:
        person = tokens[last].tag
        return GroupItem(person, start, last + 1) if person else None
    if last > end or (end < len(tokens) and tokens[end].lower in _JOINING):
        return GroupItem(tag, start, last)
    return _of_things(tokens, tag, start, end)


def _of_things(tokens: Tokens, tag: PhraseTag, start: int, end: int) -> GroupItem | None:
    """Return the state of things: "Russian banks"; the person of "the Turkish businessman ⟨p1⟩"."""
    last = end
    while last < min(len(tokens), end + 3) and tokens[last].is_word and tokens[last].lower not in _SMALL:
        if last > end and _is_past(tokens, last):
            break
        last += 1
    if last < len(tokens) and tokens[last].letter == PERSON_TAG and (person := tokens[last].tag):
        return GroupItem(person, start, last + 1)
    return GroupItem(tag, start, last, is_loose=True) if last > end else None


def _is_past(tokens: Tokens, index: int) -> bool:
    return any(match.meaning.form == PAST for match in event_lexicon().actions.at(tokens, index))


_GOVERNING: Final = clause_words("governing")
_JOINING: Final = frozenset({"and", ",", "-", "/"})
_SMALL: Final = clause_words("not_in_phrase")


def _after_modifiers(tokens: Tokens, index: int) -> int:
    start, end = index, index
    while end < len(tokens) and end - start < _MOST_MODIFIERS and is_modifier(tokens[end]):
        end += 1
        if end < len(tokens) and tokens[end].lower in _list("links") and end + 1 < len(tokens):
            end += 1
    return end


def _after_possessed(tokens: Tokens, end: int) -> int:
    """Skip what belongs to a name and acts for it: "'s forces"."""
    if end + 1 < len(tokens) and tokens[end].lower == "'s" and is_modifier(tokens[end + 1]):
        return _after_modifiers(tokens, end + 1)
    return end


def _after_apposition(tokens: Tokens, end: int) -> int:
    """Skip what is said of a name between commas or brackets: ", who took office in May,"."""
    if end >= len(tokens) or tokens[end].lower not in {",", "("}:
        return end
    if tokens[end].lower == "(":
        return _closing(tokens, end, ")")
    following = tokens[end + 1].lower if end + 1 < len(tokens) else ""
    return (
        _closing(tokens, end, ",")
        if following in {"the", "a", "an", "who", "whose", "then", "which", "his", "her"}
        else end
    )


def _closing(tokens: Tokens, start: int, mark: str) -> int:
    for index in range(start + 1, min(start + _LONGEST_APPOSITION, len(tokens))):
        if tokens[index].lower == mark:
            return index + 1
        if mark == "," and is_actor(tokens[index]) and tokens[index].letter == PERSON_TAG:
            break
    return start


def _after_connector(tokens: Tokens, index: int) -> int:
    for connector in _connectors():
        end = index + len(connector)
        if tuple(token.lower for token in tokens[index:end]) == connector and _item(tokens, end):
            return end
    return index


PERSON, PARTIES, IT, FIRST, OTHERS = "person", "parties", "it", "first", "others"
"""What a pronoun stands for: the person, all those, or the state or body who were spoken of last; who speaks;
or all those but one."""


def pronoun_of(tokens: Tokens, index: int) -> str:
    """Return PERSON for "he", PARTIES for "they" and "the two leaders", "" for other words."""
    lower = tokens[index].lower
    if lower in {"he", "she"}:
        return PERSON
    if lower in {"they", "both"}:
        return PARTIES
    if lower in {"i", "we"}:
        return FIRST
    before = tokens[index - 1].lower if index else ""
    if (
        lower == "two"
        and before == "the"
        and index + 1 < len(tokens)
        and _is_no_noun(tokens[index + 1].lower)
    ):
        return PARTIES
    if before == "the" and lower in _list("offices"):
        return PERSON
    return PARTIES if before in _PLURAL and lower in _list("parties") else ""


def _is_no_noun(word: str) -> bool:
    return word in _SMALL or word in {"met", "spoke", "talked", "signed", "discussed", "agreed"}


_PLURAL: Final = frozenset({"the", "two", "both", "three", "four", "our"})
