"""Words in Arabic and Hebrew letters, which leave short vowels out: what they may be pronounced like.

A word is a pattern of the pronunciations that it may have; vowels that are written must be spoken.
"""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_DATA: Final = tomllib.loads((Path(__file__).parent / "orthographies.toml").read_text("utf-8"))["abjad"]
_WRITTEN: Final = re.compile("[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f]+")
_TWICE: Final = re.compile(r"(.)\1+")
_ARTICLE: Final[str] = _DATA["article"]
_VOWELS: Final[str] = _DATA["vowels"]
_ARABIC: Final = str.maketrans(_DATA["letters"], _DATA["arabic"])
_KEYS: Final = tuple(str.maketrans(_DATA["consonants"] | doubtful) for doubtful in _DATA["doubtful"])


def is_written(word: str) -> bool:
    """Return whether a word consists of Arabic or Hebrew letters."""
    return bool(_WRITTEN.fullmatch(word))


def consonants(word: str) -> set[str]:
    """Return the consonants that a word may have, beside letters that are none."""
    return {word.translate(key) for key in _KEYS}


def same(one: str, other: str) -> bool:
    """Return whether two words are the same but for the article and the letters of Persian and others."""
    return _plain(one) == _plain(other)


def _plain(word: str) -> str:
    return word.translate(_ARABIC).removeprefix(_ARTICLE)


def pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Return the pronunciations that words may have, in the letters of `orthographies.toml`."""
    return re.compile("".join(map(_pattern, words)))


@functools.lru_cache(maxsize=1 << 14)
def word_pattern(word: str) -> re.Pattern[str]:
    """Return the pronunciations that a word may have."""
    return re.compile(_pattern(word))


def _pattern(word: str) -> str:
    for letters, letter in _DATA["together"].items():
        word = word.replace(letters, letter)
    word, article = _TWICE.sub(r"\1", word), ""
    if word.startswith(_ARTICLE) and len(word) > len(_ARTICLE) + 1:
        article, word = f"(?:{_VOWELS}l)?", word.removeprefix(_ARTICLE)
    sounds = (_DATA["sounds"].get(letter, _VOWELS) for letter in word)
    return article + _VOWELS + _VOWELS.join(sounds) + _VOWELS
