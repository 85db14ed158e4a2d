"""Blocking keys: what a name is found by, before it is compared letter by letter.

The shape of a name is the kinds of its consonants. Chinese characters, kana, hangul, Hebrew and Arabic
keep little more of a foreign name: 马克龙, ma ke long, shares with Macron a nasal, a guttural, a liquid and a
nasal. Only a long shape identifies a person.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import fuzz

from bilateral.names import forms, person_names, phonetics, syllables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bilateral.names.person_names import PersonName
    from bilateral.names.trigram_index import TrigramIndex

LATIN, SOUND, WORD_SOUND = "latin", "sound", "sound of a word"
SKELETON, SYLLABLES, SHAPE, WORD_SHAPE = "bones", "syllables", "shape", "shape of a word"
CONSONANTS, WORD_CONSONANTS = "consonants", "consonants of a word"
"""The kinds of keys; those of the second and third line are of persons."""

KINDS: Final = (
    LATIN, SOUND, WORD_SOUND, SKELETON, SYLLABLES, SHAPE, WORD_SHAPE, CONSONANTS, WORD_CONSONANTS
)  # fmt: skip

_LEAST: Final = 2  # consonants of a shape that are worth comparing
_CUTOFF: Final = 0.85
_LONG: Final = 7  # consonants of a shape that two names do not share by chance


_SHAPES: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
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


class SimilarShape(NamedTuple):
    """A similar shape, up to 1; certain if a long name of several words has an equal one."""

    kind: str
    shape: str
    similarity: float
    certain: bool


def keys(text: str, nature: str) -> Iterator[tuple[str, str]]:
    """Yield the kinds and keys of a name."""
    its = forms.of(text, nature)
    if not its.folded:
        return
    yield LATIN, its.latin
    for sound in dict.fromkeys(map(forms.sound, its.tokens)):
        yield WORD_SOUND, sound
    if nature == forms.PERSON:
        yield from _person_keys(text)
    else:
        yield SOUND, its.sound


def _person_keys(text: str) -> Iterator[tuple[str, str]]:
    name = person_names.parse(text)
    yield SOUND, person_sound(name)
    yield SKELETON, forms.skeletons(name.latin)
    for key in syllable_keys(name):
        yield SYLLABLES, key
    for key in consonant_keys(name):
        yield CONSONANTS, key
    for key in {key for word in name.core for key in word_keys(word)}:
        yield WORD_CONSONANTS, key
    if forms.script(text) == forms.ALPHABET:
        yield from _shape_keys(name.latin)


def person_sound(name: PersonName) -> str:
    """Return the sounds of the words of a name of a person, in alphabetical order."""
    return " ".join(sorted(map(forms.sound, name.latin)))


def syllable_keys(name: PersonName) -> frozenset[str]:
    """Return the keys of a Chinese or Korean name; others have none."""
    return syllables.chinese(name.words) | syllables.korean(name.words)


def consonant_keys(name: PersonName) -> frozenset[str]:
    """Return the keys of a whole name of a person, however it is divided into words."""
    return phonetics.coarse("".join(name.core))


@functools.lru_cache(maxsize=1 << 16)
def word_keys(word: str) -> frozenset[str]:
    """Return the keys of a word of a name of a person, which its spellings in other languages share."""
    number = person_names.group(word)
    return phonetics.coarse(word) | ({f"given name {number}"} if number is not None else frozenset())


def _shape_keys(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    shapes = [shape(word) for word in words]
    if len(whole := "".join(shapes)) > _LEAST:
        yield SHAPE, whole
    for part in dict.fromkeys(shapes):
        if len(part) >= _LEAST:
            yield WORD_SHAPE, part


@functools.lru_cache(maxsize=1 << 16)
def shape(word: str, *, abjad: bool = False) -> str:
    """Return the shape of a word in Latin letters; an abjad is a script that writes u as w."""
    word = word[:1] + word[1:].replace("w", "") if abjad else word
    for pattern, replacement in _SHAPES:
        word = pattern.sub(replacement, word)
    return word


def similar_shapes(
    words: Sequence[str], known: Mapping[str, TrigramIndex], *, abjad: bool
) -> Iterator[SimilarShape]:
    """Yield the known shapes, by kind, that are like that of a name of some words in Latin letters.

    Only a name of one word is compared with words.
    """
    own = "".join(shape(word, abjad=abjad) for word in words)
    if len(own) < _LEAST:
        return
    long = len(words) > 1 and len(own) >= _LONG
    for kind in (SHAPE,) if len(words) > 1 else (SHAPE, WORD_SHAPE):
        for found in known[kind].near(own):
            similarity = fuzz.ratio(own, found) / 100
            if similarity >= _CUTOFF:
                yield SimilarShape(kind, found, similarity, certain=long and found == own)
