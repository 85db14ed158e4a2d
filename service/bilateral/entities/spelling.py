"""Names made comparable: folded, transliterated, and reduced to how they sound.

Лавров, Lavrov and Lawrow are one name to whoever looks for it.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Final

_CYRILLIC: Final = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўқғңұүөһәҳљњћђџј",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya i i e g u k g n u u o h a h l n c d dz j".split(),
        strict=True,
    )
)
_GREEK: Final = dict(
    zip("αβγδεζηθικλμνξοπρστυφχψως", "a v g d e z i th i k l m n x o p r s t y f ch ps o s".split(), strict=True)
)
_LETTERS: Final = {
    **{key: value.replace("_", "") for key, value in _CYRILLIC.items()},
    **_GREEK,
    "ß": "ss",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
}
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
    folded = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char) or char == "\u0306")
    # The short i and u of Cyrillic decompose to a letter and a breve, which folding has to forget.
    latin = "".join(_LETTERS.get(char, char) for char in plain.replace("\u0306", ""))
    return " ".join(_NOT_WORD.sub(" ", latin).split())


def sound(word: str) -> str:
    """Return what different spellings of a word have in common: its consonants, after its first letter."""
    text = word
    for pattern, to in _SOUNDS:
        text = pattern.sub(to, text)
    return text[:1] + re.sub(r"[aeiou]", "", text[1:])


def likeness(one: str, other: str) -> float:
    """Return how alike two keys are, from 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
