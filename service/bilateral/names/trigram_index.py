"""Strings found by their trigrams, and postings: immutable lists by key, merged into new ones."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

K = TypeVar("K")
V = TypeVar("V")

_POSTINGS: Final = 6000  # strings that are looked at for one query
_CLOSEST: Final = 40  # strings that are returned
_SHARE: Final = 0.25  # of the trigrams of a query that a string must have


def merge_postings(
    before: Mapping[K, list[V]], added: Mapping[K, list[V]], removed: Mapping[K, list[V]] | None = None
) -> dict[K, list[V]]:
    """Return postings with values added and removed, which share the lists that stay the same."""
    made = dict(before)
    for key, values in (removed or {}).items():
        fewer = set(values)
        made[key] = [value for value in made.get(key, ()) if value not in fewer]
    for key, values in added.items():
        made[key] = [*made[key], *values] if key in made else values
    for key in removed or ():
        if not made[key]:
            del made[key]
    return made


class TrigramIndex:
    """An immutable index of strings."""

    def __init__(self, strings: Iterable[str] = ()) -> None:
        self._numbers: dict[str, int] = {}
        self._sizes: list[int] = []
        self._postings: dict[str, list[int]] = self._number(strings)
        self._strings = list(self._numbers)

    def extended(self, strings: Iterable[str]) -> TrigramIndex:
        """Return an index of these strings too."""
        made = TrigramIndex()
        made._numbers, made._sizes = dict(self._numbers), list(self._sizes)
        made._postings = merge_postings(self._postings, made._number(strings))
        made._strings = list(made._numbers)
        return made

    def _number(self, strings: Iterable[str]) -> dict[str, list[int]]:
        """Number the new strings; return their numbers by trigram."""
        added: dict[str, list[int]] = defaultdict(list)
        for string in strings:
            if string in self._numbers:
                continue
            number = self._numbers[string] = len(self._numbers)
            grams = _trigrams(string)
            self._sizes.append(len(grams))
            for gram in grams:
                added[gram].append(number)
        return dict(added)

    def __len__(self) -> int:
        return len(self._strings)

    def near(self, string: str) -> list[str]:
        """Return the strings that share most trigrams with this one, best first.

        Of a string with common trigrams only, the rarest are looked at.
        """
        grams = _trigrams(string)
        looked_at: list[list[int]] = []
        budget = _POSTINGS
        found = (self._postings[gram] for gram in sorted(grams) if gram in self._postings)
        for posting in sorted(found, key=len):
            budget -= len(posting)
            if budget < 0 and looked_at:
                break
            looked_at.append(posting[:_POSTINGS])
        shared = Counter(chain.from_iterable(looked_at))
        least = max(1, round(len(grams) * _SHARE))
        sizes, mine = self._sizes, len(grams)
        rated = [
            (-count / (sizes[number] + mine), number) for number, count in shared.items() if count >= least
        ]
        return [self._strings[number] for _, number in heapq.nsmallest(_CLOSEST, rated)]


def _trigrams(string: str) -> set[str]:
    padded = f"  {string.replace(' ', '')} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
