"""The verb that carries an event's noun: "held talks", "the visit was postponed", "called off the summit"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.events.words.event_lexicon import (
    CANCEL,
    PLAN,
    TAKE_PLACE,
    clause_words,
    event_lexicon,
    grammar,
)
from bilateral.analysis.events.words.word_forms import ING, PARTICIPLE, PAST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.analysis.events.clauses.triggers import Trigger
    from bilateral.analysis.events.words.clause_tokens import Tokens
    from bilateral.analysis.events.words.event_lexicon import VerbForm
    from bilateral.analysis.events.words.phrase_table import PhraseMatch

_FAR_LEFT, _FAR_RIGHT, _INSERTION = 11, 30, 16
_BE: Final = clause_words("be")
_CAME_TO_NOTHING: Final = frozenset({"fell", "fallen", "came", "come"})
_BREAKS_LEFT: Final = frozenset(
    [
        "with",
        "in",
        "on",
        "at",
        "during",
        "after",
        "before",
        "following",
        "by",
        "for",
        "about",
        "upon",
        "despite",
        "ahead",
        "through",
        "via",
        "between",
        "that",
        "which",
        "who",
        "when",
        "while",
        "to",
        "from",
        "against",
        ";",
        ":",
        ".",
        "(",
        ")",
        '"',
        "“",
        "”",
        "said",
    ]
)


class Carrier(NamedTuple):
    """A verb, tokens `first` up to, not including, `last`, that has the noun as object or subject.

    Attributes:
        sense: what it makes of the noun: CARRY, PLAN, CANCEL …
        form: of the verb.
        noun_is_subject: "the visit was postponed", "talks took place".
    """

    sense: str
    form: str
    first: int
    last: int
    noun_is_subject: bool


def carrier_of(tokens: Tokens, trigger: Trigger) -> Carrier | None:
    """Return the verb that carries a noun, None if there is none."""
    before, after = _before(tokens, trigger), _after(tokens, trigger)
    if before and after and any(token.lower == "," for token in tokens[trigger.end : after.first]):
        return before
    return after or before


def _before(tokens: Tokens, trigger: Trigger) -> Carrier | None:
    for index in range(trigger.first - 1, max(trigger.first - _FAR_LEFT, -1), -1):
        for match in event_lexicon().carriers.at(tokens, index):
            if (
                match.last <= trigger.first
                and match.meaning.meaning != TAKE_PLACE
                and _is_verb(tokens, match)
            ):
                return _carrier(match, noun_is_subject=False)
        if tokens[index].lower in _BREAKS_LEFT and (spanning := _spanning(tokens, index, trigger)):
            return spanning
        if tokens[index].lower in _BREAKS_LEFT or tokens[index].letter == "p" or tokens[index].lower == "'s":
            return None
    return None


def _spanning(tokens: Tokens, index: int, trigger: Trigger) -> Carrier | None:
    """Return the verb that a preposition belongs to: "called for"."""
    for start in range(max(index - 2, 0), index):
        for match in event_lexicon().carriers.at(tokens, start):
            if index < match.last <= trigger.first and _is_verb(tokens, match):
                return _carrier(match, noun_is_subject=False)
    return None


def _is_verb(tokens: Tokens, match: PhraseMatch[VerbForm[str]]) -> bool:
    """Tell "to plan" from "the plan": a noun has an article before it."""
    before = tokens[match.first - 1].lower if match.first else ""
    if before in {"the", "a", "an", "of", "his", "her", "their", "its", "'s"}:
        return match.meaning.form == ING and before == "of"
    return True


def _after(tokens: Tokens, trigger: Trigger) -> Carrier | None:
    index = trigger.end
    while index < min(trigger.end + _FAR_RIGHT, len(tokens)):
        index = _after_insertion(tokens, index)
        if _ends_subject(tokens, index, trigger):
            return None
        for match in event_lexicon().carriers.at(tokens, index):
            if _has_noun_as_subject(tokens, match, trigger.end):
                return _carrier(match, noun_is_subject=True)
        index += 1
    return None


def _after_insertion(tokens: Tokens, index: int) -> int:
    """Skip what stands between commas before a verb: "the visit, planned for May, was"."""
    if tokens[index].lower != ",":
        return index
    for end in range(index + 1, min(index + _INSERTION, len(tokens) - 1)):
        if tokens[end].lower == "," and tokens[end + 1].lower in _BE | {"has", "had", "will", "took", "have"}:
            return end + 1
    return index


def _has_noun_as_subject(tokens: Tokens, match: PhraseMatch[VerbForm[str]], noun_end: int) -> bool:
    form, sense = match.meaning
    before = {token.lower for token in tokens[max(match.first - 4, noun_end) : match.first]}
    if form == PARTICIPLE and before & _BE:
        return True
    if form == PARTICIPLE and sense in {PLAN, CANCEL} and match.first == noun_end:
        return True
    if sense == CANCEL and tokens[match.first].lower in _CAME_TO_NOTHING:
        return form in {PAST, PARTICIPLE}
    if sense != TAKE_PLACE or form == ING or _is_infinitive(tokens, match.first):
        return False
    return (
        form == PAST
        or any(before & grammar("auxiliaries", name) for name in ("future", "have", "hypothetical", "do"))
        or match.first == noun_end
    )


def _is_infinitive(tokens: Tokens, verb: int) -> bool:
    """Return whether "to" stands before a verb, at most an adverb or auxiliary between."""
    return any(token.lower == "to" for token in tokens[max(verb - 2, 0) : verb])


def _ends_subject(tokens: Tokens, index: int, trigger: Trigger) -> bool:
    """Return whether what a token begins is no longer about the noun."""
    lower = tokens[index].lower
    if lower == "," and index > trigger.end:
        return not _resumes(tokens, index)
    return lower in {
        ",",
        ";",
        ":",
        "that",
        "who",
        "which",
        "after",
        "when",
        "while",
        "as",
        "where",
        "but",
        '"',
        "“",
        "”",
        "—",
    }


def _resumes(tokens: Tokens, index: int) -> bool:
    """Return whether a verb follows the comma at once: "the visit, planned for May, was"."""
    following = [token.lower for token in tokens[index + 1 : index + 3]]
    return bool(set(following[:1]) & (_BE | {"has", "had", "will", "took"}))


def _carrier(match: PhraseMatch[VerbForm[str]], *, noun_is_subject: bool) -> Carrier:
    return Carrier(match.meaning.meaning, match.meaning.form, match.first, match.last, noun_is_subject)


def senses(tokens: Tokens, index: int) -> Iterator[str]:
    """Yield what the verbs that stand at a token make of a noun."""
    yield from (match.meaning.meaning for match in event_lexicon().carriers.at(tokens, index))
