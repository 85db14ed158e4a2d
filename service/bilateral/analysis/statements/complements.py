"""What follows a verb: whether it makes the verb attribute speech, and of which kind the statement is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.lexicons.word_lists import words
from bilateral.analysis.statements.noun_phrases import STRUCTURE
from bilateral.analysis.statements.reporting_verbs import (
    CHARACTERISING,
    LEXICON,
    PLANNING,
    QUOTING,
    SPEECH,
    STANCE,
    Form,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.analysis.statements.reporting_verbs import ReportingVerb
    from bilateral.analysis.statements.sentence_words import Word

CLAIM, PLAN, CHARACTERISATION, REPORT = "claim", "plan", "characterisation", "report"
"""The kinds of statements."""

ACTS: Final = frozenset({"announce", "declare", "recall"})
"""Verbs that also say what is done by saying it: a war is declared."""

_NEAR: Final = 15  # words in which a verb's complement is looked for
_OBJECT: Final = 6  # words in which its object is
_CONDITION: Final = 3  # words between "will" and the verb
_OBJECTS: Final = words(LEXICON["predicates"]["objects"])


def statement_kind(line: Sequence[Word], at: int, verb: ReportingVerb, *, has_quotation: bool) -> str | None:
    """Return what kind of statement a verb makes with the words after it, None if it makes none.

    Args:
        line: the words of the sentence.
        at: the number of the verb among them.
        verb: the verb.
        has_quotation: whether the sentence has literal speech.
    """
    if _word(line, at + 1) == "by" or (not verb.form & Form.GERUND and is_conditional(line, at)):
        return None
    if CHARACTERISING in verb.groups and _characterises(line, at, verb):
        return CHARACTERISATION
    if PLANNING in verb.groups and _word(line, at + 1) in {"to", "on"}:
        return None if _plans_an_event(line, at) else PLAN
    if verb.base in ACTS and not has_quotation:
        return _announcement(line, at, verb)
    return _of_speech(line, at, verb, has_quotation=has_quotation)


def _of_speech(line: Sequence[Word], at: int, verb: ReportingVerb, *, has_quotation: bool) -> str | None:
    if verb.groups & {SPEECH, STANCE} or _follows(line, at, verb):
        return PLAN if verb.base == "look" else CLAIM
    quotes = QUOTING in verb.groups and (has_quotation or _has_clause(line, at, verb))
    return CLAIM if quotes else None


def is_conditional(line: Sequence[Word], at: int, within: int = _CONDITION) -> bool:
    """Return whether a verb has "will" or "might" within some words before it: nothing is said yet."""
    return any(word.lower in STRUCTURE["conditions"] for word in line[max(at - within, 0) : at])


def _word(line: Sequence[Word], at: int) -> str:
    return line[at].lower if at < len(line) else ""


def _announcement(line: Sequence[Word], at: int, verb: ReportingVerb) -> str | None:
    """Return the kind of an announcement, None of an act by words: a war is declared, sanctions announced."""
    if verb.base == "recall":
        envoys = any(word.lower in STRUCTURE["envoys"] for word in line[at + 1 : at + _OBJECT])
        return None if envoys or _word(line, at + 1) in {"its", "their"} else CLAIM
    if verb.base == "declare":
        near = [word.lower for word in line[at + 1 : at + 2 * _OBJECT]]
        return None if (STRUCTURE["acts"] & {*near}) - STRUCTURE["determiners"] else CLAIM
    near = [word.lower for word in line[at + 1 : at + _OBJECT]]
    intends = not {"plan", "plans", "intention", "readiness"}.isdisjoint(near)
    if near and near[0] in STRUCTURE["acts"] and not intends:
        return None
    future = any(_word(line, number) in STRUCTURE["future"] - {"to"} for number in range(at + 1, at + _NEAR))
    return PLAN if future else CLAIM


def _follows(line: Sequence[Word], at: int, verb: ReportingVerb) -> bool:
    """Return whether the words after a verb make it attribute speech: "drew attention", "gave a warning"."""
    if at + 1 >= len(line):
        return False
    after = line[at + 1]
    if after.tag is not None:
        return "⟨" in verb.followers
    if after.lower in verb.followers:
        return True
    return verb.base in STRUCTURE["with_objects"] and _has_object(line[at + 1 : at + _OBJECT])


def _has_object(near: Sequence[Word]) -> bool:
    """Return whether a phrase such as "a positive assessment" comes before any preposition."""
    for word in near:
        if word.lower in _OBJECTS:
            return True
        if word.text in STRUCTURE["breaks"] or word.lower in STRUCTURE["prepositions"]:
            return False
    return False


def _has_clause(line: Sequence[Word], at: int, verb: ReportingVerb) -> bool:
    if _word(line, at + 1) in {"that", ":"}:
        return True
    near = {word.lower for word in line[at : at + _NEAR]}
    return verb.base in {"assess", "conclude", "determine", "write", "report", "respond"} and "that" in near


def _plans_an_event(line: Sequence[Word], at: int) -> bool:
    return any(word.lower in STRUCTURE["events"] for word in line[at + 2 : at + 4])


def _characterises(line: Sequence[Word], at: int, verb: ReportingVerb) -> bool:
    near = line[at + 1 : at + _NEAR]
    if verb.base in {"compare", "liken"}:
        return any(word.lower in {"to", "with"} for word in near)
    if any(word.lower == "as" for word in near) and verb.base != "call":
        return True
    return verb.base in STRUCTURE["characterised_without_as"] and _has_object_complement(near)


def _has_object_complement(near: Sequence[Word]) -> bool:
    """Return whether an object and what it is called follow: "it a mistake", "the deal “historic”"."""
    if not near or near[0].lower in {"on", "for", "upon"}:
        return False
    if near[0].text in STRUCTURE["opening_marks"]:
        return True
    for word in near[1:]:
        if word.text in STRUCTURE["ends"]:
            return False
        if word.lower in {"a", "an", "one"} or word.is_quoted or word.text in STRUCTURE["opening_marks"]:
            return True
    return False
