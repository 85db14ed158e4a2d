"""Statements of a text: attributions of neighbouring sentences to one speaker, joined."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.annotated_text import key
from bilateral.analysis.findings import PLACE, FoundStatement, Grounds
from bilateral.analysis.knowledge import NO_KNOWLEDGE
from bilateral.analysis.statements.attributing_phrases import LABEL, has_label
from bilateral.analysis.statements.attribution import attributions
from bilateral.analysis.statements.complements import CLAIM, REPORT
from bilateral.analysis.statements.noun_phrases import ACTORS, IMPERSONAL, STRUCTURE
from bilateral.analysis.statements.sentence_words import split_words
from bilateral.analysis.statements.speakers import Speakers, entities_of, is_medium

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilateral.analysis.annotated_text import AnnotatedText
    from bilateral.analysis.findings import Entity
    from bilateral.analysis.knowledge import Knowledge
    from bilateral.analysis.statements.attributing_phrases import SpeechAttribution
    from bilateral.analysis.statements.noun_phrases import SpeechSubject
    from bilateral.analysis.statements.sentence_words import Word

_ABOUT: Final = 6  # entities that a statement is about, at the most
_SHORT: Final = 8  # words of a sentence that only says who spoke: "Smith told reporters in Vienna."


class SubjectSource(Protocol):
    """Finds the subjects of verbs by other means than rules."""

    def subject_of(self, sentence: int, line: Sequence[Word], at: int) -> SpeechSubject | None:
        """Return the subject of the verb that is word `at` of a sentence; None if there is none."""


class Voice(NamedTuple):
    """Who speaks in a sentence.

    Attributes:
        sentence: its number.
        speakers: whose words these are.
        kind: of statement.
        rule: by which the attribution was found.
        verb: that attributes the speech.
    """

    sentence: int
    speakers: tuple[Entity, ...]
    kind: str
    rule: str
    verb: str


def find_statements(
    annotated: AnnotatedText, knowledge: Knowledge = NO_KNOWLEDGE, parse: SubjectSource | None = None
) -> tuple[FoundStatement, ...]:
    """Return the statements of a text, in its order; a parse, if given, finds subjects that rules do not."""
    voices = _with_quotations(annotated, _voices(annotated, Speakers(annotated, knowledge), parse))
    found = (_statement(annotated, group) for group in _joined(annotated, voices))
    return tuple(sorted(found, key=lambda statement: (statement.span, statement.kind)))


def _voices(annotated: AnnotatedText, speakers: Speakers, parse: SubjectSource | None) -> list[Voice]:
    """Return who speaks in each sentence by the words outside quotations."""
    found: list[Voice] = []
    for number, sentence in enumerate(annotated.sentences):
        if sentence.is_title:
            continue
        line = split_words(annotated, number)
        if turn := _turn(annotated, number, line, found):
            found.append(turn)
            continue
        further = partial(parse.subject_of, number) if parse else None
        told = attributions(line, has_quotation=_quotes(annotated, number), further=further)
        found.extend(_of_sentence(annotated, number, line, told, speakers))
        speakers.passed(line)
    return found


def _turn(
    annotated: AnnotatedText, number: int, line: Sequence[Word], before: Sequence[Voice]
) -> Voice | None:
    """Return who speaks in a sentence of a transcript: who was named before a colon in the paragraph."""
    latest = before[-1] if before else None
    if latest is None or latest.rule != LABEL or latest.sentence != number - 1:
        return None
    if not _is_near(annotated, latest.sentence, number) or has_label(line):
        return None
    return latest._replace(sentence=number)


def _of_sentence(
    annotated: AnnotatedText,
    number: int,
    line: Sequence[Word],
    told: Sequence[SpeechAttribution],
    speakers: Speakers,
) -> Iterator[Voice]:
    seen: set[tuple[str, ...]] = set()
    for each in told:
        if each.subject.kind == IMPERSONAL and seen:
            continue
        found = speakers.resolve(each.subject, number, line)
        names = tuple(map(key, found))
        if found and names not in seen:
            seen.add(names)
            speakers.spoke(found)
            yield Voice(number, found, _kind(each, found), each.rule, each.verb)
    if not seen and _quotes(annotated, number) and (found := _beside_quotation(line)):
        speakers.spoke(found)
        yield Voice(number, found, CLAIM, "quotation", "")


def _kind(told: SpeechAttribution, speakers: Sequence[Entity]) -> str:
    is_report = told.subject.text in STRUCTURE["media_nouns"] or all(map(is_medium, speakers))
    return REPORT if told.kind == CLAIM and is_report else told.kind


def _quotes(annotated: AnnotatedText, number: int) -> bool:
    """Return whether a sentence has literal speech."""
    return bool(_quotations_in(annotated, annotated.sentences[number].span))


def _quotations_in(annotated: AnnotatedText, span: TextSpan) -> Sequence[TextSpan]:
    """Return the quotations that a stretch of the text has words of."""
    first = bisect_right(annotated.quotations, span.start, key=lambda quotation: quotation.end)
    last = bisect_left(annotated.quotations, span.end, key=lambda quotation: quotation.start)
    return annotated.quotations[first:last]


def _beside_quotation(line: Sequence[Word]) -> tuple[Entity, ...]:
    """Return the only person, else actor, outside the quotation of a sentence whose verb is not known."""
    for letters in ("p", ACTORS):
        found = entities_of(
            word.tag for word in line if word.tag and word.is_tag(letters) and not word.is_quoted
        )
        if found:
            return found if len(found) == 1 else ()
    return ()


def _with_quotations(annotated: AnnotatedText, voices: Sequence[Voice]) -> list[Voice]:
    """Return the voices, with those of the sentences that stand within a quotation of somebody."""
    by_sentence: dict[int, list[Voice]] = {}
    for voice in voices:
        by_sentence.setdefault(voice.sentence, []).append(voice)
    for quotation in annotated.quotations:
        numbers = _sentences_of(annotated, quotation)
        owner = _owner(annotated, quotation, numbers, by_sentence) if numbers else None
        for number in numbers:
            if owner and number not in by_sentence:
                by_sentence[number] = [owner._replace(sentence=number)]
    return [voice for number in sorted(by_sentence) for voice in by_sentence[number]]


def _sentences_of(annotated: AnnotatedText, quotation: TextSpan) -> range:
    """Return the numbers of the sentences that a quotation stands in."""
    first = bisect_right(annotated.sentences, quotation.start, key=lambda sentence: sentence.span.end)
    return range(
        first, bisect_left(annotated.sentences, quotation.end, key=lambda sentence: sentence.span.start)
    )


def _owner(
    annotated: AnnotatedText, quotation: TextSpan, numbers: Sequence[int], voices: dict[int, list[Voice]]
) -> Voice | None:
    """Return whose a quotation is: of its first or last sentence, a short one after it, or the one before."""
    first, last = numbers[0], numbers[-1]
    if first in voices and annotated.sentences[first].span.start < quotation.start:
        return voices[first][-1]
    if last in voices:
        return voices[last][0]
    after = last + 1
    if after in voices and _is_near(annotated, last, after) and _is_short(annotated, after):
        return voices[after][0]
    before = first - 1
    if before in voices and (
        _is_near(annotated, before, first) or _goes_on(annotated, before, first, quotation)
    ):
        return voices[before][-1]
    return voices[after][0] if after in voices and _is_near(annotated, last, after) else None


def _is_near(annotated: AnnotatedText, one: int, other: int) -> bool:
    return annotated.sentences[one].paragraph == annotated.sentences[other].paragraph


def _is_short(annotated: AnnotatedText, number: int) -> bool:
    return len(annotated.sentences[number].tagged.split()) <= _SHORT


def _goes_on(annotated: AnnotatedText, before: int, first: int, quotation: TextSpan) -> bool:
    """Return whether a quotation that begins a paragraph follows words of the same speaker."""
    return quotation.start - annotated.sentences[first].span.start <= 1 and (
        _quotes(annotated, before) or annotated.sentences[before].tagged.endswith(":")
    )


def _joined(annotated: AnnotatedText, voices: Iterable[Voice]) -> Iterator[list[Voice]]:
    """Yield the voices of neighbouring sentences of one paragraph that are of the same speakers."""
    running: dict[tuple[str, ...], list[Voice]] = {}
    for voice in voices:
        names = tuple(sorted(map(key, voice.speakers)))
        group = running.get(names)
        if (
            group
            and voice.sentence <= group[-1].sentence + 1
            and _is_near(annotated, group[-1].sentence, voice.sentence)
        ):
            group.append(voice)
            continue
        if group:
            yield group
        running[names] = [voice]
    yield from running.values()


def _statement(annotated: AnnotatedText, group: Sequence[Voice]) -> FoundStatement:
    first = annotated.sentences[group[0].sentence].span
    span = TextSpan(first.start, annotated.sentences[group[-1].sentence].span.end)
    speakers = group[0].speakers
    return FoundStatement(
        _kind_of(group),
        span,
        speakers,
        _about(annotated, span, speakers),
        _wording(annotated, span),
        _grounds(group),
    )


def _kind_of(group: Sequence[Voice]) -> str:
    kinds = {voice.kind for voice in group}
    return kinds.pop() if len(kinds) == 1 else CLAIM


def _about(annotated: AnnotatedText, span: TextSpan, speakers: Sequence[Entity]) -> tuple[Entity, ...]:
    named = (mention.entity for mention in annotated.mentions_in(span))
    others = dict.fromkeys(each for each in named if each.kind != PLACE and each not in speakers)
    return tuple(others)[:_ABOUT]


def _wording(annotated: AnnotatedText, span: TextSpan) -> tuple[TextSpan, ...]:
    return tuple(
        TextSpan(max(quotation.start, span.start), min(quotation.end, span.end))
        for quotation in _quotations_in(annotated, span)
    )


def _grounds(group: Sequence[Voice]) -> Grounds:
    names = " and ".join(speaker.name for speaker in group[0].speakers)
    told = (
        f"“{group[0].verb}” attributes this to {names}" if group[0].verb else f"words quoted beside {names}"
    )
    return Grounds(group[0].rule, told)
