"""Attributions of speech in a sentence: who says something there, by which verb or phrase."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from bilateral.analysis.statements.attributing_phrases import (
    SpeechAttribution,
    attributions_by_phrase,
    has_be,
)
from bilateral.analysis.statements.complements import (
    ACTS,
    CHARACTERISATION,
    CLAIM,
    is_conditional,
    statement_kind,
)
from bilateral.analysis.statements.noun_phrases import GROUP, IMPERSONAL, STRUCTURE, SpeechSubject
from bilateral.analysis.statements.reporting_verbs import CHARACTERISING, SPEECH, STANCE, VERBS, Form
from bilateral.analysis.statements.speech_subjects import (
    main_subject,
    subject_after,
    subject_before,
    subject_of_next_clause,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bilateral.analysis.statements.reporting_verbs import ReportingVerb
    from bilateral.analysis.statements.sentence_words import Word

SubjectFinder: TypeAlias = "Callable[[Sequence[Word], int], SpeechSubject | None]"
"""Returns the subject of a verb, by the words of a sentence and the verb's number; None if it has none."""

_NEAR: Final = 15  # words between a passive verb and "by"
_SAID: Final = 3  # words before a comma that may be what is said


def attributions(
    line: Sequence[Word], *, has_quotation: bool, further: SubjectFinder | None = None
) -> list[SpeechAttribution]:
    """Return the attributions in the words of a sentence, in order.

    Args:
        line: the words.
        has_quotation: whether there is literal speech among them.
        further: finds the subject of a verb, by its number among the words, where the rules find none.
    """
    found: list[SpeechAttribution] = []
    for at, word in enumerate(line):
        if word.is_quoted:
            continue
        by_phrase = attributions_by_phrase(line, at)
        found.extend(each for each in by_phrase if not (found and _is_within(line, each, found[-1])))
        verb = VERBS.get(word.lower) if word.text.islower() or at == 0 else None
        by_verb = _by_verb(line, at, verb, further, has_quotation=has_quotation) if verb else None
        if by_verb and not (found and _is_within(line, by_verb, found[-1])):
            found.append(by_verb)
    return found


def _is_within(line: Sequence[Word], one: SpeechAttribution, other: SpeechAttribution) -> bool:
    """Return whether the subject of one is spoken of in what another says: "X said Y rejects it"."""
    start = line[one.subject.start].start
    between = [word for word in line if other.position < word.start and word.end <= start]
    if start <= other.position:
        return False
    if [word.lower for word in between[-2:]] == ["and", "that"]:
        return True
    return not any(
        word.text in STRUCTURE["breaks"] or word.lower in {"and", "but", "while", "whereas"}
        for word in between
    )


def _by_verb(
    line: Sequence[Word],
    at: int,
    verb: ReportingVerb,
    further: SubjectFinder | None,
    *,
    has_quotation: bool,
) -> SpeechAttribution | None:
    if verb.form & Form.PARTICIPLE and has_be(line, at):
        return _passive(line, at, verb)
    if verb.base in {"quote", "cite"} and _is_as_saying(line, at):
        quoted = subject_after(line, at + 1)
        return quoted and SpeechAttribution(quoted, CLAIM, "quoted as saying", verb.base, line[at].start)
    kind = statement_kind(line, at, verb, has_quotation=has_quotation)
    if kind is None or _is_noun(line, at):
        return None
    subject, rule = _subject(line, at, verb, has_quotation=has_quotation)
    if subject is None and further and _may_be_told(line, at, verb):
        subject, rule = _if_done(line, at, further(line, at)), "parsed"
    if subject and verb.base in {"speak", "talk"} and _is_several(subject):
        return None
    return subject and SpeechAttribution(subject, kind, rule, verb.base, line[at].start)


def _subject(
    line: Sequence[Word], at: int, verb: ReportingVerb, *, has_quotation: bool
) -> tuple[SpeechSubject | None, str]:
    if verb.form & Form.BASE and at and line[at - 1].lower == "to":
        return _if_done(line, at, _of_infinitive(line, at, verb)), "infinitive"
    if verb.form & Form.GERUND:
        return _if_done(line, at, _of_participle(line, at)), "participle"
    if verb.form & (Form.PAST | Form.THIRD) and _may_invert(line, at, verb, has_quotation=has_quotation):
        after = subject_after(line, at + 1)
        if after and _ends_inversion(line, after.end, has_quotation=has_quotation):
            return after, "inverted"
    subject = subject_before(line, at)
    if subject and verb.form == Form.BASE and not _agrees_with_base(line, at, subject):
        return None, ""
    return subject, _rule(line, at, subject) if subject else ""


def _if_done(line: Sequence[Word], at: int, subject: SpeechSubject | None) -> SpeechSubject | None:
    """Return a subject, unless what it does is yet to come: "will meet him to express"."""
    return None if subject is None or is_conditional(line, at, at - subject.end) else subject


def _of_infinitive(line: Sequence[Word], at: int, verb: ReportingVerb) -> SpeechSubject | None:
    """Return the subject of "spoke to thank him", "went on to say"."""
    if [word.lower for word in line[max(at - 3, 0) : at]] in (["went", "on", "to"], ["goes", "on", "to"]):
        return subject_before(line, at - 3)
    return main_subject(line, at) if verb.base in STRUCTURE["purposes"] else None


def _agrees_with_base(line: Sequence[Word], at: int, subject: SpeechSubject) -> bool:
    """Return whether a form that may be a noun or an infinitive is the verb of a subject: "they call"."""
    return _is_plural(line, at, subject) and not is_conditional(line, at, at - subject.end)


def _may_be_told(line: Sequence[Word], at: int, verb: ReportingVerb) -> bool:
    """Return whether a form may be the verb of a clause: an infinitive is so for a few purposes only."""
    if verb.base in ACTS:
        return False
    return verb.form != Form.BASE or (verb.base in STRUCTURE["purposes"] and line[at - 1].lower == "to")


def _is_several(subject: SpeechSubject) -> bool:
    """Return whether several speak: what they speak about is a topic."""
    return subject.kind == GROUP or len(subject.tags) > 1 or subject.text in {"they", "both"}


def _is_noun(line: Sequence[Word], at: int) -> bool:
    """Return whether a word that may be a verb is a noun: "ministers of NATO states, who"."""
    if line[at].lower not in STRUCTURE["also_nouns"]:
        return False
    after = line[at + 1] if at + 1 < len(line) else None
    of = at > 1 and line[at - 1].tag is not None and line[at - 2].lower in STRUCTURE["prepositions"]
    return of or after is None or after.text in STRUCTURE["ends"] or after.lower in {"of", "in", "and"}


def _rule(line: Sequence[Word], at: int, subject: SpeechSubject) -> str:
    if at - subject.end <= 1:
        return f"{subject.kind}, verb"
    joined = any(line[number].lower in {"and", "but"} for number in range(subject.end, at))
    return f"{subject.kind}, … and verb" if joined else f"{subject.kind} … verb"


def _may_invert(line: Sequence[Word], at: int, verb: ReportingVerb, *, has_quotation: bool) -> bool:
    """Return whether the words before a verb may be what is said: they end in a comma or a quotation mark."""
    if not has_quotation and verb.base not in STRUCTURE["inverting_alone"]:
        return False
    before = at - 1
    while before >= 0 and (line[before].lower in STRUCTURE["adverbs"] or line[before].text.endswith("ly")):
        before -= 1
    if before < 0:
        return False
    if line[before].is_quoted or line[before].text in STRUCTURE["closing_marks"]:
        return True
    return line[before].text == "," and (has_quotation or before > _SAID)


def _ends_inversion(line: Sequence[Word], end: int, *, has_quotation: bool) -> bool:
    if end >= len(line):
        return True
    word = line[end]
    if not has_quotation:
        return word.text in STRUCTURE["ends"]
    return (
        word.text in STRUCTURE["breaks"] | {".", "("}
        or word.is_quoted
        or word.is_tag("d")
        or word.lower in STRUCTURE["prepositions"] | STRUCTURE["subordinators"] | {"and", "while", "later"}
    )


def _is_plural(line: Sequence[Word], at: int, subject: SpeechSubject) -> bool:
    if any(word.lower in {"would", "did", "do", "must"} for word in line[max(at - 3, 0) : at]):
        return True
    return (
        _is_several(subject) or subject.text.endswith("s") or any(len(tag.actors) > 1 for tag in subject.tags)
    )


def _of_participle(line: Sequence[Word], at: int) -> SpeechSubject | None:
    """Return the subject of "…, noting that", "noting that …, X", "issued a statement saying that"."""
    if not at:
        return subject_of_next_clause(line, at)
    if has_be(line, at):
        return subject_before(line, at)
    opens = line[at - 1].text in STRUCTURE["breaks"] or line[at - 1].lower in STRUCTURE["before_participles"]
    return main_subject(line, at) if opens else None


def _passive(line: Sequence[Word], at: int, verb: ReportingVerb) -> SpeechAttribution | None:
    position = line[at].start
    if verb.base in {"quote", "report", "cite"} and _is_as_saying(line, at):
        subject = subject_before(line, at)
        return subject and SpeechAttribution(subject, CLAIM, "quoted as saying", verb.base, position)
    if (by := _by(line, at)) is not None:
        agent = subject_after(line, by + 1) if verb.groups & {SPEECH, STANCE, CHARACTERISING} else None
        kind = CHARACTERISATION if CHARACTERISING in verb.groups else CLAIM
        return agent and SpeechAttribution(agent, kind, "passive", verb.base, position)
    if verb.base in STRUCTURE["impersonal"] and not is_conditional(line, at):
        return SpeechAttribution(
            SpeechSubject(IMPERSONAL, "", (), at, at + 1), CLAIM, "impersonal", verb.base, position
        )
    return None


def _is_as_saying(line: Sequence[Word], at: int) -> bool:
    near = [word.lower for word in line[at + 1 : at + _NEAR]]
    return ("as", "saying") in pairwise(near)


def _by(line: Sequence[Word], at: int) -> int | None:
    """Return the number of the word "by" that belongs to a passive verb."""
    for number in range(at + 1, min(at + _NEAR, len(line))):
        if line[number].text in STRUCTURE["ends"]:
            return None
        if line[number].lower == "by":
            return number
    return None
