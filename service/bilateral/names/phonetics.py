"""How words of names may be pronounced, by the orthographies of the languages they may be written in.

A spelling is read in each orthography of its script: Chmyhal is shmihal in French, Schmyhal in German. Two
spellings of one name share a reading. Vowels are kept where the script writes them.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from anyascii import anyascii

from bilateral.names import abjads

if TYPE_CHECKING:
    from collections.abc import Sequence

_VOWEL: Final = re.compile("[aeiou]+")
_MARK: Final = re.compile("[\u0300-\u036f]")
_LATIN: Final = re.compile("[a-z\u00c0-\u024f\u0259\u1e00-\u1eff]+")
_CYRILLIC: Final = re.compile("[\u0400-\u052f]+")
_GEORGIAN: Final = re.compile("[\u10a0-\u10ff]")
_GREEK: Final = re.compile("[\u0370-\u03ff\u1f00-\u1fff]+")
# Glides and doubled sounds are written or not, as a language likes.
_GLIDE: Final = re.compile("i(?=[aeou])|(?<=[aeou])i(?![aeou])")
_AFFRICATE: Final = re.compile("[dt](?=[sS].)")
_TWICE: Final = re.compile(r"(.)\1+")
_NOTHING: Final = r"\Z."


class _Orthography(NamedTuple):
    """How a language reads letters.

    Attributes:
        own: the letters that it reads otherwise than its script is read.
        pattern: what it reads, but for the letters that are always read alone, and alike.
        sounds: what is heard, by group of the pattern.
        letters: what is heard of the others.
    """

    own: re.Pattern[str]
    pattern: re.Pattern[str]
    sounds: tuple[str, ...]
    letters: dict[int, str]

    def read(self, word: str) -> str:
        found = self.pattern.sub(lambda match: self.sounds[(match.lastindex or 1) - 1], word)
        return found.translate(self.letters)


def _orthography(rules: Sequence[Sequence[str]], letters: Sequence[Sequence[str]]) -> _Orthography:
    single = {ord(each): sound for written, sound in reversed(letters) for each in _alternatives(written)}
    every = [*rules, *(each for each in letters if not _alternatives(each[0]))]
    pattern = "|".join(f"({written})" for written, _ in every) or _NOTHING
    own = "|".join(written for written, _ in rules) or _NOTHING
    return _Orthography(re.compile(own), re.compile(pattern), tuple(sound for _, sound in every), single)


def _alternatives(written: str) -> list[str]:
    """Return the letters that a rule of single letters is for; none if it is for more."""
    found = list(written[1:-1]) if written[:1] == "[" and written[-1:] == "]" else written.split("|")
    return found if all(map(str.isalpha, found)) and max(map(len, found)) == 1 else []


def _orthographies(
    orthographies: dict[str, list[list[str]]], letters: list[list[str]]
) -> tuple[_Orthography, ...]:
    """Return orthographies, of which the last reads the letters as the script is read."""
    return tuple(_orthography(rules, letters) for rules in (*orthographies.values(), []))


def _read(word: str, orthographies: Sequence[_Orthography]) -> set[str]:
    """Return what a word may be in orthographies; those that read none of it otherwise read it alike."""
    *known, plain = orthographies
    own = [each for each in known if each.own.search(word)]
    read = {each.read(word) for each in own}
    if len(own) < len(known):
        read.add(plain.read(word))
    return {_plain(each) for each in read}


_DATA: Final = tomllib.loads((Path(__file__).parent / "orthographies.toml").read_text("utf-8"))
_SCRIPTS: Final = tuple(
    (script, _orthographies(_DATA[name], _DATA["letters"][name]))
    for script, name in ((_LATIN, "latin"), (_CYRILLIC, "cyrillic"), (_GREEK, "greek"))
)
_HEARD: Final = _orthographies(_DATA["heard"], _DATA["letters"]["latin"])


@functools.lru_cache(maxsize=1 << 16)
def spoken(word: str) -> frozenset[str]:
    """Return the pronunciations of a word in lower case, with its diacritics, as in `orthographies.toml`.

    Of scripts whose orthography is not known it is that of the transliteration.
    """
    word = (_without_marks(word) if _GREEK.fullmatch(word) else word).translate(_TAJIK)
    is_georgian = bool(_GEORGIAN.search(word))
    known = next((known for script, known in _SCRIPTS if script.fullmatch(word)), None)
    if known is None:
        latin = _SCRIPTS[0][1]
        word, known = anyascii(word.replace("ու", "u")).lower(), (*latin[:2], latin[-1])
    found = _read(word, known)
    if is_georgian:
        found |= {each.removesuffix("i") for each in found}
    return frozenset(found - {""})


@functools.lru_cache(maxsize=1 << 16)
def readings(word: str) -> frozenset[str]:
    """Return the pronunciations of a word without the glides that some languages do not write."""
    return frozenset(map(_without_glides, spoken(word)))


@functools.lru_cache(maxsize=1 << 16)
def heard(word: str) -> frozenset[str]:
    """Return the pronunciations of a word, with those that only another script shows: Barrot without t."""
    if not _LATIN.fullmatch(word):
        return spoken(word)
    return spoken(word) | (_read(word, _HEARD) - {""})


@functools.lru_cache(maxsize=1 << 16)
def consonants(word: str) -> frozenset[str]:
    """Return the pronunciations of a word without vowels, as another script may show them."""
    return frozenset(map(without_vowels, heard(word))) - {""}


@functools.lru_cache(maxsize=1 << 16)
def coarse(word: str) -> frozenset[str]:
    """Return keys that the spellings of a word share in all scripts: the consonants that each tells.

    A word without consonants is its own key.
    """
    found = set(map(_merged, abjads.consonants(word) if abjads.is_written(word) else consonants(word)))
    return frozenset(found - {""}) or frozenset([word])


def _merged(sounds: str) -> str:
    return _TWICE.sub(r"\1", "".join(each for each in sounds.translate(_MERGED) if each in _KEYS))


def without_vowels(sounds: str) -> str:
    """Return a pronunciation without vowels."""
    return _TWICE.sub(r"\1", _VOWEL.sub("", sounds))


def _plain(sounds: str) -> str:
    kept = _NO_PHONEMES.sub("", _without_marks(sounds))
    return _TWICE.sub(r"\1", _AFFRICATE.sub("", kept))


def _without_glides(sounds: str) -> str:
    return _TWICE.sub(r"\1", _GLIDE.sub("", sounds))


def _without_marks(text: str) -> str:
    return text if text.isascii() else _MARK.sub("", unicodedata.normalize("NFD", text))


_MERGED: Final = str.maketrans("pvfgSd", "bbbkst", "h")
_KEYS: Final = frozenset("btklmnrs")
_TAJIK: Final = str.maketrans("ӣӯѓќ", "иугк")
_NO_PHONEMES: Final = re.compile("[^aeioubpdtkghfvmnlrsS]+")
