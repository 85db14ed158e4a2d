"""Phrases of word lists by their first word, to find the longest that stands at a token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.analysis.events.words.clause_tokens import Tokens


Meaning = TypeVar("Meaning")
"""What a phrase stands for."""


class PhraseMatch(NamedTuple, Generic[Meaning]):
    """A phrase that stands at tokens `first` up to, not including, `last`."""

    first: int
    last: int
    meaning: Meaning


class PhraseTable(Generic[Meaning]):
    """What phrases mean; one phrase may mean several things."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}

    def add(self, words: tuple[str, ...], meaning: Meaning) -> None:
        """Let a phrase have a meaning beside those it has."""
        entries = self._by_first.setdefault(words[0], [])
        if (words[1:], meaning) not in entries:
            entries.append((words[1:], meaning))

    def at(self, tokens: Tokens, index: int) -> Iterator[PhraseMatch[Meaning]]:
        """Yield the phrases that stand at a token, the longest first."""
        entries = self._by_first.get(tokens[index].lower, ())
        found = [
            PhraseMatch(index, index + 1 + len(rest), meaning)
            for rest, meaning in entries
            if _stands(tokens, index, rest)
        ]
        yield from sorted(found, key=lambda match: -match.last)

    def has(self, words: tuple[str, ...]) -> bool:
        """Return whether words are one of the phrases."""
        return any(rest == words[1:] for rest, _ in self._by_first.get(words[0], ())) if words else False

    def longest(self, tokens: Tokens, index: int) -> PhraseMatch[Meaning] | None:
        """Return the longest phrase at a token, None if there is none."""
        return next(self.at(tokens, index), None)


def _stands(tokens: Tokens, index: int, rest: tuple[str, ...]) -> bool:
    if index + len(rest) >= len(tokens):
        return False
    return all(tokens[index + 1 + at].lower == word for at, word in enumerate(rest))
