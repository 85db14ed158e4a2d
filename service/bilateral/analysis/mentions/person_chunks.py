"""Persons whom nobody has recorded, found by title, apposition, "X said", and the looks of a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.findings import PERSON, STATE
from bilateral.analysis.lexicons.title_words import (
    COURTESY,
    PORTFOLIOS,
    is_head,
    is_title_abbreviation,
    office_class,
)
from bilateral.analysis.lexicons.word_lists import read_lexicon, words
from bilateral.analysis.mentions.name_chunks import (
    GIVEN,
    LEADING,
    PARTICLES,
    STARTS,
    SUFFIXES,
    is_name_word,
    is_syllable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from bilateral.analysis.mentions.name_chunks import NameChunk
    from bilateral.analysis.text.word_tokens import WordToken

_LEXICON: Final = read_lexicon("person_words")
_VERBS: Final = words(_LEXICON["person_verbs"])
_NOUNS: Final = words(_LEXICON["nouns"])
_SAYING: Final = words(_LEXICON["verbs_of_saying"])
_LINKS: Final = words("of for to the and at in s on")
_APOSTROPHE = re.compile("['’]")
_TITLE_GAPS: Final = frozenset({"", "-", "’", "'", "."})
_ENDS: Final = frozenset({",", ".", ";", ":", ")", ""})
_WIDEST: Final = 2  # characters between words of a title
_FAR: Final = 12  # words between the head of a title and the name
_FEW: Final = 2  # words of a name
_LONGEST: Final = 9  # words of a name
_APPOSITION = re.compile(r"(?:,|\s\(|\s[–—-])\s*(?P<phrase>[^,.;:()\n]{2,90})")
# "The last Indian premier to come was Morarji Desai."
_RANKED = re.compile(r"\b[Tt]he\s(?:last|first|only|previous)\s(?P<title>[^.;:()\n]{3,120})\swas\s\Z")
_RANKED_NEAR: Final = 150  # characters
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
        ordinary: words that the document has in lower case too.
    """

    text: str
    tokens: Sequence[WordToken]
    taken: Sequence[str]
    is_title: bool = False
    ordinary: AbstractSet[str] = frozenset()


def persons(sentence: SentenceWords, chunk: NameChunk) -> Iterator[PersonChunk]:
    """Yield the persons named in a run of words with capitals."""
    for first, end in _name_runs(sentence, chunk):
        if _goes_on(sentence, first):
            continue
        start = _with_particles(sentence, first)
        if reason := _reason(sentence, start, end):
            yield PersonChunk(start, _with_suffix(sentence, end), reason)


def _goes_on(sentence: SentenceWords, first: int) -> bool:
    """Return whether words go on with a person's name before them: "Mohammed bin Salman" + "Al Saud"."""
    if not first or sentence.taken[first - 1] != PERSON:
        return False
    return sentence.text[sentence.tokens[first - 1].end : sentence.tokens[first].start] == " "


def _with_particles(sentence: SentenceWords, first: int) -> int:
    """Return where a name begins with the particles before it, as far as its title: President de Gaulle."""
    start = first
    while start > 0 and sentence.tokens[start - 1].text in LEADING and _is_title_gap(sentence, start - 1):
        start -= 1
    return start if start < first and start > 0 and is_head(sentence.tokens[start - 1].text) else first


def _with_suffix(sentence: SentenceWords, end: int) -> int:
    """Return where a name ends with the suffix after it: Joseph R. Biden, Jr."""
    if end >= len(sentence.tokens) or sentence.tokens[end].text not in SUFFIXES:
        return end
    gap = sentence.text[sentence.tokens[end - 1].end : sentence.tokens[end].start]
    return end + 1 if gap in (" ", ", ") else end


def _name_runs(sentence: SentenceWords, chunk: NameChunk) -> Iterator[tuple[int, int]]:
    first, tokens = chunk.first, sentence.tokens
    for index in range(chunk.first, chunk.end + 1):
        word = tokens[index].text if index < chunk.end else ""
        if word and not sentence.taken[index] and _continues(word, starts=index == first):
            continue
        if word and index > first and is_syllable(sentence.text, tokens, index):
            continue
        end = index
        while end > first and tokens[end - 1].text in PARTICLES:
            end -= 1
        # "Minister of Human Services Xavier Becerra"
        while end - first > _FEW and tokens[first].text in PORTFOLIOS:
            first += 1
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
    title = _title_at(sentence, first)
    if end - first == 1 and len(tokens[first].text) == 1:
        return ""
    if title >= 0 and (end - first > 1 or title == first - 1 or _is_known_title(sentence, title, first)):
        return TITLE
    if (
        _is_set_off(sentence, first, end)
        or _has_noun(sentence, first, end)
        or _is_ranked(sentence, first, end)
    ):
        return TITLE
    is_ordinary = tokens[end - 1].folded in sentence.ordinary
    if end - first > 1 and not is_ordinary and _has_apposition(sentence.text, tokens[end - 1].end):
        return APPOSITION
    return _looks(sentence, first, end) if end - first > 1 else ""


def _looks(sentence: SentenceWords, first: int, end: int) -> str:
    """Return why words that have no title look like a person's name; "" if they do not."""
    tokens = sentence.tokens
    if tokens[end - 1].folded in sentence.ordinary:
        return ""
    if tokens[first].folded in GIVEN:
        return GIVEN_NAME
    if _is_of_state(sentence, first, end):
        return FORM
    if any(len(token.text) == 1 or token.text in PARTICLES for token in tokens[first + 1 : end - 1]):
        return FORM
    return SAID if not sentence.is_title and _is_said(tokens, first, end) else ""


def _is_of_state(sentence: SentenceWords, first: int, end: int) -> bool:
    """Return whether a name follows that of a state: "Malaysia's Saifuddin Abdullah said"."""
    if first < 2 or sentence.tokens[first - 1].text != "s" or sentence.taken[first - 2] != STATE:  # noqa: PLR2004  # 's
        return False
    after = sentence.tokens[end].text if end < len(sentence.tokens) else ""
    return (
        after in _VERBS
        or after == "and"
        or sentence.text[sentence.tokens[end - 1].end : sentence.tokens[end - 1].end + 1] in _ENDS
    )


def _title_at(sentence: SentenceWords, first: int) -> int:
    """Return the number of the last noun of the title before a name; -1 if there is none.

    It may be as far as in "Minister of Justice of Cuba".
    """
    for index in range(first - 1, max(first - _FAR, -1), -1):
        word = sentence.tokens[index].text
        if not _is_title_gap(sentence, index) or sentence.taken[index] == PERSON:
            return -1
        if is_head(word) or (index == first - 1 and (word in COURTESY or is_title_abbreviation(word))):
            return index
        is_link = word.lower() in _LINKS
        if not (word in PORTFOLIOS or is_link or sentence.taken[index]) or (
            is_link and index == first - 1 and not sentence.taken[first]
        ):
            return -1
    return -1


def _is_known_title(sentence: SentenceWords, head: int, first: int) -> bool:
    """Return whether the words from a noun to a name are a title by themselves: Secretary of State."""
    return bool(office_class(sentence.text[sentence.tokens[head].start : sentence.tokens[first].start]))


def _has_noun(sentence: SentenceWords, first: int, end: int) -> bool:
    """Return whether a noun for a person stands right before a name: "his counterpart Wang Yi"."""
    if end - first == 1 or not first or sentence.tokens[first - 1].text.lower() not in _NOUNS:
        return False
    return sentence.text[sentence.tokens[first - 1].end : sentence.tokens[first].start] == " "


def _is_set_off(sentence: SentenceWords, first: int, end: int) -> bool:
    """Return whether a name stands between commas after a title: "the ambassador to Peru, Ana Ríos, said"."""
    tokens = sentence.tokens
    if end - first == 1 or not first or sentence.text[tokens[first - 1].end : tokens[first].start] != ", ":
        return False
    after = tokens[end].text if end < len(tokens) else ""
    if sentence.text[tokens[end - 1].end : tokens[end - 1].end + 1] not in _ENDS and after not in {
        "of",
        "and",
    }:
        return False
    before = tokens[first - 1].text
    return is_head(before) or before in _NOUNS or _title_at(sentence, first - 1) >= 0


def _is_ranked(sentence: SentenceWords, first: int, end: int) -> bool:
    """Return whether a name ends a sentence on holders of an office: "the first president to come was X"."""
    start = sentence.tokens[first].start
    before = max(sentence.tokens[0].start, start - _RANKED_NEAR)
    found = _RANKED.search(sentence.text, before, start) if end - first > 1 else None
    return bool(found) and any(is_head(word) for word in (found["title"] if found else "").split())


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
