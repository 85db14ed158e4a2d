"""Chinese and Korean names by syllable, in the scripts and romanisations they are written in.

A syllable is short, and one letter makes another name: such names are the same only if all syllables are.

Source: Hanyu Pinyin (ISO 7098), Wade-Giles, the Palladius system; the romanisations of Korean (Revised,
McCune-Reischauer, that of the North, what families use) and Kontsevich's Cyrillic, by what is common to them.
"""

from __future__ import annotations

import functools
import re
import tomllib
from itertools import chain, islice, product
from pathlib import Path
from typing import TYPE_CHECKING, Final

from anyascii import anyascii

from bilateral.names.forms import CYRILLIC, HAN, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_DATA: Final = tomllib.loads((Path(__file__).parent / "syllables.toml").read_text("utf-8"))
_LONGEST: Final = 6  # letters of a syllable
_MOST: Final = 4  # syllables of a name
_MOST_READINGS: Final = 64
_HANGUL: Final = re.compile("[\uac00-\ud7a3]+")
_LEADS, _VOWELS, _TAILS = (
    _DATA[f"hangul_{part}"].replace("-", "_").split() for part in ("leads", "vowels", "tails")
)


def _pinyin() -> dict[str, tuple[str, str]]:
    """Return the syllables of Pinyin, each as its initial and final."""
    return {
        initial + final: (initial, final)
        for initial, finals in _DATA["pinyin"].items()
        for final in finals.split()
    }


def _wade_giles(initial: str, final: str) -> str:
    """Return a syllable in Wade-Giles, without its apostrophes and points."""
    special: str | None = _DATA["wade-giles"]["special"].get(initial + final)
    return special or f"{_WADE_INITIALS.get(initial, initial)}{_WADE_FINALS.get(final, final)}"


def _palladius(initial: str, final: str) -> str:
    special: str | None = _DATA["palladius"]["special"].get(initial + final)
    return special or f"{_DATA['palladius']['initials'][initial]}{_DATA['palladius']['finals'][final]}"


def _inverse(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for spelling, syllable in pairs:
        found.setdefault(spelling, set()).add(syllable)
    return {spelling: frozenset(each) for spelling, each in found.items()}


_WADE_INITIALS: Final = _DATA["wade-giles"]["initials"]
_WADE_FINALS: Final = _DATA["wade-giles"]["finals"]
_PINYIN: Final = {each: frozenset([each]) for each in _pinyin()}
_WADE: Final = _inverse((_wade_giles(*parts), each) for each, parts in _pinyin().items())
_ROMAN: Final = {
    each: _PINYIN.get(each, frozenset()) | _WADE.get(each, frozenset()) for each in {*_PINYIN, *_WADE}
}
_PALLADIUS: Final = _inverse((fold(_palladius(*parts)), each) for each, parts in _pinyin().items())
_CHARACTERS: Final = {
    character: frozenset(readings.split()) for character, readings in _DATA["characters"].items()
}
CHINESE_SURNAMES: Final = frozenset(_DATA["surnames"]["chinese"].split())
_KOREAN_SURNAMES: Final = frozenset(_DATA["surnames"]["korean"].split())
_HANGUL_SURNAMES: Final = frozenset(_DATA["surnames"]["hangul"])
VIETNAMESE_SURNAMES: Final = frozenset(_DATA["surnames"]["vietnamese"].split())


@functools.lru_cache(maxsize=1 << 15)
def chinese(words: tuple[str, ...]) -> frozenset[str]:
    """Return the ways to write a Chinese name in Pinyin, without spaces; empty if it is no Chinese name.

    The words are in lower case, in Chinese characters, Pinyin, Wade-Giles or the Cyrillic of Palladius.
    """
    together = "".join(words)
    if HAN.search(together):
        return _of_characters(together)
    if not 2 <= len(words) <= _MOST:  # noqa: PLR2004  # a family name and a given name
        return frozenset()
    if CYRILLIC.search(together):
        return _spelled([_cut(fold(word), _PALLADIUS) for word in words])
    plain = [word if word.isascii() else fold(word) for word in words]
    return _spelled([_cut(word, _PINYIN) for word in plain]) or _spelled(
        [_cut(word, _ROMAN) for word in plain]
    )


@functools.lru_cache(maxsize=1 << 15)
def wade_giles(words: tuple[str, ...]) -> frozenset[str]:
    """Return the ways to write a name in Pinyin that Wade-Giles may mean where it looks like Pinyin: Chou."""
    return _spelled([_cut(fold(word), _ROMAN) for word in words])


def is_pinyin(words: tuple[str, ...]) -> bool:
    """Return whether words in Latin letters consist of syllables of Pinyin."""
    return all(word.isascii() and _cut(word, _PINYIN) for word in words)


def _of_characters(name: str) -> frozenset[str]:
    if not (2 <= len(name) <= _MOST and all(map(HAN.match, name))):  # noqa: PLR2004
        return frozenset()
    ways = [_CHARACTERS.get(each) or frozenset([anyascii(each).lower()]) for each in name]
    return frozenset("".join(way) for way in islice(product(*ways), _MOST_READINGS))


def _spelled(words: Sequence[tuple[frozenset[str], ...]]) -> frozenset[str]:
    """Return the spellings of words of syllables, with the family name first."""
    if not all(words) or sum(map(len, words)) > _MOST:
        return frozenset()
    found: set[str] = set()
    for order in (words, [*words[1:], words[0]], [words[-1], *words[:-1]]):
        family = frozenset("".join(each) for each in product(*order[0]))
        if family & CHINESE_SURNAMES:
            ways = product(*chain.from_iterable(order))
            found.update("".join(each) for each in islice(ways, _MOST_READINGS))
    return frozenset(found)


def _cut(word: str, known: Mapping[str, frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Cut a word into as few known syllables as possible; empty if it cannot be."""
    if not word or len(word) > _LONGEST * _MOST:
        return ()
    best: list[tuple[frozenset[str], ...] | None] = [(), *[None] * len(word)]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST), end):
            before, syllable = best[start], known.get(word[start:end])
            if before is None or not syllable:
                continue
            so_far = best[end]
            if so_far is None or len(before) + 1 < len(so_far):
                best[end] = (*before, syllable)
    return best[-1] or ()


def same_korean(one: tuple[str, ...], other: tuple[str, ...]) -> bool | None:
    """Return whether two Korean names are the same; None if either is no Korean name."""
    sounds, others = korean(one), korean(other)
    if not sounds or not others:
        return None
    if CYRILLIC.search("".join((*one, *other))):
        # Cyrillic has one letter for n and ng, and writes eo in two ways.
        sounds, others = (frozenset(_UNCLEAR.sub("un", each) for each in found) for found in (sounds, others))
    return bool(sounds & others)


@functools.lru_cache(maxsize=1 << 15)
def korean(words: tuple[str, ...]) -> frozenset[str]:
    """Return the sounds of a Korean name that all romanisations tell apart; empty if it is no Korean name."""
    together = "".join(words)
    if _HANGUL.fullmatch(together):
        known = 2 <= len(together) <= _MOST and together[0] in _HANGUL_SURNAMES  # noqa: PLR2004
        return frozenset(["".join(map(_hangul, together))]) if known else frozenset()
    if not 2 <= len(words) <= _MOST or HAN.search(together):  # noqa: PLR2004
        return frozenset()
    found = set()
    for order in (words, (words[-1], *words[:-1]), (*words[1:], words[0])):
        family = _plain_family(order[0])
        if family not in _KOREAN_SURNAMES:
            continue
        sounds = "".join(map(_romanised, order[1:]))
        if sounds and _SYLLABLES.fullmatch(sounds):
            found.add(_romanised(family, family=True) + sounds)
    return frozenset(found)


def _plain_family(family: str) -> str:
    return fold(anyascii(family)) if CYRILLIC.search(family) else fold(family)


def _hangul(syllable: str) -> str:
    number = ord(syllable) - 0xAC00
    lead, vowel, tail = _LEADS[number // 588], _VOWELS[number % 588 // 28], _TAILS[number % 28]
    return _soft((lead + vowel + tail).replace("_", ""))


def _romanised(word: str, *, family: bool = False) -> str:
    if CYRILLIC.search(word):
        word = "".join(_DATA["kontsevich"].get(each, each) for each in _KONTSEVICH.findall(word))
    word = fold(word).replace(" ", "")
    if family:
        word = _DATA["families"].get(word, word)
    for pattern, sound in _KOREAN_SOUNDS:
        word = pattern.sub(sound, word)
    return _soft(word)


def _soft(sounds: str) -> str:
    """Return sounds without differences that a romanisation may leave out."""
    return _ELIDED.sub("", sounds)


_KOREAN_SOUNDS: Final = tuple((re.compile(pattern), sound) for pattern, sound in _DATA["korean"])
_KONTSEVICH: Final = re.compile("|".join([*sorted(_DATA["kontsevich"], key=len, reverse=True), "."]))
_UNCLEAR: Final = re.compile("[eu][nN]")
_ELIDED: Final = re.compile(r"y(?=[ei])|w(?=[ui])")
_SYLLABLES: Final = re.compile(r"(?:[kntlmpschN]?[yw]?[aeiu][kntlmpN]?){1,3}")
