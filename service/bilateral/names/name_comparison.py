"""How similar two names are, from 0 to 100.

Names of things are compared letter by letter, names of persons word by word in any order. Names of states are
also compared with their declined forms and adjectives in formal names, such as Zambijská republika: two words
are forms of one if they share a beginning and differ in short endings.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import fuzz

from bilateral.names import forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilateral.names.forms import NameForms

UNSURE: Final = 74.0
"""The highest score of what is never a match."""

_NEAR: Final = 92.0  # the highest score of similar letters
_SAME_SOUND: Final = 90.0  # the score of the same sound, spelled in the same letters
_LEAST_SOUNDS: Final = 35.0  # percent of sounds that names of similar letters share
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
_SILENT_SCRIPTS: Final = frozenset({"Arabic", "Hebrew"})


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
        return _NEAR * (100 - (100 - alike) * (1.0 + 4.0 / longest)) / 100
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
    return UNSURE + (_SAME_SOUND - UNSURE) * fuzz.ratio(query.latin, other.latin) / 100


def most_by_sound(query: str, name: str) -> float:
    """Return the highest score of names that are compared by their sound.

    Chinese characters say too little of it to other scripts.
    """
    scripts = {forms.script(query), forms.script(name)}
    return UNSURE if len(scripts) > 1 and "Chinese" in scripts else 100.0


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
    pairs = zip(query, name, strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    dropped, ending = len(name) - shared, len(query) - shared
    if shared < _SHORTEST_STEM or dropped > _MOST_DROPPED or ending > _LONGEST_ENDING:
        return _DECLINED
    usual = _DROPPED_ENDING.fullmatch(name[shared:]) and _ADDED_ENDING.fullmatch(query[shared:])
    # Endings are exchanged, not syllables: Surinam is no case of Syria, nor Burundi of Brunei.
    return _DROPPED * dropped + _ADDED * ending + (0.0 if usual else _UNUSUAL)
