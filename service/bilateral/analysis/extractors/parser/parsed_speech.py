"""Who says what, as a parse sees it: the subject of a verb wherever it stands in the sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.statements.noun_phrases import (
    ACTORS,
    DESCRIBED,
    DESCRIPTIONS,
    GROUP,
    GROUPS,
    PRONOUN,
    STRUCTURE,
    TAGGED,
    SpeechSubject,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.analysis.annotated_text import PhraseTag
    from bilateral.analysis.extractors.parser.parsed_sentence import ParsedSentence
    from bilateral.analysis.statements.sentence_words import Word

_SHARED: Final = frozenset({"conj", "xcomp", "advcl", "pcomp", "prep"})
"""Relations by which a verb has the subject of the one it depends on: "met Xi and said", "left, saying"."""
_DESCRIBING: Final = frozenset({"amod", "acl", "relcl", "compound"})
"""Relations of verbs that only describe a noun."""

_DEEPEST: Final = 6  # verbs on the way to the one that has a subject


class SpeechParse:
    """Finds the subjects of verbs in a text whose sentences were parsed."""

    def __init__(self, sentences: Sequence[ParsedSentence]) -> None:
        self._sentences = sentences

    def subject_of(self, sentence: int, line: Sequence[Word], at: int) -> SpeechSubject | None:
        """Return the subject of the verb that is word `at` of a sentence; None if none can speak."""
        parsed = self._sentences[sentence]
        start = parsed.sentence.starts[line[at].start]
        verb = next((number for number, word in enumerate(parsed.words) if word.start == start), None)
        if verb is None or not _is_told(parsed, verb):
            return None
        noun = subject_word(parsed, verb)
        return None if noun is None else _subject(parsed, noun, line)


def _is_told(parsed: ParsedSentence, verb: int) -> bool:
    """Return whether a word is the verb of a clause, not of words that only describe a noun."""
    word = parsed.words[verb]
    as_said = any(parsed.words[child].lemma == "as" for child in parsed.children(verb, "mark"))
    return word.part_of_speech in {"VERB", "AUX"} and word.relation not in _DESCRIBING and not as_said


def subject_word(parsed: ParsedSentence, verb: int) -> int | None:
    """Return the number of the noun that is the subject of a verb, its own or that of a verb before it."""
    for _ in range(_DEEPEST):
        if (own := next(parsed.children(verb, "nsubj"), None)) is not None:
            is_relative = parsed.words[own].lemma in STRUCTURE["relatives"]
            return _antecedent(parsed, verb) if is_relative else own
        if parsed.words[verb].relation not in _SHARED:
            return None
        verb = parsed.words[verb].head
    return None


def _antecedent(parsed: ParsedSentence, verb: int) -> int | None:
    return parsed.words[verb].head if parsed.words[verb].relation == "relcl" else None


def _subject(parsed: ParsedSentence, noun: int, line: Sequence[Word]) -> SpeechSubject | None:
    word = parsed.words[noun]
    lemma = word.text.lower()
    start = _line_number(parsed, noun, line)
    if word.tag and word.tag.letter in ACTORS:
        return SpeechSubject(TAGGED, "", (word.tag, *_joined(parsed, noun)), start, start + 1)
    if lemma in STRUCTURE["pronouns"]:
        return SpeechSubject(PRONOUN, lemma, (), start, start + 1)
    if lemma in DESCRIPTIONS and (owner := _owner(parsed, noun)):
        return SpeechSubject(DESCRIBED, lemma, (owner,), start, start + 1)
    if lemma in GROUPS and any(
        parsed.words[child].lemma in {"the", "two", "both"} for child in parsed.children(noun)
    ):
        return SpeechSubject(GROUP, lemma, (), start, start + 1)
    return None


def _joined(parsed: ParsedSentence, noun: int) -> tuple[PhraseTag, ...]:
    tags = (parsed.words[child].tag for child in parsed.children(noun, "conj"))
    return tuple(tag for tag in tags if tag and tag.letter in ACTORS)


def _owner(parsed: ParsedSentence, noun: int) -> PhraseTag | None:
    tags = (parsed.words[number].tag for number in parsed.subtree(noun))
    return next((tag for tag in tags if tag and tag.letter in "asopl"), None)


def _line_number(parsed: ParsedSentence, noun: int, line: Sequence[Word]) -> int:
    """Return the number that a word of the parse has among the words of the tagged text."""
    start = parsed.words[noun].start
    return next(
        (number for number, word in enumerate(line) if parsed.sentence.starts[word.start] >= start),
        len(line) - 1,
    )
