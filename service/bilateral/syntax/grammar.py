"""Where a query stops matching the grammar.

The engine says that a query is malformed, but reports the position of whatever keyword it tried last.

Source: SPARQL 1.1 Query Language, section 19.8.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.syntax import lexer
from bilateral.syntax.lexer import Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

END: Final = "END"
_NAMES: Final = {
    lexer.VARIABLE: "VAR",
    lexer.IRI: "IRI",
    lexer.STRING: "STRING",
    lexer.NUMBER: "NUMBER",
    lexer.TAG: "TAG",
    lexer.BLANK: "BLANK",
}
_WORDS: Final = {
    "VAR": "a variable",
    "IRI": "an IRI",
    "PNAME_NS": "a prefix with its colon",
    "STRING": "a string",
    "NUMBER": "a number",
    "FUNCTION": "a function",
    "ANON": "[]",
    "NIL": "()",
    END: "the end",
}
OPERATORS: Final = ("||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "IN", "NOT", "!")
_PIECE: Final = re.compile(r"'[^']+'|[()|?*+]|\w+")
_RULE: Final = re.compile(r"(\w+)(?: : ([\w ]+))? ::= (.+)")

Symbol = str  # what the parser sees of a token: `'{'`, `'SELECT'`, or the name of a terminal


class Node(NamedTuple):
    """A part of a rule."""

    kind: str  # "terminal", "rule", "sequence", "choice", "optional" or "several"
    name: str = ""  # of a terminal or a rule
    parts: tuple[Node, ...] = ()  # of the others


class Unexpected(NamedTuple):
    """The first token that the grammar does not allow."""

    token: Token  # it, empty at the end
    expected: list[str]  # what could stand there, as people say it
    keywords: list[str]  # those of them that are words of the language


def first_error(text: str) -> Unexpected | None:
    """Return the first token of a text that the grammar does not allow, or None where it is a query."""
    found = list(_merged(text))
    parser = _Parser(_grammar(), found)
    if parser.match(Node("rule", "Query")):
        return None
    token = found[parser.at]
    expected = sorted(parser.expected)
    return Unexpected(
        token,
        list(dict.fromkeys(map(parser.grammar.spoken, expected))),
        [name[1:-1] for name in expected if name[1:-1].isalpha()],
    )


class _Grammar:
    """Rules by name, the labels that messages call them by, and the words of the terminal FUNCTION."""

    def __init__(self, text: str) -> None:
        self.rules: dict[str, Node] = {}
        self.labels: dict[str, str] = {}
        self.functions: set[str] = set()
        for line in text.splitlines():
            if line.startswith("FUNCTION"):
                self.functions.update(line.split()[1:])
            if match := _RULE.fullmatch(line):
                name, label, body = match.groups()
                self.rules[name] = _read(_PIECE.findall(body))
                self.labels[name] = label or ""
        self.begins = functools.cache(self._begins)
        self.empty = functools.cache(self._empty)

    def spoken(self, name: str) -> str:
        """Return what messages call a symbol or a rule."""
        return self.labels.get(name) or _WORDS.get(name) or name.strip("'")

    def heads(self, node: Node) -> Iterator[Node]:
        """Yield the parts that a node can begin with."""
        if node.kind == "rule":
            yield self.rules[node.name]
        for part in node.parts:
            yield part
            if node.kind == "sequence" and not self.empty(part):
                return

    def _begins(self, node: Node) -> frozenset[Symbol]:
        if node.kind == "terminal":
            return frozenset({node.name})
        return frozenset().union(*map(self.begins, self.heads(node)))

    def _empty(self, node: Node) -> bool:
        """Return whether a node matches nothing at all."""
        if node.kind == "rule":
            return self.empty(self.rules[node.name])
        if node.kind == "sequence":
            return all(map(self.empty, node.parts))
        if node.kind == "choice":
            return any(map(self.empty, node.parts))
        return node.kind == "optional"


class _Parser:
    """Follows the tokens, choosing by the next one, and notes what else could have been there."""

    def __init__(self, grammar: _Grammar, found: Sequence[Token]) -> None:
        self.grammar, self.at = grammar, 0
        self._symbols = [_symbol(token) for token in found]
        self.expected: set[str] = set()

    def match(self, node: Node) -> bool:
        """Return whether a node matches at the current token, and go behind it."""
        if node.kind == "terminal":
            return self._terminal(node)
        if node.kind == "rule":
            return self._rule(node)
        if node.kind == "sequence":
            return all(map(self.match, node.parts))
        if node.kind == "choice":
            return self._choice(node)
        while self._here(node.parts[0]):
            if not self.match(node.parts[0]):
                return False
            if node.name != "*":
                break
        return True

    def _terminal(self, node: Node) -> bool:
        if self._symbols[self.at] != node.name:
            self.expected.add(node.name)
            return False
        self.at += 1
        self.expected.clear()
        return True

    def _rule(self, node: Node) -> bool:
        if not self._here(node) and not self.grammar.empty(node):
            return False
        return self.match(self.grammar.rules[node.name])

    def _choice(self, node: Node) -> bool:
        for part in node.parts:
            if self._here(part):
                return self.match(part)
        return self.grammar.empty(node)

    def _here(self, node: Node) -> bool:
        """Return whether a node can begin at the current token; else note that it could have."""
        if self._symbols[self.at] in self.grammar.begins(node):
            return True
        self._miss(node)
        return False

    def _miss(self, node: Node) -> None:
        if node.kind == "terminal" or self.grammar.labels.get(node.name):
            self.expected.add(node.name)
        else:
            for part in self.grammar.heads(node):
                self._miss(part)


@functools.cache
def _grammar() -> _Grammar:
    return _Grammar(Path(__file__).with_name("query.grammar").read_text("utf-8"))


def _read(pieces: list[str]) -> Node:
    """Read a body, consuming its pieces up to a closing bracket."""
    choices: list[list[Node]] = [[]]
    while pieces:
        piece = pieces.pop(0)
        if piece == ")":
            break
        if piece == "|":
            choices.append([])
        elif piece == "(":
            choices[-1].append(_read(pieces))
        elif piece in {"?", "*"}:
            choices[-1].append(Node("optional", piece, (choices[-1].pop(),)))
        elif piece == "+":
            node = choices[-1].pop()
            choices[-1].append(Node("sequence", "", (node, Node("optional", "*", (node,)))))
        else:
            terminal = piece.startswith("'") or piece.isupper()
            choices[-1].append(Node("terminal" if terminal else "rule", piece))
    sequences = [Node("sequence", "", tuple(parts)) if len(parts) != 1 else parts[0] for parts in choices]
    return sequences[0] if len(sequences) == 1 else Node("choice", "", tuple(sequences))


def _merged(text: str) -> Iterator[Token]:
    """Yield the tokens, `()` and `[]` as one each, and one more for the end."""
    before: Token | None = None
    for token in lexer.tokens(text):
        if before and before.text + token.text in {"()", "[]"}:
            yield Token("pair", before.text + token.text, before.start)
            before = None
            continue
        if before:
            yield before
        before = token
    if before:
        yield before
    yield Token("end", "", len(text))


def _symbol(token: Token) -> Symbol:
    if token.kind == "end":
        return END
    if token.kind == "pair":
        return "NIL" if token.text == "()" else "ANON"
    if token.kind == lexer.PREFIXED:
        return "PNAME_NS" if token.text.endswith(":") else "PNAME"
    if token.kind == lexer.WORD:
        return "FUNCTION" if token.keyword in _grammar().functions else f"'{token.keyword}'"
    return _NAMES.get(token.kind) or f"'{token.text}'"
