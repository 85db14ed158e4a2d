"""Find things by their names, in any script and with common spellings."""

from __future__ import annotations

import heapq
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.entities import spelling
from bilateral.entities.names import no_names
from bilateral.entities.remembering import remembered
from bilateral.terms import Term, iri, is_literal, literal_parts
from bilateral.vocabulary import DCT, RDFS_LABEL, bil

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.entities.graph import Graph
    from bilateral.entities.names import Name, Names

_EXACT, _PREFIX, _WORDS, _SOUND = 100.0, 70.0, 50.0, 30.0
_CODES: Final = tuple(map(bil, ("iso3", "iso2")))
_PARTS: Final = tuple(map(bil, ("familyName",)))
_TITLE: Final = iri(DCT + "title")
_DOCUMENT, _DOCUMENT_PENALTY = bil("SourceDocument"), 25.0
_RANKED, _WEIGHED = 120, 30


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
    """The names of one state of the graph.

    Attributes:
        graph: the state.
        names: its names.
    """

    def __init__(self, graph: Graph, names: Names | None = None) -> None:
        """Read the names of a state.

        Args:
            graph: the state.
            names: those of another state; only what differs from them is worked out.
        """
        self.graph = graph
        self.names = (names or no_names()).changed(set(_names(graph)))
        self.weight = remembered(self._weight, 1 << 16)

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
        for name, score in self._candidates(query):
            if name.term not in best or best[name.term].score < score:
                best[name.term] = Hit(name.term, name.text, score)
        likely = heapq.nlargest(_RANKED, best.values(), key=lambda hit: (hit.score, -len(hit.name), hit.term))
        found = [hit for hit in likely if not kind or self.graph.is_a(hit.term, kind)]
        ranked = [hit._replace(score=hit.score + self.weight(hit.term)) for hit in found]
        return sorted(ranked, key=lambda hit: (-hit.score, len(hit.name), hit.term))[:limit]

    def _candidates(self, query: str) -> Iterator[tuple[Name, float]]:
        for name in self.names.beginning(query):
            yield name, _EXACT if name.key == query else _PREFIX + 20 * len(query) / len(name.key)
        words = query.split()
        found = self.names.with_words(words)
        for name in found:
            yield name, _WORDS + 15 * len(query) / max(len(name.key), len(query))
        if not found:
            for name in self.names.sounding(words):
                yield name, _SOUND + 15 * spelling.likeness(query, name.key)

    def _weight(self, term: Term) -> float:
        """Return how much is known about a thing, as a small bonus: states and persons before villages."""
        incoming = sum(1 for _ in islice(self.graph.snapshot.triples(None, None, term, ""), _WEIGHED))
        # Documents bear the names of those they are about; whoever types a name seldom means them.
        return 10 * incoming / _WEIGHED - (_DOCUMENT_PENALTY if self.graph.is_a(term, _DOCUMENT) else 0.0)


def _names(graph: Graph) -> Iterator[tuple[Term, str]]:
    for predicate in {*graph.schema.names, *_CODES, *_PARTS, _TITLE}:
        for subject, _, value in graph.snapshot.triples(None, predicate, None, ""):
            if subject in graph.schema.entries and predicate == RDFS_LABEL:
                continue
            if is_literal(value) and subject.startswith("<"):
                yield subject, literal_parts(value).value
