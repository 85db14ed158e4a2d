"""Chinese names in Latin letters and in the Cyrillic of Palladius, which keep different sounds apart.

What either writes as one is one here: Wang Yi and Ван И, Xi Jinping and Си Цзиньпин.

Source: Hanyu Pinyin (ISO 7098); the Palladius system.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_CYRILLIC = re.compile("[\u0400-\u04ff]")


def _rules(*rules: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in rules)


_PALLADIUS: Final = _rules(
    ("chzh|tsz", "z"), ("zh", "r"), ("ch|ts", "c"), ("sh", "s"), ("kh", "h"), ("y", "i"), ("iui", "iu")
)
_PINYIN: Final = _rules(
    ("zh|j", "z"), ("ch|q", "c"), ("sh|x", "s"), ("ong", "un"), ("ng", "n"), ("w", "v"), ("y", "i")
)
_BOTH: Final = _rules(("ie", "e"), (r"(.)\1+", r"\1"))


def is_cyrillic(text: str) -> bool:
    """Tell whether a name is written in Cyrillic letters."""
    return bool(_CYRILLIC.search(text))


def key(words: Iterable[str], *, palladius: bool) -> str:
    """Return what the two systems have in common, of words in Latin letters, in alphabetical order."""
    return " ".join(sorted(_key(word, _PALLADIUS if palladius else _PINYIN) for word in words))


@functools.lru_cache(maxsize=1 << 14)
def _key(word: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, replacement in (*rules, *_BOTH):
        word = pattern.sub(replacement, word)
    return word
