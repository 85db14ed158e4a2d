"""Strings found by the trigrams that they share."""

from __future__ import annotations

import heapq
import itertools
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_POSTINGS: Final = 6000  # strings that are looked at, at most, for one query
_CLOSEST: Final = 40  # strings that are returned
_SHARE: Final = 0.3  # of the trigrams looked at that a string must have


class Grams:
    """An index of strings."""

    def __init__(self, strings: Iterable[str]) -> None:
        self._strings = list(strings)
        self._postings: dict[str, list[int]] = defaultdict(list)
        self._sizes: list[int] = []
        for number, string in enumerate(self._strings):
            grams = _trigrams(string)
            self._sizes.append(len(grams))
            for gram in grams:
                self._postings[gram].append(number)

    def near(self, string: str) -> list[str]:
        """Return the strings that share most trigrams with this one, best first.

        Of a string with common trigrams only, the rarest of them are looked at.
        """
        grams = _trigrams(string)
        looked_at: list[list[int]] = []
        budget = _POSTINGS
        for posting in sorted((self._postings[gram] for gram in grams if gram in self._postings), key=len):
            budget -= len(posting)
            if budget < 0 and looked_at:
                break
            looked_at.append(posting[:_POSTINGS])
        shared = Counter(itertools.chain.from_iterable(looked_at))
        least = max(1, round(len(looked_at) * _SHARE))
        sizes, mine = self._sizes, len(grams)
        rated = [
            (-count / (sizes[number] + mine), number) for number, count in shared.items() if count >= least
        ]
        return [self._strings[number] for _, number in heapq.nsmallest(_CLOSEST, rated)]


def _trigrams(string: str) -> set[str]:
    padded = f"  {string.replace(' ', '')} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
