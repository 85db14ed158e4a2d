"""Names of persons compared word by word, in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from bilateral.names import forms

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST: Final = 92.0
_ONE_WORD: Final = 74.0  # a family name is shared by many
_UNMATCHED: Final = 12.0  # for a word of the query that the name lacks
_MIDDLE: Final = 10.0  # for one that may well be a middle name
_MISSING: Final = 24.0  # for a word of the name that the query lacks, over the words alike
_INITIAL_MISSING: Final = 12.0  # George Bush is not George W. Bush

_SAME, _SOUND, _STEM, _BONES, _INITIAL, _ALIKE = 1.0, 0.99, 0.96, 0.86, 0.75, 0.74
"""How alike two words are that are the same, sound the same, and so on; the last is the least that counts."""

_TELLING: Final = 3  # Li, Wu and Xi are three names, one letter apart
_LONG: Final = 4


def compare(mine: Sequence[str], theirs: Sequence[str]) -> tuple[float, str]:
    """Return how well the words of two names fit, from 0 to 100, and how."""
    pairs, left, over = _paired(mine, theirs)
    if max(pairs, default=0.0) <= _INITIAL:
        return 0.0, "no word alike"
    unmatched = [word for word in over if word not in forms.NOBILIARY and len(word) > 1]
    missing = sum(
        _INITIAL_MISSING if len(word) == 1 else _MISSING / max(len(pairs), 2)
        for word in left
        if word not in forms.NOBILIARY
    )
    middle = len(unmatched) == 1 and min(pairs) >= _SOUND and all(len(word) >= _LONG for word in theirs)
    extra = _MIDDLE if middle else _UNMATCHED * len(unmatched)
    score = _MOST * sum(pairs) / len(pairs) - extra - missing
    if len(pairs) == 1 and max(len(mine), len(theirs)) > 1:
        score = min(score, _ONE_WORD)
    return max(score, 0.0), f"{len(pairs)} of {max(len(mine), len(theirs))} words alike"


def _paired(mine: Sequence[str], theirs: Sequence[str]) -> tuple[list[float], list[str], list[str]]:
    """Return how alike the words that fit are, and what is left of either side."""
    left, over = list(theirs), []
    pairs: list[float] = []
    for word in sorted(mine, key=len, reverse=True):
        similarity, partner = max(((_similarity(word, each), each) for each in left), default=(0.0, ""))
        if similarity >= _ALIKE:
            pairs.append(similarity)
            left.remove(partner)
        else:
            over.append(word)
    return pairs, left, over


def _similarity(mine: str, theirs: str) -> float:
    if mine == theirs:
        return _SAME
    if 1 in (len(mine), len(theirs)):
        return _INITIAL if mine[0] == theirs[0] else 0.0
    said, heard = forms.sound(mine), forms.sound(theirs)
    if said == heard:
        return _SOUND
    longest = max(len(said), len(heard))
    if longest <= _TELLING:
        return 0.0
    if len(said) > _TELLING and forms.stem(said) == forms.stem(heard):
        return _STEM
    alike = fuzz.ratio(said, heard) / 100 * (1 - 0.5 / longest)
    bones = forms.skeleton(mine)
    return max(alike, _BONES) if len(bones) >= _TELLING and bones == forms.skeleton(theirs) else alike
