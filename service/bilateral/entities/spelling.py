"""Names made comparable: folded, transliterated, and reduced to how they sound.

Лавров, Lavrov and Lawrow are one name to whoever looks for it.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from difflib import SequenceMatcher
from typing import Final

_CYRILLIC: Final = (
    "а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:i "  # noqa: RUF001  # the letters are meant
    "к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f "  # noqa: RUF001  # the letters are meant
    "х:kh ц:ts ч:ch ш:sh щ:shch ъ: ы:y ь: э:e ю:yu я:ya "  # noqa: RUF001  # the letters are meant
    "і:i ї:i є:e ґ:g ў:u қ:k ғ:g ң:n ұ:u ү:u ө:o һ:h "  # noqa: RUF001  # the letters are meant
    "ә:a ҳ:h љ:l њ:n ћ:c ђ:d џ:dz ј:j"  # noqa: RUF001  # the letters are meant
)
_GREEK: Final = (
    "α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m "  # noqa: RUF001  # the letters are meant
    "ν:n ξ:x ο:o π:p ρ:r σ:s τ:t υ:y φ:f χ:ch ψ:ps ω:o ς:s"  # noqa: RUF001  # the letters are meant
)
_LATIN: Final = "ß:ss ø:o ł:l đ:d ð:d þ:th æ:ae œ:oe \u0131:i"
_LETTERS: Final = dict(pair.split(":") for pair in f"{_CYRILLIC} {_GREEK} {_LATIN}".split())
_NOT_WORD: Final = re.compile(r"[^\w]+|_")
_SOUNDS: Final = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"shch|sch|tsch|tch|sh|zh|ch|cz|dsch|dj|j(?=[aou])", "š"),
        (r"kh|ck|q|c(?![iey])", "k"),
        (r"ph", "f"),
        (r"th|dh", "t"),
        (r"gh", "g"),
        (r"ts|tz|c", "z"),
        (r"w|ff|f", "v"),
        (r"x", "ks"),
        (r"[yj]", "i"),
        (r"ou|oo", "u"),
        (r"h", ""),
        (r"s", "z"),
        (r"d", "t"),
        (r"e[iu]|ae|oe|ie|ii|ey", "e"),
        (r"(.)\1+", r"\1"),
    )
)


def key(name: str) -> str:
    """Return a name without case, accents, punctuation and script, its words apart by one blank."""
    if name.isascii():
        return " ".join(_NOT_WORD.sub(" ", name.lower()).split())
    # Compatibility forms unfold to letters that have a case again.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char) or char == "\u0306")
    # The short i and u of Cyrillic decompose to a letter and a breve, which folding has to forget.
    latin = "".join(_LETTERS.get(char, char) for char in plain.replace("\u0306", ""))
    return " ".join(_NOT_WORD.sub(" ", latin).split())


@functools.lru_cache(1 << 16)
def sound(word: str) -> str:
    """Return what different spellings of a word have in common: its consonants, after its first letter."""
    text = word
    for pattern, to in _SOUNDS:
        text = pattern.sub(to, text)
    return text[:1] + re.sub(r"[aeiou]", "", text[1:])


def likeness(one: str, other: str) -> float:
    """Return how alike two keys are, from 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
