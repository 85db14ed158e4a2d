"""The words of a text in any script, with their offsets and the form in which they are compared."""

from __future__ import annotations

import functools
import re
import sys
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.lexicons.word_lists import read_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator


def _ranges(letters: list[int]) -> str:
    """Return the inside of a character class."""
    found: list[list[int]] = []
    for letter in letters:
        if found and found[-1][1] == letter - 1:
            found[-1][1] = letter
        else:
            found.append([letter, letter])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in found)


_MARKS: Final = _ranges([each for each in range(0x300, 0x10000) if unicodedata.category(chr(each))[0] == "M"])
_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff\U00020000-\U0002ffff"
)
_LEXICON: Final = read_lexicon("inflection")
_ARABIC: Final = "\u0621-\u064a"
_WORDS: Final = "".join(_LEXICON["arabic_words"].split())
_JOINED: Final = (
    rf"(?<![{_ARABIC}])(?:[{_WORDS}]?{_LEXICON['arabic_article']}|[{_WORDS}])(?=[{_ARABIC}]{{3}})"
)
_TOKEN = re.compile(rf"[{_UNSPACED}][{_MARKS}]*|{_JOINED}|(?:(?![{_UNSPACED}])[^\W_][{_MARKS}]*)+")
_COMBINING = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_CYRILLIC = re.compile("[\u0400-\u04ff]+")
_ENDINGS: Final = "|".join(sorted(_LEXICON["cyrillic_endings"].split(), key=len, reverse=True))
_CASE = re.compile(rf"(?<=.{{4}})(?:{_ENDINGS})\Z")
_LONGEST: Final = 200  # letters of a word that are compared
_LETTERS: Final = str.maketrans(
    {
        "\u0131": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ə": "a",
        "ħ": "h",
    }
)


class WordToken(NamedTuple):
    """A word, or one character of a script that is written without spaces."""

    start: int
    end: int
    text: str
    folded: str  # without case and accents


def tokens(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[WordToken]:
    """Yield the words of a stretch of a text; hyphens and apostrophes part them."""
    for match in _TOKEN.finditer(text, start, min(end, len(text))):
        yield WordToken(match.start(), match.end(), match[0], fold_word(match[0]))


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of a text as `fold_word` does."""
    return tuple(word.folded for word in tokens(text))


@functools.lru_cache(maxsize=1 << 14)
def fold_word(word: str) -> str:
    """Return a word without case and accents, in its script; a Cyrillic one without endings too."""
    if word.isascii():
        return word.lower()
    plain = _COMBINING.sub("", unicodedata.normalize("NFKD", word[:_LONGEST]).casefold())
    folded = unicodedata.normalize("NFC", plain).translate(_LETTERS)
    return _stem(folded) if _CYRILLIC.fullmatch(folded) else folded


def _stem(word: str) -> str:
    while (shorter := _CASE.sub("", word)) != word:
        word = shorter
    return word
