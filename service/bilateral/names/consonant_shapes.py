"""What is left of a name in every script: the kinds of its consonants, one after another.

Chinese characters, kana, hangul, Hebrew and Arabic letters keep little more of a foreign name: 马克龙 is ma
ke long, and shares with Macron a nasal, a guttural, a liquid and a nasal. That finds whom a name may mean;
that nobody else is meant only a long name can tell so.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bilateral.names.trigrams import Grams

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

WHOLE, PART = "shape", "shape of a word"
"""What a shape is of: a name, or one of its words."""


class Likeness(NamedTuple):
    """A shape that is like another.

    Attributes:
        kind: WHOLE or PART.
        value: how alike they are, up to 1.
        certain: whether a long name of several words has the same.
    """

    kind: str
    shape: str
    value: float
    certain: bool


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


def keys(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the shapes by which a name is found, WHOLE and PART, of its words in Latin letters."""
    shapes = [shape(word) for word in words]
    if len(whole := "".join(shapes)) > _LEAST:
        yield WHOLE, whole
    for part in dict.fromkeys(shapes):
        if len(part) >= _LEAST:
            yield PART, part


def near(words: Sequence[str], known: Mapping[str, Grams], *, abjad: bool) -> Iterator[Likeness]:
    """Yield the shapes that are like that of a name; where it is of one word, those of words too.

    Args:
        words: of the name, in Latin letters.
        known: the shapes there are, WHOLE and PART.
        abjad: whether the name comes from a script that writes u as w.
    """
    asked = "".join(shape(word, abjad=abjad) for word in words)
    if len(asked) < _LEAST:
        return
    long = len(words) > 1 and len(asked) >= _LONG
    for kind in (WHOLE, PART)[: 2 if len(words) == 1 else 1]:
        for found in known[kind].near(asked):
            value = fuzz.ratio(asked, found) / 100
            if value >= _CUTOFF:
                yield Likeness(kind, found, value, certain=long and found == asked)
