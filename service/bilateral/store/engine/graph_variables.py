"""Patterns `GRAPH ?g { … }`, rewritten so that the engine answers them as the standard requires.

The standard evaluates the inner pattern for each named graph without ?g, and then joins each solution with
the graph's name. The engine marks every inner triple pattern with ?g instead, which is a variable like any
other there: a FILTER sees it, OPTIONAL and MINUS join on it, and a sub-select that does not project it loses
it.

What the engine evaluates correctly is not changed: triple patterns with or without ?g, and all that does not
mention ?g but sub-selects, MINUS of what shares no variable, and groups in which no triple pattern says which
graph is meant. Else either ?g is renamed inside, and a FILTER outside compares the two; or, where only
evaluating each graph by itself is correct (LIMIT, aggregates of nothing, MINUS), the pattern is repeated for
each.

Source: SPARQL 1.1 Query Language, section 18.6, Evaluation of Graph.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.errors import QueryFailed
from bilateral.syntax import group_patterns, lexer
from bilateral.syntax.group_patterns import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bilateral.syntax.group_patterns import Part
    from bilateral.syntax.lexer import Token

_MENTIONED: Final = re.compile(r"\bGRAPH(?:\s|#[^\r\n]*)*+[?$]", re.IGNORECASE)
_MOST_GRAPHS: Final = 2000
_MOST_TEXT: Final = 1 << 22
_BRANCHES: Final = 10  # of a UNION: the engine takes quadratic time for wider ones


class EngineQueries(NamedTuple):
    """Questions to the engine."""

    columns: Callable[[str], Sequence[str]]  # the variables that a query projects
    graphs: Callable[[str, str], Sequence[str]]  # those that a request names, by prologue and dataset clauses


def has_any(text: str) -> bool:
    """Return whether a query seems to have such a pattern; it is quick to see."""
    # Most texts do not even have the letters.
    return "GRAPH" in text.upper() and bool(_MENTIONED.search(text))


def rewritten(text: str, engine: EngineQueries) -> str:
    """Return a query that the engine answers as the standard requires; mostly it is the same.

    Raises:
        QueryFailed: there are more graphs than the query can be written for.
    """
    tokens = Tokens(text)
    if tokens.has("LATERAL"):
        # It passes ?g to the pattern, which is not in the standard.
        return text
    return _Rewriter(text, tokens, engine).rewritten(tokens, frozenset(), frozenset())


class _Rewriter:
    """Rewrites the patterns of one query, from the inside to the outside."""

    def __init__(self, text: str, tokens: Tokens, engine: EngineQueries) -> None:
        self._engine = engine
        self._prologue = text[: tokens.form()]
        self._clauses = " ".join(tokens.dataset_clauses())
        self._taken = {token.text[1:] for token in tokens.found if token.kind == lexer.VARIABLE}
        self._graphs: Sequence[str] | None = None

    def rewritten(self, tokens: Tokens, around: frozenset[str], given: frozenset[str]) -> str:
        """Return a text with its patterns rewritten.

        Args:
            tokens: of the text.
            around: the names of the variables in the text around it.
            given: those that have a value already, because the text is in an EXISTS.
        """
        edits: list[tuple[int, int, str]] = []
        at = 0
        while at < len(tokens.found):
            if (inside := tokens.inside(at)) is not None:
                # A pattern for another service is not changed.
                if tokens.keyword(at) != "SERVICE":
                    edits.append(self._edit(tokens, at, inside, around, given))
                at = inside[1]
            at += 1
        return _edited(tokens.text, edits)

    def _edit(
        self,
        tokens: Tokens,
        at: int,
        inside: tuple[int, int],
        around: frozenset[str],
        given: frozenset[str],
    ) -> tuple[int, int, str]:
        """Return what stands for an EXISTS or a `GRAPH ?variable` at a place, and for which offsets."""
        first, last = inside
        start, end = tokens.found[first].end, tokens.found[last].start
        outside = around | tokens.variables(0, first) | tokens.variables(last, len(tokens.found))
        known = given | outside if tokens.keyword(at) == "EXISTS" else given
        content = self.rewritten(Tokens(tokens.text[start:end]), outside, known)
        if tokens.keyword(at) == "GRAPH" and (whole := self._pattern(tokens.found[at + 1], content, known)):
            return tokens.found[at].start, tokens.found[last].end, whole
        return start, end, content

    def _pattern(self, variable: Token, content: str, given: frozenset[str]) -> str:
        """Return what stands for `GRAPH ?variable { content }`, or nothing where it may stay."""
        if not group_patterns.has_structure(content):
            return ""
        name, tokens = variable.text[1:], Tokens(content)
        parts = list(group_patterns.read(tokens))
        if not _is_marked(parts):
            return self._for_each_graph(name, tokens)
        edits = list(_projections(parts, name))
        if name in given or not _is_hidden_from(parts, name):
            return f"GRAPH ?{name} {{ {_edited(content, edits)} }}" if edits else ""
        return self._renamed(name, tokens, edits)

    def _renamed(self, name: str, tokens: Tokens, edits: list[tuple[int, int, str]]) -> str:
        other = self._fresh(name)
        edits += (
            (token.start, token.end, f"?{other}")
            for token in tokens.found
            if group_patterns.names(token, name)
        )
        columns = self._engine.columns(f"{self._prologue}SELECT * {{ GRAPH ?{name} {{ {tokens.text} }} }}")
        inside = _edited(tokens.text, edits)
        condition = f"FILTER(!BOUND(?{other}) || sameTerm(?{other}, ?{name}))"
        projected = " ".join(f"?{column}" for column in columns)
        return f"{{ SELECT {projected} {{ GRAPH ?{name} {{ {inside} }} {condition} }} }}"

    def _for_each_graph(self, name: str, tokens: Tokens) -> str:
        if self._graphs is None:
            self._graphs = self._engine.graphs(self._prologue, self._clauses)
        size = len(self._graphs) * (len(tokens.text) + 100)
        if len(self._graphs) > _MOST_GRAPHS or size > _MOST_TEXT:
            raise QueryFailed(
                f"a pattern of GRAPH ?{name} has to be asked of each of {len(self._graphs)} graphs by "
                "itself, which is too many: say which with FROM NAMED"
            )
        if not self._graphs:
            return f"{{ GRAPH ?{name} {{ {tokens.text} }} VALUES ?{name} {{ }} }}"
        branches = []
        for number, graph in enumerate(self._graphs):
            content = _edited(tokens.text, list(_own_blanks(tokens, number)))
            branches.append(f"{{ GRAPH <{graph}> {{ {content} }} VALUES ?{name} {{ <{graph}> }} }}")
        return _united(branches)

    def _fresh(self, name: str) -> str:
        number = 1
        while (other := f"{name}_{number}") in self._taken:
            number += 1
        self._taken.add(other)
        return other


def _is_marked(parts: Sequence[Part]) -> bool:
    """Return whether the engine finds the solutions of a group, each with the variable of its graph.

    Where a group is empty, or begins with what extends an empty group, the engine enumerates all graphs.
    """
    state = "empty"
    for at, part in enumerate(parts):
        if not all(map(_is_marked, part.groups)) or part.is_asked_alone:
            return False
        if _is_empty(part):
            continue
        if part.kind in {"triples", "group", "select"}:
            state = "marked"
        elif part.kind in {"OPTIONAL", "BIND", "MINUS"}:
            if state == "loose" or (part.kind == "MINUS" and not _share(parts[:at], part)):
                return False
            state = "marked"
        elif part.kind in {"VALUES", "GRAPH", "SERVICE"} and state == "empty":
            state = "loose"
    return state != "loose"


def _is_empty(part: Part) -> bool:
    """Return whether the engine drops a part, as it is joined with the rest and is nothing but braces."""
    return part.kind == "group" and len(part.groups) == 1 and all(map(_is_empty, part.groups[0]))


def _share(before: Sequence[Part], minus: Part) -> bool:
    """Return whether a MINUS certainly has a variable in common with what is before it."""
    certain = frozenset().union(*(part.certain for part in before))
    return bool(certain & frozenset().union(*(part.certain for part in minus.groups[0])))


def _is_hidden_from(parts: Sequence[Part], name: str) -> bool:
    """Return whether a variable is used where it makes a difference that it is not bound yet."""
    for part in parts:
        if part.kind == "group":
            if any(_is_hidden_from(group, name) for group in part.groups):
                return True
        elif part.kind not in {"triples", "VALUES"} and name in part.variables:
            return True
    return False


def _projections(parts: Sequence[Part], name: str) -> Iterator[tuple[int, int, str]]:
    """Yield the edits by which sub-selects project the variable of the graph."""
    for part in parts:
        for group in part.groups:
            yield from _projections(group, name)
        for place in part.projects_at:
            yield place, place, f" ?{name} "


def _own_blanks(tokens: Tokens, number: int) -> Iterator[tuple[int, int, str]]:
    """Yield the edits that rename blank nodes in each copy."""
    for token in tokens.found:
        if token.kind == lexer.BLANK:
            yield token.end, token.end, f"_{number}"


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end, replacement in sorted(edits):
        pieces += text[done:start], replacement
        done = end
    return "".join(pieces) + text[done:]


def _united(branches: list[str]) -> str:
    while len(branches) > 1:
        cut = range(0, len(branches), _BRANCHES)
        branches = ["{ " + " UNION ".join(branches[at : at + _BRANCHES]) + " }" for at in cut]
    return branches[0]
