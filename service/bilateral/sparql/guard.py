"""What a request is, told from its tokens, and refused where it would be too much for the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.sparql.errors import Forbidden, TooComplex, TooLarge
from bilateral.store import BINDINGS, BOOLEAN, TRIPLES, lexer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.store.lexer import Token


class Caps(NamedTuple):
    """How much a request may ask for.

    Attributes:
        length: of the text, in characters.
        depth: of brackets and of prefix operators.
        patterns: triple patterns and path steps of a query; data blocks are not counted.
        operators: of all expressions together.
        services: prefixes of the IRIs that SERVICE may name.
    """

    length: int = 1 << 20
    depth: int = 64
    patterns: int = 500
    operators: int = 5000
    services: tuple[str, ...] = ()


class Shape(NamedTuple):
    """What a request is.

    Attributes:
        kind: of its answer: BOOLEAN, BINDINGS or TRIPLES; empty for an update, or for no SPARQL at all.
        repeatable: whether it answers the same on the same graph.
        words: its keywords, in upper case.
    """

    kind: str
    repeatable: bool
    words: frozenset[str]


_FORMS: Final = {"SELECT": BINDINGS, "ASK": BOOLEAN, "CONSTRUCT": TRIPLES, "DESCRIBE": TRIPLES}
_CHANGING: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE", "SERVICE"})
_OPENING: Final = {"(": ")", "[": "]", "{": "}", "<<": ">>", "<<(": ")>>", "{|": "|}"}
_CLOSING: Final = frozenset(_OPENING.values())
_PREFIX_OPERATORS: Final = frozenset({"!", "-", "+", "^"})
_PATH_OPERATORS: Final = frozenset({"/", "|", "^"})
_OPERATORS: Final = frozenset({"||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "!"})


def inspect(text: str, caps: Caps) -> Shape:
    """Return what a request is.

    Raises:
        TooLarge: it is longer than the cap.
        TooComplex: it nests or repeats more than the caps.
        Forbidden: it names a SERVICE that is not allowed.
    """
    if len(text) > caps.length:
        raise TooLarge(f"a request has at most {caps.length} characters, this one {len(text)}")
    found = list(lexer.tokens(text))
    _check_depth(text, found, caps.depth)
    _check_size(text, found, caps)
    words = frozenset(token.keyword for token in found if token.kind == lexer.WORD)
    if "SERVICE" in words:
        _check_services(text, found, caps.services)
    form = next((token.keyword for token in found if token.keyword in _FORMS), "")
    return Shape(_FORMS.get(form, ""), words.isdisjoint(_CHANGING), words)


def _check_depth(text: str, found: Sequence[Token], cap: int) -> None:
    depth = run = 0
    for token in found:
        run = run + 1 if token.text in _PREFIX_OPERATORS or token.keyword == "NOT" else 0
        if token.kind == lexer.MARK:
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if max(depth, run) > cap:
            raise _too_complex(text, token, f"nested more than {cap} deep")


def _check_size(text: str, found: Sequence[Token], caps: Caps) -> None:
    patterns = operators = 0
    for token, innermost in _with_brackets(found):
        if token.kind != lexer.MARK:
            continue
        separates = token.text == "." or (token.text in {";", ","} and innermost != "(")
        steps = token.text in _PATH_OPERATORS
        patterns += separates or steps
        operators += token.text in _OPERATORS
        if patterns > caps.patterns:
            raise _too_complex(text, token, f"more than {caps.patterns} triple patterns and path steps")
        if operators > caps.operators:
            raise _too_complex(text, token, f"more than {caps.operators} operators")


def _with_brackets(found: Sequence[Token]) -> Iterator[tuple[Token, str]]:
    """Return the tokens outside data blocks, each with the innermost bracket that is open."""
    stack: list[str] = []
    data = 0
    previous = ""
    for token in found:
        if token.kind == lexer.MARK and token.text in _OPENING:
            if token.text == "{" and previous == "DATA" and not data:
                data = len(stack) + 1
            stack.append(token.text)
        elif token.kind == lexer.MARK and token.text in _CLOSING and stack:
            stack.pop()
            if data and len(stack) < data:
                data = 0
        if not data:
            yield token, stack[-1] if stack else ""
        previous = token.keyword


def _check_services(text: str, found: Sequence[Token], allowed: Sequence[str]) -> None:
    for index, token in enumerate(found):
        if token.keyword != "SERVICE":
            continue
        target = next((after for after in found[index + 1 : index + 3] if after.keyword != "SILENT"), None)
        if target is None or target.kind != lexer.IRI or "\\" in target.text:
            raise Forbidden("SERVICE takes a full IRI here, no variable and no prefixed name")
        if not any(target.text[1:-1].startswith(prefix) for prefix in allowed):
            line, column = lexer.position(text, target.start)
            raise Forbidden(f"line {line}, column {column}: SERVICE {target.text} is not on the allow-list")


def _too_complex(text: str, token: Token, reason: str) -> TooComplex:
    return TooComplex(reason, *lexer.position(text, token.start))
