"""Blocking keys: what a name is found by, before it is compared letter by letter.

The shape of a name is the kinds of its consonants. Chinese characters, kana, hangul, Hebrew and Arabic
keep little more of a foreign name: 马克龙, ma ke long, shares with Macron a nasal, a guttural, a liquid and a
nasal. Only a long shape identifies a person.

Pinyin and the Cyrillic of Palladius distinguish different sounds of Chinese. Their common key keeps what
both distinguish: Wang Yi and Ван И, Xi Jinping and Си Цзиньпин.

Source: Hanyu Pinyin (ISO 7098); the Palladius system.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import fuzz

from bilateral.names import forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bilateral.names.trigram_index import TrigramIndex

    Rules = tuple[tuple[re.Pattern[str], str], ...]

LATIN, SOUND, WORD_SOUND = "latin", "sound", "sound of a word"
SKELETON, CHINESE, SHAPE, WORD_SHAPE = "bones", "chinese", "shape", "shape of a word"
"""The kinds of keys; those of the second line are of persons."""

KINDS: Final = (LATIN, SOUND, WORD_SOUND, SKELETON, CHINESE, SHAPE, WORD_SHAPE)

_LEAST: Final = 2  # consonants of a shape that are worth comparing
_CUTOFF: Final = 0.85
_LONG: Final = 7  # consonants of a shape that two names do not share by chance


def _rules(*rules: tuple[str, str]) -> Rules:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in rules)


_SHAPES: Final = _rules(
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
_BOTH: Final = _rules(("ie", "e"), (r"(.)\1+", r"\1"))
_PALLADIUS: Final = (
    *_rules(
        ("chzh|tsz", "z"), ("zh", "r"), ("ch|ts", "c"), ("sh", "s"), ("kh", "h"), ("y", "i"), ("iui", "iu")
    ),
    *_BOTH,
)
_PINYIN: Final = (
    *_rules(("zh|j", "z"), ("ch|q", "c"), ("sh|x", "s"), ("ong", "un"), ("ng", "n"), ("w", "v"), ("y", "i")),
    *_BOTH,
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
    yield SOUND, its.sound
    for sound in dict.fromkeys(map(forms.sound, its.tokens)):
        yield WORD_SOUND, sound
    if nature != forms.PERSON:
        return
    yield from ((SKELETON, each) for each in {forms.skeletons(its.bare), forms.skeletons([its.latin])})
    yield CHINESE, chinese_key(its.bare, palladius=False)
    if forms.script(text) == forms.ALPHABET:
        yield from _shape_keys([word for word in its.words if word in its.bare])


def _shape_keys(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    shapes = [shape(word) for word in words]
    if len(whole := "".join(shapes)) > _LEAST:
        yield SHAPE, whole
    for part in dict.fromkeys(shapes):
        if len(part) >= _LEAST:
            yield WORD_SHAPE, part


def chinese_key(words: Iterable[str], *, palladius: bool) -> str:
    """Return the common key of Pinyin and Palladius, of words in Latin letters, in alphabetical order."""
    return " ".join(sorted(_chinese_key(word, palladius=palladius) for word in words))


@functools.lru_cache(maxsize=1 << 14)
def _chinese_key(word: str, *, palladius: bool) -> str:
    return _replaced(word, _PALLADIUS if palladius else _PINYIN)


@functools.lru_cache(maxsize=1 << 16)
def shape(word: str, *, abjad: bool = False) -> str:
    """Return the shape of a word in Latin letters; an abjad is a script that writes u as w."""
    return _replaced(word[:1] + word[1:].replace("w", "") if abjad else word, _SHAPES)


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


def _replaced(word: str, rules: Rules) -> str:
    for pattern, replacement in rules:
        word = pattern.sub(replacement, word)
    return word
