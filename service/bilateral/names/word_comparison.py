"""How alike two words of names of persons are, whatever the scripts and languages they are spelled in."""

from __future__ import annotations

import functools
import re
from typing import Final

from rapidfuzz import fuzz

from bilateral.names import abjads, forms
from bilateral.names.person_names import DATA, group
from bilateral.names.phonetics import consonants, heard, readings, without_vowels

SAME, SOUND, TRANSCRIBED, DECLINED, VOWELS, CONSONANTS = 94.0, 92.0, 88.5, 87.0, 86.0, 85.0
"""The scores of words that are alike: the same, spoken alike, in one script or two, declined, and so on."""

SIMILAR: Final = 70.0
"""The highest score of words that are not alike."""

_LEAST_ALIKE: Final = 0.6  # of letters, of a word that may be misspelled
_SHORT: Final = 3  # letters; such words are the same only if all letters are
_TWO, _THREE = 2, 3  # consonants
_TWICE: Final = re.compile(r"(.)\1+")
_GREEK: Final = re.compile("[\u0370-\u03ff]")
_UMLAUT: Final = re.compile("[öüøœ]")
_FINAL: Final = re.compile("k[ao]\\Z")
_SPOKEN_FEMININE: Final = frozenset({"a", "ia", "aia", "ova"})
_CASE_STEM: Final = re.compile("(?:[aeiou]|is|as|us|os|s)?\\Z")
_CASES: Final = frozenset(DATA["cases"].split())
_FEMININE: Final = tuple(DATA["feminine"].split())
_FEMININE_GIVEN: Final = tuple(DATA["feminine_given"].split())
_ADJECTIVES: Final = frozenset(DATA["adjectives"].split())


@functools.lru_cache(maxsize=1 << 17)
def word_score(one: str, other: str) -> float:
    """Score two words in lower case, with diacritics; at most SIMILAR if they are similar, but not alike."""
    latin, others = forms.latin(one), forms.latin(other)
    abjad = [abjads.is_written(one), abjads.is_written(other)]
    if (
        not all(abjad)
        and latin == others
        and (forms.script(one) == forms.script(other) or not _is_han(one, other))
    ):
        return SAME if forms.script(one) == forms.script(other) else SOUND
    if (mine := group(one)) is not None and mine == group(other):
        return SOUND
    if any(abjad):
        return _abjad_score(one, other)
    if alphabet(one) != alphabet(other):
        return _score_across(one, other) or _similar(latin, others)
    if min(len(latin), len(others)) <= _SHORT:
        return 0.0
    return _sound_score(one, other, (latin, others)) or _similar(latin, others)


def _is_han(*words: str) -> bool:
    return any(forms.has(forms.HAN, word) for word in words)


def _score_across(one: str, other: str) -> float:
    """Score two words of different scripts."""
    sounds, theirs = readings(one), readings(other)
    if sounds & theirs:
        return TRANSCRIBED
    longest = max(map(len, consonants(one) & consonants(other)), default=0)
    enough = longest >= _THREE or (longest == _TWO and _have_near_vowels(one, other))
    if enough and not have_two_genders(sounds, theirs):
        return CONSONANTS
    return DECLINED if _declined(sounds, theirs) else 0.0


def _have_near_vowels(one: str, other: str) -> bool:
    """Return whether words of few consonants may have the same vowels."""
    near = [{_merged_vowels(each) for each in heard(word)} for word in (one, other)]
    return bool(near[0] & near[1])


def _merged_vowels(sounds: str) -> str:
    return _TWICE.sub(r"\1", sounds.replace("u", "o").replace("e", "i"))


def _sound_score(one: str, other: str, latin: tuple[str, str]) -> float:
    """Score two words of one script."""
    sounds, theirs = readings(one), readings(other)
    of_two_genders = _are_of_two_genders(*latin)
    if sounds & theirs and not of_two_genders:
        return SOUND
    if not of_two_genders and not _UMLAUT.search(one + other) and _differ_in_vowels(sounds, theirs):
        return VOWELS
    return DECLINED if _declined(sounds, theirs) else 0.0


def _differ_in_vowels(sounds: frozenset[str], theirs: frozenset[str]) -> bool:
    """Return whether two pronunciations differ in what spellings of a name exchange: Rouhani, Lukashenka."""
    shared = {_flat(each) for each in sounds} & {_flat(each) for each in theirs}
    return any(len(without_vowels(each)) >= _TWO for each in shared)


def _similar(latin: str, others: str) -> float:
    alike = fuzz.ratio(latin, others) / 100
    return SIMILAR * alike if alike >= _LEAST_ALIKE else 0.0


@functools.lru_cache(maxsize=1 << 16)
def alphabet(word: str) -> str:
    """Return the kind of script of a word, and which alphabet it is."""
    kind = forms.script(word)
    if kind == forms.ALPHABET and forms.has(forms.CYRILLIC, word):
        return "Cyrillic"
    return "Greek" if kind == forms.ALPHABET and _GREEK.search(word) else kind


def _flat(sounds: str) -> str:
    return _FINAL.sub("k", sounds.replace("u", "o").replace("h", "g"))


def _declined(sounds: frozenset[str], theirs: frozenset[str]) -> bool:
    """Return whether one is the other in another case, or with the ending of Latvian, Lithuanian or Greek."""
    return any(
        _is_case_of(one, other) or _is_case_of(other, one)
        for one in sounds
        for other in theirs
        if one[:_SHORT] == other[:_SHORT]  # or they share no stem
    )


def _is_case_of(one: str, other: str) -> bool:
    stem = _case_stem(other)
    return len(stem) >= _SHORT and one.startswith(stem) and one[len(stem) :] in _CASES


@functools.lru_cache(maxsize=1 << 16)
def _case_stem(sounds: str) -> str:
    return _CASE_STEM.sub("", sounds)


def _are_of_two_genders(one: str, other: str) -> bool:
    """Return whether one word in Latin letters is the other with the ending of the other gender."""
    short, long = sorted((one, other), key=len)
    stem, ending = short[:-1], short[-1:]
    if long in {short + feminine for feminine in _FEMININE}:
        return True
    if {short[-1:], long[-1:]} == {"o", "a"} and stem == long[:-1]:
        return not stem.endswith("k")
    return len(stem) >= _SHORT and long.startswith(stem) and f"{ending}/{long[len(stem) :]}" in _ADJECTIVES


def are_of_two_given_names(one: str, other: str) -> bool:
    """Return whether words in Latin letters are the given names of a man and a woman: Jean, Jeanne."""
    short, long = sorted((one, other), key=len)
    return long in {short + ending for ending in _FEMININE_GIVEN} or long == short.removesuffix("c") + "que"


def have_two_genders(sounds: frozenset[str], theirs: frozenset[str]) -> bool:
    """Return whether pronunciations differ in the ending of the other gender."""
    return any(_is_feminine(one, other) or _is_feminine(other, one) for one in sounds for other in theirs)


def _is_feminine(one: str, other: str) -> bool:
    stem = other.removesuffix("i")
    return one != other and one.startswith(stem) and one[len(stem) :] in _SPOKEN_FEMININE


def _abjad_score(one: str, other: str) -> float:
    """Score a word in Arabic or Hebrew letters, which leave short vowels out, with one in any script."""
    latin, others = forms.latin(one), forms.latin(other)
    if not (abjads.is_written(one) and abjads.is_written(other)):
        abjad, word = (one, other) if abjads.is_written(one) else (other, one)
        return CONSONANTS if any(map(abjads.word_pattern(abjad).fullmatch, heard(word))) else 0.0
    if forms.script(one) != forms.script(other):
        return CONSONANTS if forms.skeleton(latin) == forms.skeleton(others) else 0.0
    return SAME if abjads.same(one, other) else _similar(latin, others)
