"""The parts of a group graph pattern that the engine accepts, found from its tokens.

Source: SPARQL 1.1 Query Language, section 19.8, rules 53 to 66.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.syntax import lexer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.syntax.lexer import Token

_STRUCTURE: Final = frozenset(
    {"OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES", "SELECT", "UNION"}
)
_ALONE: Final = frozenset({"LIMIT", "OFFSET", "EXISTS"})
_CLOSES: Final = {"{": "}", "(": ")"}


class Part(NamedTuple):
    """A part of a group."""

    kind: str  # "triples", "group" (one, or several with UNION between), "select", or its keyword
    variables: frozenset[str]  # their names
    groups: tuple[list[Part], ...] = ()  # those that are evaluated on the same graph, each as its parts
    certain: frozenset[str] = frozenset()  # variables that each of its solutions has; perhaps not all
    projects_at: tuple[int, ...] = ()  # of a sub-select: where to put a variable that it is to project
    is_asked_alone: bool = False  # whether several graphs together give other answers than each of them


class Tokens:
    """A text with its tokens, and which brackets belong together."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = list(lexer.tokens(text))
        self._ends: dict[int, int] = {}
        stack: list[int] = []
        for at, token in enumerate(self.found):
            if token.text in _CLOSES:
                stack.append(at)
            elif stack and token.text == _CLOSES[self.found[stack[-1]].text]:
                self._ends[stack.pop()] = at

    def closing(self, at: int) -> int:
        """Return the place of the token that closes the bracket at a place, or the last."""
        return self._ends.get(at, len(self.found) - 1)

    def is_at(self, at: int, text: str) -> bool:
        """Return whether the token at a place is this mark."""
        return at < len(self.found) and self.found[at].text == text

    def keyword(self, at: int) -> str:
        """Return the keyword at a place, or nothing."""
        return self.found[at].keyword if at < len(self.found) else ""

    def has(self, keyword: str) -> bool:
        """Return whether a keyword is there."""
        return any(token.keyword == keyword for token in self.found)

    def next(self, at: int, *marks: str) -> int:
        """Return the place of the next of some marks, from a place on, or the end."""
        while at < len(self.found) and self.found[at].text not in marks:
            at += 1
        return at

    def variables(self, first: int, last: int) -> frozenset[str]:
        """Return the names of the variables between two places."""
        found = self.found[first:last]
        return frozenset(token.text[1:] for token in found if token.kind == lexer.VARIABLE)

    def form(self) -> int:
        """Return where the word is that says what kind of query it is."""
        return next((token.start for token in self.found if token.keyword in lexer.FORMS), 0)

    def dataset_clauses(self) -> Iterator[str]:
        """Yield the clauses that say which graphs a query sees."""
        for at in range(len(self.found)):
            if self.keyword(at) == "FROM":
                last = at + 1 + (self.keyword(at + 1) == "NAMED")
                yield self.text[self.found[at].start : self.found[last].end]

    def inside(self, at: int) -> tuple[int, int] | None:
        """Return the places of the braces of an EXISTS, a SERVICE or a `GRAPH ?variable` at a place."""
        keyword = self.keyword(at)
        if keyword == "EXISTS":
            first = at + 1
        elif keyword == "SERVICE":
            first = at + 2 + (self.keyword(at + 1) == "SILENT")
        elif keyword == "GRAPH" and at + 1 < len(self.found) and self.found[at + 1].kind == lexer.VARIABLE:
            first = at + 2
        else:
            return None
        return (first, self.closing(first)) if self.is_at(first, "{") else None


def names(token: Token, name: str) -> bool:
    """Return whether a token is a variable of this name."""
    return token.kind == lexer.VARIABLE and token.text[1:] == name


def has_structure(text: str) -> bool:
    """Return whether a group has more than triple patterns."""
    return any(token.text == "{" or token.keyword in _STRUCTURE for token in lexer.tokens(text))


def read(tokens: Tokens) -> Iterator[Part]:
    """Yield the parts of a group, whose content the tokens are."""
    return _Reader(tokens).parts(0, len(tokens.found))


class _Reader:
    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def parts(self, at: int, end: int) -> Iterator[Part]:
        """Yield the parts between two places."""
        if self._tokens.keyword(at) == "SELECT":
            yield self._select(at, end)
            return
        while at < end:
            if self._tokens.is_at(at, "."):
                at += 1
                continue
            last = self._last(at, end)
            yield self._part(at, last)
            at = last + 1

    def _last(self, at: int, end: int) -> int:
        """Return the place of the last token of the part that begins at a place."""
        tokens, keyword = self._tokens, self._tokens.keyword(at)
        if keyword in {"FILTER", "BIND"}:
            return tokens.closing(tokens.next(at, "{", "("))
        if keyword in _STRUCTURE:
            return tokens.closing(tokens.next(at, "{"))
        if tokens.is_at(at, "{"):
            last = tokens.closing(at)
            while tokens.keyword(last + 1) == "UNION":
                last = tokens.closing(last + 2)
            return last
        while at < end and not tokens.is_at(at, "{") and tokens.keyword(at) not in _STRUCTURE:
            at += 1
        return at - 1

    def _part(self, first: int, last: int) -> Part:
        tokens = self._tokens
        kind, variables = tokens.keyword(first), tokens.variables(first, last + 1)
        if tokens.is_at(first, "{"):
            return self._group(first, last, variables)
        if kind not in _STRUCTURE:
            return Part("triples", variables, certain=variables)
        if kind in {"OPTIONAL", "MINUS"}:
            return Part(kind, variables, (list(self.parts(first + 2, last)),))
        if kind in {"FILTER", "BIND"}:
            return Part(kind, variables, tuple(self._existing(first, last)))
        return Part(kind, variables)

    def _existing(self, first: int, last: int) -> Iterator[list[Part]]:
        """Yield the groups of the EXISTS of an expression."""
        at = first
        while at < last:
            if self._tokens.keyword(at) == "EXISTS":
                end = self._tokens.closing(at + 1)
                yield list(self.parts(at + 2, end))
                at = end
            at += 1

    def _group(self, first: int, last: int, variables: frozenset[str]) -> Part:
        groups = []
        at = first
        while at <= last:
            end = self._tokens.closing(at)
            groups.append(list(self.parts(at + 1, end)))
            at = end + 2
        certain = [frozenset().union(*(part.certain for part in group)) for group in groups]
        return Part("group", variables, tuple(groups), functools.reduce(frozenset.intersection, certain))

    def _select(self, first: int, end: int) -> Part:
        tokens = self._tokens
        start = tokens.next(first, "{")
        close = tokens.closing(start)
        words = {tokens.keyword(at): at for at in (*range(first, start), *range(close, end))}
        places = [first + (tokens.keyword(first + 1) in {"DISTINCT", "REDUCED"})]
        # What `*` stands for the engine decides before it knows about the graph.
        is_alone = tokens.is_at(places[0] + 1, "*") or not _ALONE.isdisjoint(words)
        if "GROUP" in words:
            places.append(words["GROUP"] + 1)
        elif not lexer.AGGREGATES.isdisjoint(words):
            # There is one solution for a graph without any.
            is_alone = True
        return Part(
            "select",
            tokens.variables(first, end),
            (list(self.parts(start + 1, close)),),
            projects_at=tuple(tokens.found[place].end for place in places),
            is_asked_alone=is_alone,
        )
