"""What is left of a name in every script: the kinds of its consonants, one after another.

Chinese characters, kana, hangul, Hebrew and Arabic letters keep little more of a foreign name: 马克龙 is ma
ke long, and shares with Macron a nasal, a guttural, a liquid and a nasal. That finds whom a name may mean;
that nobody else is meant only a long name can tell so.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from bilateral.matching.grams import Grams

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilateral.matching.index import Name

_KINDS: Final = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"sch|tsch|tch|sh|ch|zh|ts|tz|cz|dj|c(?=[eiy])", "s"),
        (r"ph", "b"),
        (r"th", "t"),
        (r"kh|gh|ck|c|q|g", "k"),
        (r"x", "ks"),
        (r"[jz]", "s"),
        (r"[pfvw]", "b"),
        (r"d", "t"),
        (r"l", "r"),
        (r"m", "n"),
        (r"nk\b", "n"),
        (r"[aeiouyh\W_]", ""),
        (r"(.)\1+", r"\1"),
    )
)
_LEAST: Final = 2  # kinds of consonants that are worth comparing
_CUTOFF: Final = 0.85
_LONG: Final = 7  # kinds of consonants that two names do not share by chance
_SHARING: Final = 50  # names of one shape that are looked at


@functools.lru_cache(maxsize=1 << 16)
def shape(word: str, *, abjad: bool = False) -> str:
    """Return the kinds of a word's consonants.

    Args:
        word: in Latin letters.
        abjad: whether it comes from a script that writes u as w.
    """
    if abjad:
        word = word[:1] + word[1:].replace("w", "")
    for pattern, kind in _KINDS:
        word = pattern.sub(kind, word)
    return word


class Shapes:
    """Names by their shapes: of the whole name, and of each of its words."""

    def __init__(self, given: Iterable[tuple[Name, Sequence[str]]]) -> None:
        """Take names, each with its words in Latin letters, in their order."""
        self._whole: dict[str, list[Name]] = defaultdict(list)
        self._words: dict[str, list[Name]] = defaultdict(list)
        for name, words in given:
            whole = "".join(map(shape, words))
            if len(whole) > _LEAST:
                self._whole[whole].append(name)
            for part in {shape(word) for word in words}:
                if len(part) >= _LEAST:
                    self._words[part].append(name)
        self._like_whole, self._like_words = Grams(self._whole), Grams(self._words)

    def near(self, words: Sequence[str], *, abjad: bool) -> Iterator[tuple[Name, float | None]]:
        """Yield names of like shape, and how alike; where one word is asked for, those with such a word.

        It is up to 1 for what they share, and None where a long name of several words has the same.
        """
        asked = "".join(shape(word, abjad=abjad) for word in words)
        if len(asked) < _LEAST:
            return
        long = len(words) > 1 and len(asked) >= _LONG
        for found, likeness in _near(asked, self._like_whole):
            for name in self._whole[found][:_SHARING]:
                yield name, None if long and found == asked else likeness
        if len(words) == 1:
            for found, likeness in _near(asked, self._like_words):
                for name in self._words[found][:_SHARING]:
                    yield name, likeness


def _near(asked: str, shapes: Grams) -> Iterator[tuple[str, float]]:
    for found in shapes.near(asked):
        likeness = fuzz.ratio(asked, found) / 100
        if likeness >= _CUTOFF:
            yield found, likeness
