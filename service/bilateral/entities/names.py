"""Names, found by how they begin, by their words, and by how these sound.

Nothing here is ever changed: after a write, what differs is put into new containers that share the rest.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.entities import spelling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from bilateral.terms import Term

MOST: Final = 3000
"""Names that are returned for one text, at the most."""
_COMPARED: Final = 200
_NONE: Final = frozenset[int]()


class Name(NamedTuple):
    """A name of a thing.

    Attributes:
        key: as it is compared.
        text: as it is written.
    """

    key: str
    term: Term
    text: str


class Postings:
    """Sets of numbers by word."""

    def __init__(self, of: Mapping[str, frozenset[int]] | None = None) -> None:
        self._of = dict(of or {})
        self._words = sorted(self._of)

    def changed(self, added: Iterable[tuple[str, int]], gone: Iterable[tuple[str, int]]) -> Postings:
        """Return these with some numbers more and some fewer, each under a word."""
        more, fewer = _grouped(added), _grouped(gone)
        new = {
            word: (self.get(word) | more.get(word, _NONE)) - fewer.get(word, _NONE)
            for word in {*more, *fewer}
        }
        return Postings({word: numbers for word, numbers in (self._of | new).items() if numbers})

    def get(self, word: str) -> frozenset[int]:
        """Return the numbers under a word."""
        return self._of.get(word, _NONE)

    def beginning(self, start: str) -> Iterator[frozenset[int]]:
        """Yield the numbers under each word that begins so."""
        for place in range(bisect_left(self._words, start), len(self._words)):
            if not self._words[place].startswith(start):
                return
            yield self._of[self._words[place]]


class Names:
    """Names by their numbers."""

    def __init__(
        self,
        numbers: Mapping[tuple[Term, str], int],
        entries: list[Name],
        ordered: list[tuple[str, int]],
        heard: tuple[Postings, Postings],
    ) -> None:
        self._numbers, self._entries, self._ordered = numbers, entries, ordered
        self._words, self._sounds = heard

    def changed(self, named: AbstractSet[tuple[Term, str]]) -> Names:
        """Return exactly these names, given as what they name and how they are written."""
        gone = {each: number for each, number in self._numbers.items() if each not in named}
        new = sorted(named - self._numbers.keys())
        # A number is never used again, so that it means the same in what is shared.
        numbers = range(len(self._entries), len(self._entries) + len(new))
        entries = [*self._entries, *(Name(spelling.key(text), term, text) for term, text in new)]
        kept = {each: number for each, number in self._numbers.items() if each not in gone}
        old = frozenset(gone.values())
        ordered = [each for each in self._ordered if each[1] not in old]
        ordered += [(entries[number].key, number) for number in numbers]
        return Names(
            kept | dict(zip(new, numbers, strict=True)),
            entries,
            sorted(ordered),
            (
                self._words.changed(_heard(entries, numbers, str), _heard(entries, old, str)),
                self._sounds.changed(
                    _heard(entries, numbers, spelling.sound), _heard(entries, old, spelling.sound)
                ),
            ),
        )

    def beginning(self, key: str) -> Iterator[Name]:
        """Yield names that begin so, the exact ones first."""
        start = bisect_left(self._ordered, (key, 0))
        for found, number in self._ordered[start : start + MOST]:
            if not found.startswith(key):
                return
            yield self._entries[number]

    def with_words(self, words: Iterable[str]) -> list[Name]:
        """Return names that have a word beginning like each of these."""
        found: AbstractSet[int] | None = None
        for word in words:
            numbers: set[int] = set()
            for posted in self._words.beginning(word):
                numbers |= posted if found is None else posted & found
                if len(numbers) > MOST:
                    break
            found = numbers
        return [self._entries[number] for number in islice(found or (), MOST)]

    def sounding(self, words: list[str]) -> list[Name]:
        """Return names that have a word sounding like each of these; of very many, those about as long."""
        groups = sorted((self._sounds.get(spelling.sound(word)) for word in words), key=len)
        found = frozenset.intersection(*groups) if groups else _NONE
        length = len(" ".join(words))

        def differs(number: int) -> tuple[int, int]:
            return abs(len(self._entries[number].key) - length), number

        return [self._entries[number] for number in heapq.nsmallest(_COMPARED, found, key=differs)]


def no_names() -> Names:
    """Return none."""
    return Names({}, [], [], (Postings(), Postings()))


def _heard(
    entries: list[Name], numbers: Iterable[int], form: Callable[[str], str]
) -> Iterator[tuple[str, int]]:
    return ((form(word), number) for number in numbers for word in entries[number].key.split())


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for word, number in pairs:
        found[word].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}
