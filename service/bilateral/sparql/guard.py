"""What a request is, told from its tokens, and refused where it would be too much for the engine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.sparql import strictness
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
        services: IRIs at or below which SERVICE may ask, as `https://example.org/` or `http://localhost:`.
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
        text: what the engine is to evaluate.
    """

    kind: str
    repeatable: bool
    text: str


_FORMS: Final = {"SELECT": BINDINGS, "ASK": BOOLEAN, "CONSTRUCT": TRIPLES, "DESCRIBE": TRIPLES}
_CHANGING: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE", "SERVICE"})
_REWRITTEN: Final = frozenset({"SERVICE", "TRUE", "FALSE"})
_NOWHERE: Final = "<urn:x-bilateral:not-allowed>"
_LIGHT: Final = 8192
_ENDS: Final = ("/", ":", "?", "#")
_SHALLOW: Final = bytes(set(range(256)) - set(b"([{!-+^"))
_SHORT: Final = bytes(set(range(256)) - set(b".;,/|^=<>+-*!&"))
_NOTED: Final = re.compile(
    r"(?:NOW|RAND|UUID|BNODE|TRUE|FALSE|NOT|COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT)\b|SERVICE|<<|&&|\|\|"
)
_WATCHED_WORD: Final = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE|TRUE|FALSE)\b|SERVICE")
_AGGREGATE_WORD: Final = re.compile(r"\b(?:COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT)\b")
_COMPARISON: Final = re.compile(r"(?:&&|\|\|)[^\s<>]*>")
_FORM: Final = re.compile(r"\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)(?=[\s*?${<(])", re.IGNORECASE)
_OPENING: Final = {"(": ")", "[": "]", "{": "}", "<<": ">>", "<<(": ")>>", "{|": "|}"}
_CLOSING: Final = frozenset(_OPENING.values())
_PREFIX_OPERATORS: Final = frozenset({"!", "-", "+", "^", "^^"})
_PATH_OPERATORS: Final = frozenset({"/", "|", "^"})
_OPERATORS: Final = frozenset({"||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "!"})


def is_light(text: str) -> bool:
    """Return whether a request is so short that inspecting it takes no more than a few milliseconds."""
    return len(text) <= _LIGHT


def inspect(text: str, caps: Caps) -> Shape:
    """Return what a request is.

    Raises:
        TooLarge: it is longer than the cap.
        TooComplex: it nests or repeats more than the caps.
        QuerySyntaxError: it is not SPARQL in a way that the engine overlooks.
        Forbidden: it names a SERVICE that is not allowed.
    """
    if len(text) > caps.length:
        raise TooLarge(f"a request has at most {caps.length} characters, this one {len(text)}")
    if _is_small(text, caps):
        return Shape(_kind(text), repeatable=True, text=text)
    found = list(_shallow(text, caps.depth))
    _check_size(text, found, caps)
    strictness.check(text, found)
    words = frozenset(token.keyword for token in found if token.kind == lexer.WORD)
    kind = _kind(text)
    strictness.check_services(text, found)
    if words & _REWRITTEN:
        text = strictness.normalise(text, found)
        text = _allow_services(text, found, caps.services)
    return Shape(kind, words.isdisjoint(_CHANGING), text)


def _is_small(text: str, caps: Caps) -> bool:
    """Tell from characters alone that no cap can be reached and nothing is to be looked at more closely.

    Most requests are small, and counting characters takes a fraction of the time of finding tokens.
    """
    encoded, upper = text.encode(errors="replace"), text.upper()
    depth = len(encoded.translate(None, _SHALLOW))
    cap = min(caps.patterns, caps.operators)
    size = len(text)
    if size > cap:
        size = len(encoded.translate(None, _SHORT))
    if _NOTED.search(upper):
        depth += encoded.count(b"<<") + upper.count("NOT")
        if _is_watched(text, upper):
            return False
    return depth <= caps.depth and size <= cap


def _is_watched(text: str, upper: str) -> bool:
    if _WATCHED_WORD.search(upper) or len(_AGGREGATE_WORD.findall(upper)) > 1:
        return True
    return "<<(" in text or (("&&" in text or "||" in text) and bool(_COMPARISON.search(text)))


def _kind(text: str) -> str:
    if first := _FORM.match(text):
        return _FORMS[first[1].upper()]
    return next((_FORMS[token.keyword] for token in lexer.tokens(text) if token.keyword in _FORMS), "")


def _shallow(text: str, cap: int) -> Iterator[Token]:
    """Return the tokens, and look no further than where they nest too deep."""
    depth = run = 0
    for token in lexer.tokens(text):
        run = run + 1 if token.text in _PREFIX_OPERATORS or token.keyword == "NOT" else 0
        if token.kind == lexer.MARK:
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if max(depth, run) > cap:
            raise _too_complex(text, token, f"nested more than {cap} deep")
        yield token


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


def _allow_services(text: str, found: Sequence[Token], allowed: Sequence[str]) -> str:
    """Return the request with the services named under SILENT that are not allowed put out of reach.

    SILENT says that a service that cannot be asked answers with one empty solution.
    """
    for index, token in reversed(list(enumerate(found))):
        if token.keyword != "SERVICE":
            continue
        following = found[index + 1 : index + 3]
        silent = bool(following) and following[0].keyword == "SILENT"
        target = following[silent] if len(following) > silent else None
        if target is None or _allowed(target, allowed):
            continue
        if not silent:
            line, column = lexer.position(text, target.start)
            raise Forbidden(f"line {line}, column {column}: SERVICE {target.text} is not on the allow-list")
        text = text[: target.start] + _NOWHERE + text[target.end :]
    return text


def _allowed(target: Token, allowed: Sequence[str]) -> bool:
    """Tell whether a full IRI is below one that is allowed; variables and prefixed names are not."""
    address = target.text[1:-1]
    authority = address.partition("://")[2].partition("/")[0]
    if target.kind != lexer.IRI or "\\" in address or "@" in authority:
        return False
    return any(
        address.startswith(prefix) and (prefix[-1:] in _ENDS or address[len(prefix) :][:1] in {"", *_ENDS})
        for prefix in allowed
    )


def _too_complex(text: str, token: Token, reason: str) -> TooComplex:
    return TooComplex(reason, *lexer.position(text, token.start))
