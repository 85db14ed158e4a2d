"""Acronyms that a text defines in brackets: "Syrian Democratic Forces (SDF)"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.mentions.name_chunks import is_capital

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.analysis.text.word_tokens import WordToken

_SHORTEST, _LONGEST = 2, 10  # letters of an acronym
_LINKS: Final = frozenset(
    {"of", "the", "and", "for", "on", "in", "de", "la", "du", "des", "del", "y", "et", "to"}
)
_FARTHEST: Final = 14  # words that an acronym stands for
_BRACKET = re.compile(r"\s\((?:the\s|or\s|[“\"])?\Z")


class DefinedAcronym(NamedTuple):
    """An acronym and the stretch that it stands for."""

    acronym: str
    span: TextSpan  # of the acronym
    name: TextSpan


def defined_acronyms(text: str, words: Sequence[WordToken]) -> Iterator[DefinedAcronym]:
    """Yield the acronyms that follow in brackets the words whose initials they are."""
    for index, word in enumerate(words):
        if not _is_acronym(word.text) or index < 1:
            continue
        before = words[index - 1]
        if _BRACKET.search(text[before.end : word.start]) and text[word.end : word.end + 1] in ')”"':
            first = _first(words, index)
            if first is not None:
                span = TextSpan(words[first].start, before.end)
                yield DefinedAcronym(word.text, TextSpan(word.start, word.end), span)


def _is_acronym(word: str) -> bool:
    return _SHORTEST <= len(word) <= _LONGEST and sum(letter.isupper() for letter in word) >= _SHORTEST


def _first(words: Sequence[WordToken], index: int) -> int | None:
    """Return the number of the first of the words before an acronym whose initials it has."""
    letters = [letter for letter in words[index].text if letter.isupper()]
    position = index - 1
    while letters and position >= max(0, index - _FARTHEST):
        word = words[position].text
        if word[0].upper() == letters[-1]:
            letters.pop()
        elif word not in _LINKS and not is_capital(word):
            return None
        if not letters:
            return position
        position -= 1
    return None
