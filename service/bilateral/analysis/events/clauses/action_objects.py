"""The object of a verb or noun of an act: "signed a trade agreement", "sanctions were imposed"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotated_text import BODY_TAG, PERSON_TAG
from bilateral.analysis.events.words.clause_tokens import words_of
from bilateral.analysis.events.words.event_lexicon import clause_words, event_lexicon, grammar
from bilateral.analysis.events.words.word_forms import PARTICIPLE, PAST

if TYPE_CHECKING:
    from bilateral.analysis.events.words.clause_tokens import ClauseToken, Tokens
    from bilateral.analysis.events.words.event_lexicon import EventAction

_MOST_BETWEEN: Final = 9
_FAR, _NEAR = 14, 4
_BE: Final = clause_words("be")
_PARTING: Final = clause_words("parting")


def object_of_verb(
    tokens: Tokens, first: int, last: int, form: str, action: EventAction
) -> tuple[tuple[int, int] | None, bool]:
    """Return the object of a verb, and whether it is its subject in the passive."""
    has_be = form in {PAST, PARTICIPLE} and has_be_before(tokens, first)
    if has_be:
        return (_object_before(tokens, first, _FAR, action), True) if form == PARTICIPLE else (None, False)
    span = _object_after(tokens, last, action)
    if span or form != PARTICIPLE or _has_other_object(tokens, last):
        return span, False
    span = _object_before(tokens, first, _NEAR, action)
    is_body = span is not None and tokens[span[0]].letter == BODY_TAG
    return (None, False) if is_body else (span, True)


def _has_other_object(tokens: Tokens, last: int) -> bool:
    """Return whether a verb acts on somebody else: "the envoy told an assembly" is no told envoy."""
    if last + 1 >= len(tokens):
        return False
    named = tokens[last + 1] if tokens[last].lower == "the" else tokens[last]
    return tokens[last].lower in {"a", "an"} or named.is_a(PERSON_TAG + BODY_TAG)


def has_be_before(tokens: Tokens, first: int) -> bool:
    """Return whether a form of "to be" governs the participle, adverbs between them."""
    for index in range(first - 1, max(first - 5, -1), -1):
        if tokens[index].lower in _BE:
            return True
        if not (
            tokens[index].lower.endswith("ly")
            or tokens[index].lower in {"not", "also", "first", "then", "being", "been"}
        ):
            return False
    return False


def _object_after(tokens: Tokens, start: int, action: EventAction) -> tuple[int, int] | None:
    """Return the object that follows a verb, adjectives and names between them."""
    for index in range(start, min(start + _MOST_BETWEEN, len(tokens))):
        if _is_object(tokens[index], action):
            return index, index + 1
        match = action.objects.longest(tokens, index) if action.objects else None
        if match:
            return _head(tokens, match.first, match.last, action)
        if _parts(tokens, index) and not _is_bracketed(tokens, index):
            return None
    return None


def _is_bracketed(tokens: Tokens, index: int) -> bool:
    """Return whether an acronym in brackets opens: "the free trade area (AfCFTA) agreement"."""
    return tokens[index].lower == "(" and index + 2 < len(tokens) and tokens[index + 2].lower == ")"


def _is_object(token: ClauseToken, action: EventAction) -> bool:
    """Return whether a tag names an object by its office: "two German diplomats" is one tag."""
    if action.bodies and token.letter == BODY_TAG:
        return True
    if token.tag is None or token.letter != PERSON_TAG or action.objects is None:
        return False
    return any(action.objects.has(words_of(actor.office)) for actor in token.tag.actors if actor.office)


def _head(tokens: Tokens, first: int, last: int, action: EventAction) -> tuple[int, int] | None:
    """Follow compounds to their head: "peace agreement talks" is no agreement."""
    noun = event_lexicon().nouns.longest(tokens, last) if last < len(tokens) else None
    if noun and not noun.meaning.dated:
        return None
    longer = action.objects.longest(tokens, last) if action.objects and last < len(tokens) else None
    return (first, longer.last) if longer else (first, last)


def _parts(tokens: Tokens, index: int) -> bool:
    """Return whether a token ends the phrase that an object must stand in."""
    return tokens[index].lower in _PARTING or tokens[index].lower in grammar("auxiliaries", "future")


def _object_before(tokens: Tokens, start: int, most: int, action: EventAction) -> tuple[int, int] | None:
    """Return the object that a participle follows: "the treaty, signed in 1992", "sanctions were imposed"."""
    for index in range(start - 1, max(start - most - 1, -1), -1):
        if tokens[index].lower in {";", ":", "."}:
            return None
        if _is_object(tokens[index], action):
            return index, index + 1
        match = action.objects.longest(tokens, index) if action.objects else None
        if match and match.last <= start:
            return match.first, match.last
    return None


def is_excluded(tokens: Tokens, first: int, last: int, span: tuple[int, int], action: EventAction) -> bool:
    """Return whether words between verb and object make it something else: "resume economic ties"."""
    between = tokens[min(last, span[1]) : max(first, span[0])]
    return any(token.lower in action.unless for token in between)


def object_of_nominal(tokens: Tokens, first: int, last: int, action: EventAction) -> tuple[int, int] | None:
    """Return the object of a noun of an act: "the signing of the treaty", "the embassy closure"."""
    if first and action.bodies and tokens[first - 1].letter == BODY_TAG:
        return first - 1, first
    if action.bodies and action.kind == "withdrawal" and tokens[last - 1].lower != "from":
        return None  # "the withdrawal of the contingents of an alliance"
    compound = action.objects.longest(tokens, first - 1) if first and action.objects else None
    if compound and compound.last == first:
        return compound.first, compound.last
    follows = last < len(tokens) and (
        tokens[last].lower in {"of", "in"} or tokens[last - 1].lower in {"on", "from"}
    )
    return _object_after(tokens, last, action) if follows else None
