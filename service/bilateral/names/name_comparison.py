"""How similar two names are, from 0 to 100.

Names of things are compared letter by letter, names of persons word by word in any order. Names of states are
also compared with their declined forms and adjectives in formal names, such as Zambijská republika: two words
are forms of one if they share a beginning and differ in short endings.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import fuzz

from bilateral.names import forms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.names.forms import NameForms

UNSURE: Final = 74.0
"""The highest score of what is never a match."""

_NEAR: Final = 92.0  # the highest score of similar letters
_MOST: Final = 92.0  # the highest score of words of a person
_UNMATCHED: Final = 12.0  # subtracted for each word only the query has
_MIDDLE: Final = 10.0  # subtracted for one that may be a middle name
_MISSING: Final = 24.0  # subtracted for each word only the name has, over the words alike
_INITIAL_MISSING: Final = 12.0  # George Bush is not George W. Bush
_SAME, _SOUND, _STEM, _SKELETON, _INITIAL, _ALIKE = 1.0, 0.99, 0.96, 0.86, 0.75, 0.74
"""The similarity of two words that are the same, sound the same, and so on; the last is the least counted."""

_SHORT: Final = 3  # sounds: Li, Wu and Xi are three names, one letter apart
_LONG: Final = 4
_DECLINED: Final = 90.0  # the highest score of a declined name
_DROPPED: Final = 2.0  # subtracted for each sound of the name that is not in the query
_ADDED: Final = 1.0  # subtracted for each that the query has instead
_LONGEST_ENDING, _MOST_DROPPED, _SHORTEST_STEM = 5, 3, 4  # sounds


class Fit(NamedTuple):
    """How well a name fits a query, and why.

    Attributes:
        partial: whether the query is only a part of the name.
    """

    score: float
    reason: str
    partial: bool = False


def compare_letters(query: NameForms, other: NameForms) -> float:
    """Compare the names of things letter by letter; 0 if they sound the same."""
    if query.sound == other.sound:
        return 0.0
    letters = fuzz.ratio(" ".join(query.bare), " ".join(other.bare))
    sounds = fuzz.ratio(query.sound, other.sound)
    script = fuzz.ratio(query.folded, other.folded)
    value = max(letters, 0.97 * sounds, 0.98 * script)
    longest = max(len(query.sound), len(other.sound), 1)
    # One letter of five makes another name, one of fifteen is a typing error.
    strict = 100 - (100 - value) * (1.0 + 4.0 / longest)
    return max(_NEAR * strict / 100, 0.0)


def undeclined(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a name without modifiers of a form of state."""
    return tuple(word for word in words if word not in forms.MODIFIERS) or tuple(words)


def compare_declined(query: Sequence[str], name: Sequence[str]) -> float:
    """Compare the words of a formal name, without its form of state, with those of a name of a state."""
    if len(query) != len(name):
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
    return _DROPPED * dropped + _ADDED * ending
