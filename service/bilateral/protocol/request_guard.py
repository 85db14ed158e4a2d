"""What a request is, told from its tokens, and refused where it would be too much for the engine."""

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


class Inspection(NamedTuple):
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
_SERVICE: Final = "SERVICE"
QUICK: Final = 4096
"""Characters of a request that `inspect` takes so little time for that an event loop may wait.

The worst texts of a megabyte (SERVICE and SILENT alone) took 0.7 s of one core, so that these take some 3 ms;
queries as people write them take a hundredth of that.
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


def inspect(text: str, caps: RequestLimits) -> Inspection:
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
        return Inspection(_kind(text), repeatable=True, text=text)
    measured = _Measure(text, caps)
    measured.check()
    kind, repeatable = _kind(text), measured.words.isdisjoint(request_scanner.CHANGING)
    text = request_scanner.lowercase_booleans(text, measured.booleans)
    if _SERVICE in text.upper():
        found = list(lexer.tokens(text))
        request_scanner.check_services(text, found)
        text = _allow_services(text, found, caps.services)
        repeatable = repeatable and not any(token.keyword == _SERVICE for token in found)
    return Inspection(kind, repeatable, text)


def is_quick(text: str) -> bool:
    """Return whether an event loop may wait for `inspect`."""
    return len(text) <= QUICK


def _is_small(text: str, caps: RequestLimits) -> bool:
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
    if not _FORM_LETTERS.search(text):
        return ""
    return next((_FORMS[token.keyword] for token in lexer.tokens(text) if token.keyword in _FORMS), "")


class _Measure:
    """Goes over a request once, and no further than where it is too much.

    Attributes:
        words: those of the scan that it has.
        booleans: the offsets of those that are not in lower case.
    """

    def __init__(self, text: str, caps: RequestLimits) -> None:
        self._text, self._caps = text, caps
        self._scan = RequestScanner(text)
        self._brackets = request_scanner.Brackets()
        self._stack: list[str] = []
        self._data = 0
        self._depth = self._run = self._patterns = self._operators = 0
        self.words: set[str] = set()
        self.booleans: list[int] = []

    def check(self) -> None:
        """Read it all.

        Raises:
            TooComplex: it nests or repeats more than the caps.
            QuerySyntaxError: it is not SPARQL in a way that the engine overlooks.
        """
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
        if self._run > self._caps.depth:
            raise TooComplex(f"nested more than {self._caps.depth} deep")

    def _open(self, mark: str, before: str) -> None:
        if mark == "{" and before == "DATA" and not self._data:
            self._data = len(self._stack) + 1
        self._stack.append(mark)
        self._depth += 1
        if self._depth > self._caps.depth:
            raise TooComplex(f"nested more than {self._caps.depth} deep")

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
        if self._patterns > self._caps.patterns:
            raise TooComplex(f"more than {self._caps.patterns} triple patterns and path steps")
        if self._operators > self._caps.operators:
            raise TooComplex(f"more than {self._caps.operators} operators")

    def _pattern(self) -> re.Pattern[str]:
        if self._data:
            return request_scanner.IN_DATA
        return (
            request_scanner.IN_ARGUMENTS
            if self._stack and self._stack[-1] == "("
            else request_scanner.ANYWHERE
        )


def _allow_services(text: str, found: Sequence[Token], allowed: Sequence[str]) -> str:
    """Return the request with the services named under SILENT that are not allowed put out of reach.

    SILENT says that a service that cannot be asked answers with one empty solution.
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
    """Tell whether a full IRI is below one that is allowed; variables and prefixed names are not."""
    address = target.text[1:-1]
    authority = address.partition("://")[2].partition("/")[0]
    if target.kind != lexer.IRI or "\\" in address or "@" in authority:
        return False
    return any(
        address.startswith(prefix) and (prefix[-1:] in _ENDS or address[len(prefix) :][:1] in {"", *_ENDS})
        for prefix in allowed
    )
