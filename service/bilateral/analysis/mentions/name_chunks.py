"""Runs of words with capitals, which names are parts of, and the kinds of words in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.lexicons.title_words import is_title_abbreviation, is_title_word
from bilateral.analysis.lexicons.word_lists import read_lexicon, words
from bilateral.analysis.text.word_tokens import fold_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.analysis.text.word_tokens import WordToken

_LEXICON: Final = read_lexicon("name_words")
PARTICLES: Final = words(_LEXICON["particles"])
LEADING: Final = words(_LEXICON["leading_particles"])
SUFFIXES: Final = words(_LEXICON["suffixes"])
FAMILY_FIRST: Final = frozenset(fold_word(word) for word in _LEXICON["family_first"].split())
GIVEN: Final = frozenset(fold_word(part) for word in _LEXICON["given"].split() for part in word.split("-"))
ORGANISATION_HEADS: Final = words(_LEXICON["organisation_heads"])
PLACE_HEADS: Final = words(_LEXICON["place_heads"])
OTHER_HEADS: Final = words(_LEXICON["other_heads"])
NOT_NAMES: Final = words(_LEXICON["not_names"])
STARTS: Final = words(_LEXICON["sentence_starts"])
DOUBTFUL: Final = words(_LEXICON["doubtful_places"])

_GAP = re.compile(r"[ \u00a0\n]|[-‐‑–]|['’ʼ]|\.?[ \u00a0]?", re.UNICODE)
_APOSTROPHES: Final = frozenset({"'", "’", "ʼ"})
_CONTRACTED: Final = frozenset({"s", "t", "re", "ll", "ve", "d", "m"})
_PREPOSITIONS: Final = frozenset({"at", "as"})  # where no hyphen follows
_SYLLABLE: Final = 5  # letters
_LONGEST: Final = 24  # words of a run


class NameChunk(NamedTuple):
    """A run of words with capitals: the numbers of its first word and of the one after its last."""

    first: int
    end: int


def chunks(text: str, tokens: Sequence[WordToken]) -> Iterator[NameChunk]:
    """Yield the longest runs of words with capitals, with particles within names, in order."""
    index = 0
    while index < len(tokens):
        if not is_capital(tokens[index].text):
            index += 1
            continue
        end = index + 1
        while (
            end < len(tokens) and end - index < _LONGEST and (after := _continued(text, tokens, index, end))
        ):
            end = after
        yield NameChunk(index, end)
        index = end


def is_capital(word: str) -> bool:
    """Return whether a word begins with a capital letter."""
    return word[0].isupper() or word[0].istitle()


def is_name_word(word: str) -> bool:
    """Return whether a word with a capital may be part of a person's name."""
    return is_capital(word) and not (
        word in NOT_NAMES
        or word in ORGANISATION_HEADS
        or word in OTHER_HEADS
        or word in PLACE_HEADS
        or is_title_word(word)
    )


def _continued(text: str, tokens: Sequence[WordToken], first: int, index: int) -> int:
    """Return the number of the word after those with which a run goes on at a word; 0 if it ends."""
    if index > first and is_syllable(text, tokens, index):
        return index + 1
    for ahead in range(index, min(index + 3, len(tokens))):
        if not _is_joined(text, tokens, ahead):
            return 0
        if is_capital(tokens[ahead].text):
            return ahead + 1
        if tokens[ahead].text not in PARTICLES or _is_preposition(text, tokens[ahead]):
            return 0
    return 0


def _is_preposition(text: str, word: WordToken) -> bool:
    """Return whether a particle is an English word here: "Macron at Lancaster House"."""
    return word.text in _PREPOSITIONS and text[word.end : word.end + 1] != "-"


def is_syllable(text: str, tokens: Sequence[WordToken], index: int) -> bool:
    """Return whether a word in lower case is the end of a name: Kim Jong-un, Gideon Sa'ar."""
    gap, before = text[tokens[index - 1].end : tokens[index].start], tokens[index - 1].text
    if gap in _APOSTROPHES and is_capital(before) and len(before) <= _SYLLABLE:
        return tokens[index].text.islower() and tokens[index].text not in _CONTRACTED
    if index <= 1 or tokens[index - 2].folded not in FAMILY_FIRST:
        return False
    is_hyphened = text[tokens[index - 1].end : tokens[index].start] == "-"
    return is_hyphened and tokens[index].text.islower() and len(tokens[index].text) <= _SYLLABLE


def _is_joined(text: str, tokens: Sequence[WordToken], index: int) -> bool:
    before, word = tokens[index - 1], tokens[index]
    gap = text[before.end : word.start]
    if not _GAP.fullmatch(gap):
        return False
    if "." in gap:
        return len(before.text) == 1 or is_title_abbreviation(before.text) or before.text in SUFFIXES
    return bool(gap) or len(before.text) > 1
