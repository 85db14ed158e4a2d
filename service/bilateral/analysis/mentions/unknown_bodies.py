"""Bodies and places that nobody has recorded, told by words of their names and the word before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.dates.date_expressions import month_numbers
from bilateral.analysis.findings import ORGANISATION, PLACE
from bilateral.analysis.lexicons.title_words import PORTFOLIOS, is_head
from bilateral.analysis.lexicons.word_lists import read_lexicon, words
from bilateral.analysis.mentions.name_chunks import (
    NOT_NAMES,
    ORGANISATION_HEADS,
    OTHER_HEADS,
    PLACE_HEADS,
    STARTS,
    is_capital,
)
from bilateral.analysis.mentions.state_bodies import BODY_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bilateral.analysis.mentions.name_chunks import NameChunk
    from bilateral.analysis.mentions.person_chunks import SentenceWords

HEAD_WORD, PREPOSITION = "head word", "preposition"
"""Why a name is taken for a body's or place's."""

_PREPOSITIONS: Final = words(read_lexicon("name_words")["place_prepositions"])
_OF_PERSONS: Final = frozenset({"Administration", "Government", "Cabinet"})
_MINISTERS: Final = frozenset({"Minister", "minister", "Secretary", "secretary"})
_OF: Final = frozenset({"of", "for"})
_INSIDE: Final = frozenset({"of", "the", "and", "for", "on", "in"})
_FARTHEST: Final = 8  # words that a name goes on with after "of"
_LONGEST: Final = 5  # words of a place's name
_SHORTEST: Final = 3  # letters of a place's name


class UnknownName(NamedTuple):
    """The words of a name, its kind, and why it is taken for one."""

    first: int
    end: int
    kind: str
    reason: str


def unknown_names(sentence: SentenceWords, runs: Iterable[NameChunk]) -> Iterator[UnknownName]:
    """Yield the bodies and places in runs of words with capitals, where no known name or person is."""
    place_end, covered = -1, 0
    for first, end in _free_runs(sentence, runs):
        if first < covered:
            continue
        body = _body(sentence, first, end)
        name = body or _place(sentence, first, end, place_end)
        if name:
            covered = name.end
            place_end = name.end if name.kind == PLACE else place_end
            yield name


def _free_runs(sentence: SentenceWords, runs: Iterable[NameChunk]) -> Iterator[tuple[int, int]]:
    for chunk in runs:
        first = chunk.first
        for index in range(chunk.first, chunk.end + 1):
            if index == chunk.end or sentence.taken[index]:
                while first < index and sentence.tokens[first].text in STARTS:
                    first += 1
                if first < index:
                    yield first, index
                first = index + 1


def _body(sentence: SentenceWords, first: int, end: int) -> UnknownName | None:
    tokens = sentence.tokens
    head = next((i for i in range(end - 1, first - 1, -1) if tokens[i].text in ORGANISATION_HEADS), -1)
    if head < 0 or tokens[head].text in _OF_PERSONS:
        return None
    last = _with_portfolio(sentence, head + 1)
    if last == head + 1 and (head == first or tokens[head].text in OTHER_HEADS):
        return None
    words_only = " ".join(token.text for token in tokens[first:last]).lower()
    after = tokens[last].text if last < len(tokens) else ""
    # Ministries of a state are read with it; "Armed Forces Minister" is a title.
    if words_only in BODY_NAMES or after in _MINISTERS:
        return None
    return UnknownName(first, last, ORGANISATION, HEAD_WORD)


def _with_portfolio(sentence: SentenceWords, end: int) -> int:
    """Return the end of a name with what follows "of": Department of Trade and Industry."""
    tokens = sentence.tokens
    if end >= len(tokens) or tokens[end].text not in _OF:
        return end
    last = end
    for index in range(end + 1, min(end + _FARTHEST, len(tokens))):
        word, gap = tokens[index].text, sentence.text[tokens[index - 1].end : tokens[index].start]
        if gap.strip() not in ("", "-", ",") or (gap.strip() == "," and not _is_portfolio(word)):
            break
        if is_capital(word) and not sentence.taken[index]:
            last = index + 1
        elif word not in _INSIDE:
            break
    return max(end, last)


def _is_portfolio(word: str) -> bool:
    return word in PORTFOLIOS and word not in ORGANISATION_HEADS


def _place(sentence: SentenceWords, first: int, end: int, place_end: int) -> UnknownName | None:
    tokens = sentence.tokens
    if end - first > _LONGEST or tokens[end - 1].text in OTHER_HEADS or is_head(tokens[end - 1].text):
        return None
    if tokens[end - 1].text in PLACE_HEADS and end - first > 1:
        return UnknownName(first, end, PLACE, HEAD_WORD)
    if any(token.text in NOT_NAMES or token.text.isupper() for token in tokens[first:end]):
        return None
    if end - first == 1 and tokens[first].text.lower() in month_numbers("en"):
        return None
    before = tokens[first - 1].text if first else ""
    listed = place_end > 0 and place_end in (first, first - 1)
    is_listed = listed and before in ("and", tokens[place_end - 1].text)
    is_place = before in _PREPOSITIONS or (before == "the" and first > 1 and tokens[first - 2].text == "in")
    if (is_place or is_listed) and len(tokens[first].text) >= _SHORTEST and not sentence.is_title:
        return UnknownName(first, end, PLACE, PREPOSITION)
    return None
