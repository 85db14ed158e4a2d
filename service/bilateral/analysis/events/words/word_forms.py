"""The forms of English verbs and nouns, by rule and by a list of exceptions."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from bilateral.analysis.lexicons.word_lists import read_lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping

BASE, PRESENT, PAST, PARTICIPLE, ING = "base", "present", "past", "participle", "ing"
"""The forms of a verb: meet, meets, met, met, meeting."""

_VOWELS: Final = "aeiou"
_BE: Final = {
    BASE: ("be",),
    PRESENT: ("is", "are"),
    PAST: ("was", "were"),
    PARTICIPLE: ("been",),
    ING: ("being",),
}


@functools.lru_cache(maxsize=4096)
def verb_forms(lemma: str) -> Mapping[str, tuple[str, ...]]:
    """Return the words of each form of a verb."""
    if lemma == "be":
        return _BE
    past, participle = _irregular().get(lemma, (None, None))
    regular = _past(lemma)
    return {
        BASE: (lemma,),
        PRESENT: _presents(lemma),
        PAST: (past,) if past else regular,
        PARTICIPLE: (participle,) if participle else regular,
        ING: _ings(lemma),
    }


@functools.lru_cache(maxsize=4096)
def plural(noun: str) -> str:
    """Return the plural of a noun or of a phrase, whose last word is inflected."""
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun if noun.endswith("s") and not noun.endswith("ss") else noun + "es"
    if noun.endswith("y") and noun[-2] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + "s"


@functools.cache
def _irregular() -> dict[str, tuple[str | None, str | None]]:
    return {verb: (past, participle) for verb, past, participle in read_lexicon("verb_forms")["irregular"]}


@functools.cache
def _doubling() -> frozenset[str]:
    return frozenset(read_lexicon("verb_forms")["doubling"])


def _past(lemma: str) -> tuple[str, ...]:
    if lemma.endswith("e"):
        return (lemma + "d",)
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return (lemma[:-1] + "ied",)
    return tuple(stem + "ed" for stem in _stems(lemma))


def _ings(lemma: str) -> tuple[str, ...]:
    if lemma.endswith("ie"):
        return (lemma[:-2] + "ying",)
    if lemma.endswith("e") and not lemma.endswith(("ee", "ye")):
        return (lemma[:-1] + "ing",)
    return tuple(stem + "ing" for stem in _stems(lemma))


def _presents(lemma: str) -> tuple[str, ...]:
    if lemma == "have":
        return ("has",)
    if lemma.endswith(("s", "x", "z", "ch", "sh", "o")):
        return (lemma + "es",)
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return (lemma[:-1] + "ies",)
    return (lemma + "s",)


def _stems(lemma: str) -> tuple[str, ...]:
    """Return what endings with a vowel are added to: both `cancel` and `cancell` are written."""
    if lemma in _doubling():
        return (lemma + lemma[-1],)
    if lemma.endswith(("el", "ial")):
        return lemma, lemma + "l"
    return (lemma,)
