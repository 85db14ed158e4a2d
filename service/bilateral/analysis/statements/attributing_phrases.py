"""Attributions by other words than verbs of speech: "according to", "in X's words", "is convinced that"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.lexicons.word_lists import words
from bilateral.analysis.statements.complements import CLAIM, is_conditional
from bilateral.analysis.statements.noun_phrases import (
    ACTORS,
    IMPERSONAL,
    PRONOUN,
    STRUCTURE,
    TAGGED,
    SpeechSubject,
)
from bilateral.analysis.statements.reporting_verbs import LEXICON, VERBS
from bilateral.analysis.statements.speech_subjects import subject_after, subject_before

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.analysis.statements.sentence_words import Word

LABEL: Final = "label"
"""The rule by which who is named before a colon speaks."""

_PREDICATES: Final = words(LEXICON["predicates"]["words"])
_OWNER: Final = 4  # words between "in" and "view"
_BE: Final = 3  # words between "is" and what it tells


class SpeechAttribution(NamedTuple):
    """Somebody says something.

    Attributes:
        subject: who, as the sentence puts it.
        kind: of statement.
        rule: the name of the pattern.
        verb: the dictionary form of the verb, or the words that stand for one.
        position: where the verb stands in the tagged text.
    """

    subject: SpeechSubject
    kind: str
    rule: str
    verb: str
    position: int


def attributions_by_phrase(line: Sequence[Word], at: int) -> Iterator[SpeechAttribution]:
    """Yield what is attributed by the phrase that a word is the noun, adjective or beginning of."""
    word = line[at]
    follower = line[at + 1].lower if at + 1 < len(line) else ""
    if word.lower == "according" and follower == "to":
        yield from _by(subject_after(line, at + 2), "according to", "according to", word)
    elif word.lower in STRUCTURE["views"]:
        yield from _by(_owner_of_view(line, at), "in X's words", word.lower, word)
    elif word.lower in STRUCTURE["emphasis"] and follower in {"was", "on"} and _was_placed(line, at):
        yield from _by(SpeechSubject(IMPERSONAL, "", (), at, at + 1), "impersonal", "emphasise", word)
    elif word.lower == "put" and follower in {"it", "this"} and at and line[at - 1].is_tag(ACTORS):
        yield from _by(subject_before(line, at), "as X put it", "put it", word)
    elif word.lower in _PREDICATES and follower in STRUCTURE["after_predicates"]:
        if has_be(line, at) and not is_conditional(line, at):
            yield from _by(subject_before(line, at), "predicate", word.lower, word)
    elif word.text == ":" and _labels(line, at):
        yield from _by(_label(line, at), LABEL, ":", word)


def has_label(line: Sequence[Word]) -> bool:
    """Return whether a sentence begins with the name of who speaks and a colon, as in a transcript."""
    return any(word.text == ":" and _labels(line, at) for at, word in enumerate(line))


def has_be(line: Sequence[Word], at: int) -> bool:
    """Return whether a participle or adjective has a form of "be" before it, adverbs aside."""
    for word in reversed(line[max(at - _BE, 0) : at]):
        if word.lower in STRUCTURE["be"]:
            return True
        if not (word.lower in STRUCTURE["adverbs"] or word.lower.endswith("ly") or word.lower == "not"):
            return False
    return False


def _by(subject: SpeechSubject | None, rule: str, verb: str, word: Word) -> Iterator[SpeechAttribution]:
    if subject is not None:
        yield SpeechAttribution(subject, CLAIM, rule, verb, word.start)


def _was_placed(line: Sequence[Word], at: int) -> bool:
    return any(word.lower in {"was", "were", "placed", "laid"} for word in line[max(at - _BE, 0) : at + 5])


def _owner_of_view(line: Sequence[Word], at: int) -> SpeechSubject | None:
    """Return whose it is: "in X's view", "in the words of X"."""
    before = range(at - 1, max(at - 1 - _OWNER, -1), -1)
    opened = next((number for number in before if line[number].lower == "in"), None)
    if opened is None:
        return _holder_of_view(line, at)
    tag = next((word.tag for word in line[opened + 1 : at] if word.is_tag(ACTORS)), None)
    if tag is not None:
        return SpeechSubject(TAGGED, "", (tag,), opened + 1, at)
    if line[at - 1].lower in {"his", "her", "their"}:
        return SpeechSubject(PRONOUN, "they" if line[at - 1].lower == "their" else "he", (), at - 1, at)
    of = at + 1 < len(line) and line[at + 1].lower == "of"
    return subject_after(line, at + 2) if of else None


def _holder_of_view(line: Sequence[Word], at: int) -> SpeechSubject | None:
    """Return who "is of the opinion", "takes the view"."""
    before = [word.lower for word in line[max(at - 3, 0) : at]]
    if before[-2:] == ["of", "the"] and has_be(line, at - 2):
        return subject_before(line, at - 2)
    return (
        subject_before(line, at - 2)
        if before[-1:] == ["the"] and before[0] in {"take", "takes", "took"}
        else None
    )


def _labels(line: Sequence[Word], colon: int) -> bool:
    """Return whether the words before a colon are just a name: "President of Russia Vladimir Putin: …"."""
    if not colon or line[colon].is_quoted or not line[colon - 1].is_tag("p"):
        return False
    begins = colon + 1 < len(line) and (line[colon + 1].tag or line[colon + 1].text[:1].isupper())
    return bool(begins and not any(word.lower in VERBS for word in line[max(colon - 6, 0) : colon])) or all(
        word.tag is not None
        or word.text[:1].isupper()
        or word.lower in {"of", "the", "and"}
        or word.text in {"*", ")", "(", ",", "."}
        for word in line[:colon]
    )


def _label(line: Sequence[Word], colon: int) -> SpeechSubject:
    tag = line[colon - 1].tag
    return SpeechSubject(TAGGED, "", (tag,) if tag else (), colon - 1, colon)
