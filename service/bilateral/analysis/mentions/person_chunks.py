"""Persons whom nobody has recorded, found by title, apposition, "X said", and the looks of a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.lexicons.title_words import COURTESY, PORTFOLIOS, is_head, is_title_abbreviation
from bilateral.analysis.lexicons.word_lists import read_lexicon, words
from bilateral.analysis.mentions.name_chunks import GIVEN, PARTICLES, STARTS, SUFFIXES, is_name_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.analysis.mentions.name_chunks import NameChunk
    from bilateral.analysis.text.word_tokens import WordToken

_LEXICON: Final = read_lexicon("person_words")
_VERBS: Final = words(_LEXICON["person_verbs"])
_SAYING: Final = words(_LEXICON["verbs_of_saying"])
_LINKS: Final = words("of for to the and at in s on")
_APOSTROPHE = re.compile("['’]")
_TITLE_GAPS: Final = frozenset({"", "-", "’", "'", "."})
_WIDEST: Final = 2  # characters between words of a title
_FAR: Final = 12  # words between the head of a title and the name
_LONGEST: Final = 6  # words of a name
_APPOSITION = re.compile(r"(?:,|\s\(|\s[–—-])\s*(?P<phrase>[^,.;:()\n]{2,90})")
_APPOSED: Final = 10  # words of an apposition up to the title

TITLE, APPOSITION, SAID, GIVEN_NAME, FORM = "title", "apposition", "said", "given name", "form"
"""Why a name is taken for a person's."""


class PersonChunk(NamedTuple):
    """The words of a person's name, and why it is taken for one: one of the constants above."""

    first: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """The words of a sentence.

    Attributes:
        text: of the whole document.
        tokens: of the sentence.
        taken: by the number of a word, the kind of the known name that it belongs to; "" if to none.
        is_title: whether ordinary words have capitals too.
    """

    text: str
    tokens: Sequence[WordToken]
    taken: Sequence[str]
    is_title: bool = False


def persons(sentence: SentenceWords, chunk: NameChunk) -> Iterator[PersonChunk]:
    """Yield the persons named in a run of words with capitals."""
    for first, end in _name_runs(sentence, chunk):
        if reason := _reason(sentence, first, end):
            yield PersonChunk(first, end, reason)


def _name_runs(sentence: SentenceWords, chunk: NameChunk) -> Iterator[tuple[int, int]]:
    first, tokens = chunk.first, sentence.tokens
    for index in range(chunk.first, chunk.end + 1):
        word = tokens[index].text if index < chunk.end else ""
        if word and not sentence.taken[index] and _continues(word, starts=index == first):
            continue
        end = index
        while end > first and tokens[end - 1].text in PARTICLES:
            end -= 1
        if first < end <= first + _LONGEST:
            yield first, end
        first = index + 1


def _continues(word: str, *, starts: bool) -> bool:
    if starts:
        return is_name_word(word) and word not in STARTS and word not in SUFFIXES and _is_spelled_out(word)
    return word in PARTICLES or word in SUFFIXES or (is_name_word(word) and _is_spelled_out(word))


def _is_spelled_out(word: str) -> bool:
    return len(word) == 1 or not word.isupper()


def _reason(sentence: SentenceWords, first: int, end: int) -> str:
    tokens = sentence.tokens
    if _has_title(sentence, first):
        return TITLE
    if end - first == 1:
        return ""
    if _has_apposition(sentence.text, tokens[end - 1].end):
        return APPOSITION
    if tokens[first].folded in GIVEN:
        return GIVEN_NAME
    if any(len(token.text) == 1 or token.text in PARTICLES for token in tokens[first + 1 : end - 1]):
        return FORM
    return SAID if not sentence.is_title and _is_said(tokens, first, end) else ""


def _has_title(sentence: SentenceWords, first: int) -> bool:
    """Return whether a title ends right before a name, as far as "Minister of Foreign Affairs of Cuba"."""
    for index in range(first - 1, max(first - _FAR, -1), -1):
        word = sentence.tokens[index].text
        if not _is_title_gap(sentence, index):
            return False
        if is_head(word) or (index == first - 1 and (word in COURTESY or is_title_abbreviation(word))):
            return True
        is_link = word.lower() in _LINKS
        if not (word in PORTFOLIOS or is_link or sentence.taken[index]) or (is_link and index == first - 1):
            return False
    return False


def _is_title_gap(sentence: SentenceWords, index: int) -> bool:
    """Return whether what stands between a word and the next lets them be of one title."""
    word = sentence.tokens[index]
    gap = sentence.text[word.end : sentence.tokens[index + 1].start]
    if gap.strip() not in _TITLE_GAPS or len(gap) > _WIDEST:
        return False
    return "." not in gap or is_title_abbreviation(word.text) or bool(sentence.taken[index])


def _has_apposition(text: str, end: int) -> bool:
    """Return whether a title follows in apposition: ", the foreign affairs minister of Cuba"."""
    found = _APPOSITION.match(text, end)
    following = found["phrase"].split()[:_APPOSED] if found else []
    for word, after in zip(following, [*following[1:], ""], strict=False):
        if is_head(_APOSTROPHE.split(word)[0]):
            return not after[:1].isupper()
    return False


def _is_said(tokens: Sequence[WordToken], first: int, end: int) -> bool:
    after = tokens[end].text if end < len(tokens) else ""
    before = tokens[first - 1].text if first else ""
    return after in _VERBS or before in _SAYING
