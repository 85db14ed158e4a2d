"""Find things by their names, in any script and with common spellings."""

from __future__ import annotations

import functools
import heapq
from bisect import bisect_left
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.entities import spelling
from bilateral.terms import Term, iri, is_literal
from bilateral.vocabulary import DCT, RDFS_LABEL, bil

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.entities.graph import Graph

_EXACT, _CODE, _PREFIX, _WORDS, _SOUND = 100.0, 95.0, 70.0, 50.0, 30.0
_CODES: Final = tuple(map(bil, ("iso3", "iso2")))
_PARTS: Final = tuple(map(bil, ("familyName",)))
_TITLE: Final = iri(DCT + "title")
_DOCUMENT, _DOCUMENT_PENALTY = bil("SourceDocument"), 25.0
_MOST_CANDIDATES: Final = 3000
_RANKED, _WEIGHED = 120, 60


class Hit(NamedTuple):
    """Something found.

    Attributes:
        term: the thing.
        name: the name that matched, as it is written.
        score: how well; larger is better.
    """

    term: Term
    name: str
    score: float


class Index:
    """The names of one state of the graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._names: list[tuple[str, Term, str]] = []
        words: dict[str, set[int]] = defaultdict(set)
        sounds: dict[str, set[int]] = defaultdict(set)
        for number, (term, name, key) in enumerate(
            sorted(set(_names(graph)), key=lambda each: (each[2], each))
        ):
            self._names.append((key, term, name))
            for word in key.split():
                words[word].add(number)
                sounds[spelling.sound(word)].add(number)
        self._keys = [key for key, _, _ in self._names]
        self._words = sorted(words)
        self._of_word, self._of_sound = words, sounds
        self.weight = functools.lru_cache(1 << 16)(self._weight)

    def find(self, text: str, limit: int = 20, kind: Term = "") -> list[Hit]:
        """Return what bears a name like the text, best first.

        Args:
            text: what somebody typed: a name, the beginning of one, or a code.
            limit: the most that are returned.
            kind: a class that everything found belongs to, or empty.
        """
        query = spelling.key(text)
        if not query:
            return []
        best: dict[Term, Hit] = {}
        for number, score in self._candidates(query):
            _, term, name = self._names[number]
            hit = Hit(term, name, score)
            if term not in best or best[term].score < score:
                best[term] = hit
        likely = heapq.nlargest(_RANKED, best.values(), key=lambda hit: (hit.score, -len(hit.name), hit.term))
        found = [hit for hit in likely if not kind or self._graph.is_a(hit.term, kind)]
        ranked = [hit._replace(score=hit.score + self.weight(hit.term)) for hit in found]
        return sorted(ranked, key=lambda hit: (-hit.score, len(hit.name), hit.term))[:limit]

    def _candidates(self, query: str) -> Iterator[tuple[int, float]]:
        start = bisect_left(self._keys, query)
        for number in range(start, min(start + _MOST_CANDIDATES, len(self._keys))):
            key = self._keys[number]
            if not key.startswith(query):
                break
            yield number, _EXACT if key == query else _PREFIX + 20 * len(query) / len(key)
        words = query.split()
        numbers = self._with_words(words)
        for number in numbers:
            yield number, _WORDS + 15 * len(query) / max(len(self._keys[number]), len(query))
        if not numbers:
            for number in self._sounding(words):
                yield number, _SOUND + 15 * spelling.likeness(query, self._keys[number])

    def _with_words(self, words: list[str]) -> list[int]:
        found: set[int] | None = None
        for word in words:
            start = bisect_left(self._words, word)
            numbers: set[int] = set()
            for place in range(start, len(self._words)):
                if not self._words[place].startswith(word) or len(numbers) > _MOST_CANDIDATES:
                    break
                numbers |= self._of_word[self._words[place]]
            found = numbers if found is None else found & numbers
            if not found:
                return []
        return list(islice(found or (), _MOST_CANDIDATES))

    def _sounding(self, words: list[str]) -> list[int]:
        groups = [self._of_sound.get(spelling.sound(word), set()) for word in words]
        return sorted(set.intersection(*groups)) if groups else []

    def _weight(self, term: Term) -> float:
        """Return how much is known about a thing, as a small bonus: states and persons before villages."""
        incoming = sum(
            1
            for _, _ in zip(
                range(_WEIGHED), self._graph.snapshot.match(None, None, term, graph=""), strict=False
            )
        )
        # Documents bear the names of those they are about; whoever types a name seldom means them.
        return 10 * incoming / _WEIGHED - (_DOCUMENT_PENALTY if self._graph.is_a(term, _DOCUMENT) else 0.0)


def _names(graph: Graph) -> Iterator[tuple[Term, str, str]]:
    for predicate in {*graph.schema.names, *_CODES, *_PARTS, _TITLE}:
        for quad in graph.snapshot.match(None, predicate, None, graph=""):
            if quad.subject in graph.schema.entries and predicate == RDFS_LABEL:
                continue
            if is_literal(quad.object) and quad.subject.startswith("<"):
                name = graph.name(quad.object, ()).value
                yield quad.subject, name, spelling.key(name)
