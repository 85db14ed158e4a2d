"""How similar two names are, from 0 to 100.

Names of things are compared letter by letter, names of persons word by word in any order. Names of states are
also compared with their declined forms and adjectives in formal names, such as Zambijská republika: two words
are forms of one if they share a beginning and differ in short endings. A name in another case, such as
Россией, is found by the nominatives that it may have by `declensions.toml`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from itertools import chain, islice, product, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import fuzz

from bilateral.names import forms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bilateral.names.forms import NameForms

UNSURE: Final = 74.0
"""The highest score of what is never a match."""

_NEAR: Final = 92.0  # the highest score of similar letters
_SAME_SOUND: Final = 90.0  # the score of the same sound, spelled in the same letters
_LONG: Final = 7  # letters that names in two kinds of scripts do not share by chance
_NOT_EUROPEAN: Final = re.compile(
    "[\u0530-\u1dff\u2c80-\ua63f\ua6a0-\ua6ff\ua800-\ufaff\U00010000-\U0001ffff]"
)
_ACROSS: Final = 3.0  # subtracted for names in two kinds of scripts
_LEAST_SOUNDS: Final = 50.0  # percent of sounds that names of similar letters share
_LEAST_REST: Final = 50.0  # percent of letters of the words that only one has
_LEAST_LETTERS: Final = 50.0  # percent of letters that a declined name shares
_DECLINED: Final = 90.0  # the highest score of a declined name
_DROPPED: Final = 2.0  # subtracted for each sound of the name that is not in the query
_ADDED: Final = 1.0  # subtracted for each that the query has instead
_UNUSUAL: Final = 5.0  # subtracted for an ending that the languages of Europe do not have
_LONGEST_ENDING, _MOST_DROPPED, _SHORTEST_STEM = 5, 3, 4  # sounds


# Vowels, and the consonants of cases and adjectives in the languages of Europe.
_DROPPED_ENDING: Final = re.compile("[aeiou]*[snm]?[aeiou]*")
_ADDED_ENDING: Final = re.compile("[aeiou]*(?:(?:n?sk|i?ns?k|lain|lais|[kgnsmhl])[aeiou]*[nmsig]?)?u?")
_VOWEL_ENDING: Final = re.compile("[aeiou]{0,3}")
_CONSONANT_ENDING: Final = re.compile("(?:[aeiou]*[^aeiou ]+[aeiou]*)?")
_VOWELS: Final = frozenset("aeiou")
_SILENT_SCRIPTS: Final = frozenset({"Arabic", "Hebrew"})


_NONE: Final = "-"  # no ending
_LEAST_STEM: Final = 3  # letters of a declined word
_MOST_WORDS: Final = 5
_MOST_WAYS: Final = 60  # of one language to decline the words of a name


class Fit(NamedTuple):
    """How well a name fits a query, and why.

    Attributes:
        partial: whether the query is only a part of the name.
    """

    score: float
    reason: str
    partial: bool = False


def compare_letters(query: NameForms, other: NameForms, sounds: float, least: float) -> float:
    """Compare the names of things letter by letter.

    Args:
        query: one name.
        other: the other.
        sounds: how alike their sounds are, in percent.
        least: the least score that is of use; less is 0.
    """
    longest = max(len(query.sound), len(other.sound), 1)
    # One letter of five makes another name, one of fifteen is a typing error.
    strictness = 1.0 + 4.0 / longest
    cutoff = 100 - (100 - 100 * least / _NEAR) / strictness
    letters = fuzz.ratio(" ".join(query.bare), " ".join(other.bare), score_cutoff=cutoff)
    script = fuzz.ratio(query.folded, other.folded, score_cutoff=cutoff)
    value = max(letters, 0.97 * sounds, 0.98 * script)
    score = max(_NEAR * (100 - (100 - value) * strictness) / 100, 0.0)
    return score if score < least else min(score, _compare_rest(query.bare, other.bare))


def _compare_rest(query: Sequence[str], other: Sequence[str]) -> float:
    """Return the highest score of names with some words in common, by those that they have not.

    Saint Martin is no Saint-Marin, nor the United States of Mexico those of America.
    """
    shared = set(query) & set(other)
    if not shared:
        return 100.0
    rest, rest_of_other = (" ".join(word for word in words if word not in shared) for words in (query, other))
    longest = max(len(rest), len(rest_of_other), 1)
    alike = fuzz.ratio(rest, rest_of_other)
    if all(map(forms.is_common, shared)):
        return _NEAR * (100 - (100 - alike) * (1.0 + 6.0 / longest)) / 100
    return UNSURE if alike < _LEAST_REST else 100.0


def similar_sounds(query: str, others: Iterable[str]) -> Iterator[tuple[str, float]]:
    """Yield sounds that are similar enough to compare their names, and how similar they are, in percent."""
    for other in others:
        alike = fuzz.ratio(query, other, score_cutoff=_LEAST_SOUNDS)
        if alike and other != query:
            yield other, alike


def compare_sounds(query: NameForms, other: NameForms) -> float:
    """Compare names that sound the same: the less they are spelled so, the less it says.

    The sound of a script without vowels says too little to any other.
    """
    scripts = {forms.script(query.text), forms.script(other.text)}
    if len(scripts) > 1 and scripts & _SILENT_SCRIPTS:
        return UNSURE
    if len(query.sound) < _LONG and not _are_of_one_kind(query.text, other.text):
        return UNSURE
    return UNSURE + (_SAME_SOUND - UNSURE) * fuzz.ratio(query.latin, other.latin) / 100


def most_by_sound(query: str, name: str) -> float:
    """Return the highest score of names that are compared by their sound.

    Chinese characters say too little of it to other scripts, and to other characters.
    """
    scripts = {forms.script(query), forms.script(name)}
    if "Chinese" not in scripts:
        return 100.0
    return 100.0 if len(scripts) == 1 and _share_characters(query, name) else UNSURE


def _share_characters(one: str, other: str) -> bool:
    """Return whether most of the characters of a name in Chinese are those of another."""
    characters, others = set(forms.simplified(one)), set(forms.simplified(other))
    return len(characters & others) > min(len(characters), len(others)) / 2


def most_by_transliteration(query: NameForms, name: str) -> float:
    """Return the highest score of names that are the same in Latin letters: short ones are so by chance."""
    if _are_of_one_kind(query.text, name):
        return most_by_sound(query.text, name)
    return 100.0 if len(query.latin) >= _LONG else UNSURE


def most_by_slip(query: NameForms, name: NameForms) -> float:
    """Return the highest score of names of similar letters, by whether a slip can be the difference.

    Slips are rare at the beginning of a name, as in Prussia. Other endings are those of adjectives, plurals
    and cases, and two words for one are others: Persian, Holy Land.
    """
    if name.formality and not query.formality:
        return UNSURE
    one, other = query.sound, name.sound
    if one[:1] != other[:1] and not (one[:1] in _VOWELS and other[:1] in _VOWELS):
        return UNSURE
    if len(query.bare) != len(name.bare) and 1 in {len(query.bare), len(name.bare)}:
        return UNSURE
    return UNSURE if _is_ending(one, other) else 100.0


def doubt_of_script(one: str, other: str) -> float:
    """Return what is subtracted from the score of names that are similar, and in two kinds of scripts."""
    return 0.0 if _are_of_one_kind(one, other) else _ACROSS


def _are_of_one_kind(one: str, other: str) -> bool:
    """Return whether names are both in the scripts of Europe, or both in others of one kind."""
    return forms.script(one) == forms.script(other) and _is_european(one) == _is_european(other)


def _is_european(text: str) -> bool:
    return text.isascii() or not _NOT_EUROPEAN.search(text)


def _is_ending(one: str, other: str) -> bool:
    """Return whether one sound is the other with consonants at the end, or with others there."""
    shared = _shared_beginning(one, other)
    rest, rest_of_other = one[shared:], other[shared:]
    return (
        _VOWEL_ENDING.fullmatch(rest_of_other) is not None and _CONSONANT_ENDING.fullmatch(rest) is not None
    )


def _shared_beginning(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def undeclined(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a name without modifiers of a form of state."""
    return tuple(word for word in words if word not in forms.MODIFIERS) or tuple(words)


def compare_declined(query: Sequence[str], name: Sequence[str]) -> float:
    """Compare the words of a formal name, without its form of state, with those of a name of a state."""
    if len(query) != len(name):
        return 0.0
    if fuzz.ratio(" ".join(query), " ".join(name)) < _LEAST_LETTERS:
        # Rusya is no form of Rootsi, however alike they sound.
        return 0.0
    left = list(name)
    cost = 0.0
    for word in query:
        costs = {each: _declension_cost(forms.sound(word), forms.sound(each)) for each in left}
        partner = min(costs, key=costs.__getitem__)
        cost += costs[partner]
        left.remove(partner)
    return max(_DECLINED - cost, 0.0)


def _declension_cost(query: str, name: str) -> float:
    shared = _shared_beginning(query, name)
    dropped, ending = len(name) - shared, len(query) - shared
    if shared < _SHORTEST_STEM or dropped > _MOST_DROPPED or ending > _LONGEST_ENDING:
        return _DECLINED
    usual = _DROPPED_ENDING.fullmatch(name[shared:]) and _ADDED_ENDING.fullmatch(query[shared:])
    # Endings are exchanged, not syllables: Surinam is no case of Syria, nor Burundi of Brunei.
    return _DROPPED * dropped + _ADDED * ending + (0.0 if usual else _UNUSUAL)


def nominatives(folded: str, is_known: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Yield languages, and what a name may be in the nominative of each, folded and without spaces.

    Args:
        folded: a name as `forms.fold` returns it.
        is_known: whether a word in Latin letters is one of a name.
    """
    words = folded.split()
    if len(words) > _MOST_WORDS:
        return
    declined = [_known_nominatives(word, is_known) for word in words]
    for language in dict.fromkeys(chain.from_iterable(declined)):
        ways = product(*((*each.get(language, ()), word) for each, word in zip(declined, words, strict=True)))
        for way in islice(ways, _MOST_WAYS):
            if way != tuple(words):
                yield language, "".join(way)


def _known_nominatives(word: str, is_known: Callable[[str], bool]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for nominative, languages in _nominatives(word).items():
        if is_known(forms.transliterated(nominative)):
            for language in languages:
                found.setdefault(language, []).append(nominative)
    return found


@functools.lru_cache(maxsize=1 << 14)
def _nominatives(word: str) -> dict[str, list[str]]:
    """Return what a word may be in the nominative, and in which languages."""
    found: dict[str, list[str]] = {}
    for length in range(min(_LONGEST_CASE, len(word)) + 1):
        stem, ending = word[: len(word) - length], word[len(word) - length :]
        if stem and len(stem) < _LEAST_STEM:
            continue
        for language, nominative in _ENDINGS.get(ending, ()):
            found.setdefault(stem + nominative, []).append(language)
    return found


def _endings() -> dict[str, list[tuple[str, str]]]:
    """Return the languages and endings of the nominative by the ending of another case."""
    found: dict[str, list[tuple[str, str]]] = {}
    path = Path(__file__).parent / "declensions.toml"
    for language, lines in tomllib.loads(path.read_text("utf-8")).items():
        for nominative, cases in lines.items():
            for case in cases.split():
                found.setdefault(_folded(case), []).append((language, _folded(nominative)))
    return found


def _folded(ending: str) -> str:
    return "" if ending == _NONE else forms.fold(ending)


_ENDINGS: Final = _endings()
_LONGEST_CASE: Final = max(map(len, _ENDINGS))
