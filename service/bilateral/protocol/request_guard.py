"""Inspects a request by its tokens, and refuses what would be too much for the engine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.errors import QuerySyntaxError
from bilateral.protocol.refusals import Forbidden, TooComplex, TooLarge
from bilateral.store.engine.query_results import BINDINGS, BOOLEAN, TRIPLES
from bilateral.syntax import lexer, request_scanner
from bilateral.syntax.request_scanner import RequestScanner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.syntax.lexer import Token
    from bilateral.syntax.request_scanner import NotableToken


class RequestLimits(NamedTuple):
    """How large a request may be."""

    length: int = 1 << 20  # characters
    depth: int = 64  # of brackets and of prefix operators
    patterns: int = 500  # triple patterns and path steps, without data blocks
    operators: int = 5000  # of all expressions together
    services: tuple[
        str, ...
    ] = ()  # prefixes of IRIs for SERVICE: `https://example.org/`, `http://localhost:`


class Inspection(NamedTuple):
    """What a request is."""

    kind: str  # of its answer: BOOLEAN, BINDINGS or TRIPLES; empty for an update, or for what is not SPARQL
    repeatable: bool  # whether the same graph always gives the same answer
    text: str  # for the engine to evaluate


_FORMS: Final = {"SELECT": BINDINGS, "ASK": BOOLEAN, "CONSTRUCT": TRIPLES, "DESCRIBE": TRIPLES}
_SERVICE: Final = "SERVICE"
QUICK: Final = 4096
"""Characters of a request for whose inspection an event loop may wait.

The slowest texts of a megabyte (only SERVICE and SILENT) took 0.7 s, so that these take about 3 ms; usual
queries take a hundredth of that.
"""
_NOWHERE: Final = "<urn:x-bilateral:not-allowed>"
_ENDS: Final = ("/", ":", "?", "#")
_SHALLOW: Final = bytes(set(range(256)) - set(b"([{!-+^"))
_SHORT: Final = bytes(set(range(256)) - set(b".;,/|^=<>+-*!&"))
_NOTED: Final = re.compile(
    r"(?:NOW|RAND|UUID|BNODE|TRUE|FALSE|NOT|COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT)\b|SERVICE|<<|&&|\|\|"
)
_WATCHED_WORD: Final = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE|TRUE|FALSE)\b|SERVICE")
_AGGREGATE_WORD: Final = re.compile(r"\b(?:COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT)\b")
_COMPARISON: Final = re.compile(r"(?:&&|\|\|)(?:(?!&&|\|\|)[^\s<>])*+>")
_FORM: Final = re.compile(r"\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)(?=[\s*?${<(])", re.IGNORECASE)
_PREFIX_OPERATORS: Final = frozenset({"!", "-", "+", "^", "^^", "NOT"})
_PATH_OPERATORS: Final = frozenset({"/", "|", "^"})
_FORM_LETTERS: Final = re.compile("|".join(_FORMS), re.IGNORECASE)
_OPERATORS: Final = frozenset({"||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "!"})


def inspect(text: str, limits: RequestLimits) -> Inspection:
    """Return what a request is.

    Raises:
        TooLarge, TooComplex: it exceeds the limits.
        QuerySyntaxError: it is not SPARQL in a way that the engine overlooks.
        Forbidden: it names a SERVICE that is not allowed.
    """
    if len(text) > limits.length:
        raise TooLarge(f"a request has at most {limits.length} characters, this one {len(text)}")
    if _is_small(text, limits):
        return Inspection(_kind(text), repeatable=True, text=text)
    measured = _Measure(text, limits)
    measured.check()
    kind, repeatable = _kind(text), measured.words.isdisjoint(request_scanner.CHANGING)
    text = request_scanner.lowercase_booleans(text, measured.booleans)
    if _SERVICE in text.upper():
        found = list(lexer.tokens(text))
        request_scanner.check_services(text, found)
        text = _allow_services(text, found, limits.services)
        repeatable = repeatable and not any(token.keyword == _SERVICE for token in found)
    return Inspection(kind, repeatable, text)


def _is_small(text: str, limits: RequestLimits) -> bool:
    """Return whether the characters alone show that no limit is reached and no token needs a closer look.

    Most requests are small, and counting characters is much faster than finding tokens.
    """
    encoded, upper = text.encode(errors="replace"), text.upper()
    depth = len(encoded.translate(None, _SHALLOW))
    most = min(limits.patterns, limits.operators)
    size = len(text)
    if size > most:
        size = len(encoded.translate(None, _SHORT))
    if _NOTED.search(upper):
        depth += encoded.count(b"<<") + upper.count("NOT")
        if _is_watched(text, upper):
            return False
    return depth <= limits.depth and size <= most


def _is_watched(text: str, upper: str) -> bool:
    if _WATCHED_WORD.search(upper) or len(_AGGREGATE_WORD.findall(upper)) > 1:
        return True
    return "<<(" in text or (("&&" in text or "||" in text) and bool(_COMPARISON.search(text)))


def _kind(text: str) -> str:
    if first := _FORM.match(text):
        return _FORMS[first[1].upper()]
    if not _FORM_LETTERS.search(text):
        return ""
    return next((_FORMS[token.keyword] for token in lexer.tokens(text) if token.keyword in _FORMS), "")


class _Measure:
    """Reads a request once, at most to where it exceeds the limits.

    Attributes:
        words: the keywords of the scan that it contains.
        booleans: the offsets of booleans that are not in lower case.
    """

    def __init__(self, text: str, limits: RequestLimits) -> None:
        self._text, self._limits = text, limits
        self._scan = RequestScanner(text)
        self._brackets = request_scanner.Brackets()
        self._stack: list[str] = []
        self._data = 0
        self._depth = self._run = self._patterns = self._operators = 0
        self.words: set[str] = set()
        self.booleans: list[int] = []

    def check(self) -> None:
        """Read it all; errors as for `inspect`."""
        before = ""
        for found in self._scan:
            before = before if found.follows else ""
            if before not in _PREFIX_OPERATORS:
                self._run = 0
            try:
                if found.kind == lexer.WORD:
                    self._word(found)
                elif found.kind == lexer.MARK:
                    self._mark(found, before)
                self._brackets.check(found, before, self._scan)
            except QuerySyntaxError as error:
                raise type(error)(error.reason, *lexer.position(self._text, found.start)) from None
            before = found.text

    def _word(self, found: NotableToken) -> None:
        self.words.add(found.text)
        if found.text in request_scanner.BOOLEANS:
            self.booleans.append(found.start)
        elif found.text == "NOT":
            self._nest()

    def _mark(self, found: NotableToken, before: str) -> None:
        mark = found.text
        if mark in _PREFIX_OPERATORS:
            self._nest()
        if mark in request_scanner.OPENING:
            self._open(mark, before)
        elif mark in request_scanner.CLOSING:
            self._close()
        if not self._data:
            self._count(mark)
        self._scan.pattern = self._pattern()

    def _nest(self) -> None:
        self._run += 1
        if self._run > self._limits.depth:
            raise TooComplex(f"nested more than {self._limits.depth} deep")

    def _open(self, mark: str, before: str) -> None:
        if mark == "{" and before == "DATA" and not self._data:
            self._data = len(self._stack) + 1
        self._stack.append(mark)
        self._depth += 1
        if self._depth > self._limits.depth:
            raise TooComplex(f"nested more than {self._limits.depth} deep")

    def _close(self) -> None:
        self._depth -= 1
        if self._stack:
            self._stack.pop()
            if len(self._stack) < self._data:
                self._data = 0

    def _count(self, mark: str) -> None:
        innermost = self._stack[-1] if self._stack else ""
        separates = mark == "." or (mark in {";", ","} and innermost != "(")
        self._patterns += separates or mark in _PATH_OPERATORS
        self._operators += mark in _OPERATORS
        if self._patterns > self._limits.patterns:
            raise TooComplex(f"more than {self._limits.patterns} triple patterns and path steps")
        if self._operators > self._limits.operators:
            raise TooComplex(f"more than {self._limits.operators} operators")

    def _pattern(self) -> re.Pattern[str]:
        if self._data:
            return request_scanner.IN_DATA
        return (
            request_scanner.IN_ARGUMENTS
            if self._stack and self._stack[-1] == "("
            else request_scanner.ANYWHERE
        )


def _allow_services(text: str, found: Sequence[Token], allowed: Sequence[str]) -> str:
    """Return the request with forbidden services under SILENT replaced by an unreachable one.

    With SILENT, a service that cannot be reached answers with one empty solution.
    """
    pieces: list[str] = []
    done = 0
    for index, token in enumerate(found):
        if token.keyword != _SERVICE:
            continue
        following = found[index + 1 : index + 3]
        silent = bool(following) and following[0].keyword == "SILENT"
        target = following[silent] if len(following) > silent else None
        if target is None or _allowed(target, allowed):
            continue
        if not silent:
            line, column = lexer.position(text, target.start)
            raise Forbidden(f"line {line}, column {column}: SERVICE {target.text} is not on the allow-list")
        pieces += text[done : target.start], _NOWHERE
        done = target.end
    return "".join(pieces) + text[done:]


def _allowed(target: Token, allowed: Sequence[str]) -> bool:
    """Return whether a full IRI is below an allowed one; variables and prefixed names are not."""
    address = target.text[1:-1]
    authority = address.partition("://")[2].partition("/")[0]
    if target.kind != lexer.IRI or "\\" in address or "@" in authority:
        return False
    return any(
        address.startswith(prefix) and (prefix[-1:] in _ENDS or address[len(prefix) :][:1] in {"", *_ENDS})
        for prefix in allowed
    )
