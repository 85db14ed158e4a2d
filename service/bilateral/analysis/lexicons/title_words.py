"""The words that titles of offices are made of."""

from __future__ import annotations

import functools
import re
from typing import Final

from bilateral.analysis.lexicons.word_lists import phrases, read_lexicon, words

_LEXICON: Final = read_lexicon("office_titles")
HEADS: Final = frozenset(word.replace("+", " ") for word in words(_LEXICON["heads"]))
"""Words that a title ends with, in lower case."""
MODIFIERS: Final = words(_LEXICON["modifiers"])
PORTFOLIOS: Final = words(_LEXICON["portfolios"])
COURTESY: Final = words(_LEXICON["courtesy"])
STATUS: Final[dict[str, frozenset[str]]] = {name: words(text) for name, text in _LEXICON["status"].items()}
SERVED: Final = phrases(_LEXICON["served"])
"""Whom an adviser or spokesman is one to."""
QUALIFIERS: Final = frozenset().union(*STATUS.values())
_ABBREVIATIONS: Final = words(
    "Mr Mrs Ms Mme Dr Prof Gen Lt Col Maj Capt Sgt Adm Sen Rep Gov Rev Hon St Amb Sec Brig M H"
)


_LAST_WORDS: Final = frozenset(
    {"Prince", "Lady", "Gentleman", "Affaires", "PM", "FM"}
)  # of heads of several words, and short ones


def is_head(word: str) -> bool:
    """Return whether a word may end a title: president, ministers."""
    lower = word.lower()
    return lower in HEADS or lower.removesuffix("s") in HEADS or word in _LAST_WORDS


def is_title_word(word: str) -> bool:
    """Return whether a word may stand in a title before a name."""
    lower = word.lower()
    return word != "Amir" and (  # a given name more often than a title
        word in _LAST_WORDS
        or lower in HEADS
        or lower in MODIFIERS
        or lower in QUALIFIERS
        or word in COURTESY
        or word in _ABBREVIATIONS
    )


def is_title_abbreviation(word: str) -> bool:
    """Return whether a word is an abbreviated title that a full stop follows: Gen., Mr."""
    return word in _ABBREVIATIONS


_CLASSES: Final = {name: re.compile(pattern) for name, pattern in _LEXICON["classes"].items()}
_VICE: Final = re.compile(r"vice[- ]president\Z")
_LOWER: Final = re.compile(
    r"\b(?:deputy|vice|assistant|under|former|adviser|aide|envoy|first lady)\b|-designate"
)


@functools.lru_cache(maxsize=1 << 12)
def office_class(title: str) -> str:
    """Return the class of the ontology that a title names, "" if none: a deputy is not the minister."""
    lower = " ".join(title.lower().split())
    if _LOWER.search(lower) and not _VICE.match(lower):
        return ""
    return next((name for name, pattern in _CLASSES.items() if pattern.search(lower)), "")


_OF_STATE: Final = {code: re.compile(pattern) for code, pattern in _LEXICON["of_state"].items()}


def state_of_title(title: str) -> str:
    """Return the code of the one state that has offices of a title, as Taoiseach; "" if several have."""
    lower = " ".join(title.lower().split())
    return next((code for code, pattern in _OF_STATE.items() if pattern.search(lower)), "")
