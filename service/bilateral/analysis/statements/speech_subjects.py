"""The subject of a verb of speech: the noun phrase before it or after it that says who speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.statements.noun_phrases import (
    ACTORS,
    CHANNELS,
    DESCRIPTIONS,
    DOCUMENT,
    DOCUMENTS,
    GROUP,
    GROUPS,
    PRONOUN,
    SPEAKING,
    STRUCTURE,
    TAGGED,
    SpeechSubject,
    described,
    is_adjective,
    is_name,
    name_from,
    owner_after,
    phrase_ending,
    with_followers,
)
from bilateral.analysis.statements.reporting_verbs import VERBS, Form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.analysis.statements.sentence_words import Word

_FARTHEST: Final = 45  # words that an apposition or a clause between subject and verb may have
_PHRASE: Final = 7  # words of a noun phrase before its noun


def subject_before(line: Sequence[Word], verb: int) -> SpeechSubject | None:
    """Return the subject of a verb that stands before it; `verb` is the number of its first word."""
    at = _skip_adverbs(line, verb - 1)
    if at is None:
        return None
    if line[at].text == ",":
        return _before_parenthesis(line, at) or _shared(line, at)
    if line[at].lower in STRUCTURE["relatives"]:
        return _antecedent(line, at)
    if line[at].lower in {"and", "but", "or", "while"}:
        return _shared(line, at)
    found = phrase_ending(line, at)
    # "Companies it says helped him": what a clause that describes a noun says is said beside the point.
    beside = found is not None and found.kind == PRONOUN and not _opens_clause(line, found.start)
    return None if beside else found


def subject_after(line: Sequence[Word], start: int) -> SpeechSubject | None:
    """Return the subject that begins at a word, as after "said" or "according to"."""
    for at in range(start, min(start + _PHRASE, len(line))):
        word = line[at]
        if word.is_quoted:
            return None
        if found := _subject_at(line, start, at):
            return _in_apposition(line, found) or found
        if not (word.is_tag("a") or word.lower in STRUCTURE["determiners"] or is_adjective(word)):
            return None
    return None


def _subject_at(line: Sequence[Word], start: int, at: int) -> SpeechSubject | None:
    """Return the subject of a phrase that begins at `start` if its noun, name or tag stands at `at`."""
    word = line[at]
    if word.is_tag(ACTORS):
        return with_followers(line, at)
    if word.lower in DOCUMENTS and (owner := owner_after(line, at + 1)):
        return SpeechSubject(DOCUMENT, word.lower, owner, start, at + 1)
    if word.lower in DESCRIPTIONS and (found := described(line, start, at)):
        return found
    if word.lower in GROUPS and at > start:
        return SpeechSubject(GROUP, word.lower, (), start, at + 1)
    if word.lower in {"he", "she", "they"} and at == start:
        return SpeechSubject(PRONOUN, word.lower, (), at, at + 1)
    return name_from(line, at) if is_name(word) else None


def _in_apposition(line: Sequence[Word], found: SpeechSubject) -> SpeechSubject | None:
    """Return the person that follows a description and a comma: "said the envoy, Martin Griffiths"."""
    after = found.end + 1
    if found.kind in {TAGGED, PRONOUN} or after >= len(line) or line[found.end].text != ",":
        return None
    return with_followers(line, after) if line[after].is_tag("p") else None


def main_subject(line: Sequence[Word], before: int) -> SpeechSubject | None:
    """Return the first subject of a main clause that begins before a word."""
    for at in range(before):
        if not _opens_clause(line, at):
            continue
        end = _phrase_end(line, at)
        if end is not None and end < before and _is_followed_by_verb(line, end + 1):
            found = phrase_ending(line, end)
            if found:
                return found
    return None


def subject_of_next_clause(line: Sequence[Word], at: int) -> SpeechSubject | None:
    """Return the subject of the main clause that follows a clause at the beginning of a sentence."""
    for number in range(at + 1, len(line) - 1):
        if line[number].text == "," and not line[number].is_quoted:
            after = subject_after(line, number + 1)
            if after and after.start <= number + 2:
                return after
    return None


def _skip_adverbs(line: Sequence[Word], at: int) -> int | None:
    """Return the number of the last word that is no adverb, auxiliary, date or channel of communication."""
    while at >= 0:
        word = line[at]
        if word.lower in STRUCTURE["negations"] or word.is_quoted:
            return None
        if word.lower in CHANNELS and (before := _before_channel(line, at)) is not None:
            at = before
        elif _is_filler(line, at):
            at -= 1
        else:
            return at
    return None


def _is_filler(line: Sequence[Word], at: int) -> bool:
    word = line[at]
    if word.lower in STRUCTURE["adverbs"] | STRUCTURE["auxiliaries"] or word.is_tag("d"):
        return word.lower not in {"both", "all"}
    if word.lower in STRUCTURE["prepositions"]:
        return at + 1 < len(line) and line[at + 1].is_tag("d")
    return (
        word.text.endswith("ly") and word.text.islower() and word.lower not in {"ally", "family", "assembly"}
    )


def _before_channel(line: Sequence[Word], at: int) -> int | None:
    """Return the number of the word before "in a long interview", which ends at a word; None if none does."""
    for number in range(at, max(at - _PHRASE, 0), -1):
        if line[number].lower in {"in", "at", "on", "during", "via", "through"}:
            return number - 1
    return None


def _before_parenthesis(line: Sequence[Word], comma: int) -> SpeechSubject | None:
    """Return the subject before words between commas: "X, a spokesman, said"."""
    for at in range(comma - 1, max(comma - _FARTHEST, 0), -1):
        if line[at].text in {";", ":"}:
            return None
        if line[at].text == "," and not line[at].is_quoted:
            found = phrase_ending(line, at - 1)
            if found and _opens_clause(line, found.start):
                return found
    return None


def _shared(line: Sequence[Word], at: int) -> SpeechSubject | None:
    """Return the subject that a verb shares with one before it: "X met Y and said"."""
    return main_subject(line, at)


def _antecedent(line: Sequence[Word], at: int) -> SpeechSubject | None:
    before = at - 1
    if before >= 0 and line[before].text == ",":
        before -= 1
    found = phrase_ending(line, before) if before >= 0 else None
    return found if found and (found.kind != DOCUMENT or _opens_clause(line, found.start)) else None


def _opens_clause(line: Sequence[Word], at: int) -> bool:
    if at == 0:
        return True
    before = line[at - 1]
    if (before.lower in {"the", "a", "an", "both"} or before.is_tag("as")) and at > 0:
        return _opens_clause(line, at - 1)
    if before.lower in STRUCTURE["subordinators"]:
        return False
    marks = STRUCTURE["breaks"] | STRUCTURE["closing_marks"]
    return before.text in marks or before.lower in STRUCTURE["clause_openers"]


def _phrase_end(line: Sequence[Word], at: int) -> int | None:
    """Return the number of the last word of a subject that begins at a word; None if none does."""
    word = line[at]
    if word.is_quoted:
        return None
    if word.is_tag(ACTORS):
        return with_followers(line, at).end - 1
    if word.lower in {"he", "she", "they", "it"}:
        return at
    for number in range(at, min(at + _PHRASE, len(line))):
        follower = line[number]
        if follower.lower in SPEAKING:
            return number
        if not (
            follower.lower in STRUCTURE["determiners"]
            or follower.is_tag("as")
            or follower.is_possessive
            or is_adjective(follower)
        ):
            break
    return None


def _is_followed_by_verb(line: Sequence[Word], at: int) -> bool:
    while at < len(line) and (_is_filler(line, at) or line[at].text == "("):
        if line[at].lower in STRUCTURE["auxiliaries"]:
            return True
        if line[at].text == "(":
            at = next((number for number in range(at, len(line)) if line[number].text == ")"), len(line))
        at += 1
    if at >= len(line):
        return False
    word = line[at].lower
    verb = VERBS.get(word)
    return (
        bool(verb and verb.form & Form.FINITE)
        or word in STRUCTURE["verbs_of_events"]
        or (word.endswith("ed") and word not in {"red", "bed"})
        or line[at].text == ","
    )
