"""Where the grammar is stricter than the engine, or looser.

Source: SPARQL 1.1 Query Language, sections 19.2 (keywords, longest match) and 19.8; SPARQL 1.2 Query
Language, notes on aggregates and triple terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.errors import QuerySyntaxError
from bilateral.syntax import lexer
from bilateral.syntax.request_tokens import AGGREGATES, COMPARED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.syntax.lexer import Token
    from bilateral.syntax.request_tokens import Found, Scan

_SERVICE: Final = "SERVICE"
_NAMING: Final = frozenset({_SERVICE, "SILENT", "GRAPH", "FROM", "NAMED", "DESCRIBE"})  # names before braces
_EXPRESSIONS: Final = frozenset({"FILTER", "operand"})


class Brackets:
    """The open brackets of a request, each by what it belongs to."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def check(self, found: Found, before: str, text: Scan) -> None:
        """Take the next token, and refuse what the engine would take for SPARQL and is not.

        Args:
            found: the token.
            before: the token before it, empty where it is another than those of a scan.
            text: that is scanned.

        Raises:
            QuerySyntaxError: an aggregate inside an aggregate, a literal or, in an expression, a triple
                term as a subject of a triple term, or an IRI where an expression wants an operator.
        """
        if found.kind == COMPARED:
            if self._open and self._open[-1] in _EXPRESSIONS:
                iri = found.text[found.text.index("<") :]
                raise QuerySyntaxError(f"{iri} is an IRI here: put a space after <")
        elif found.text in AGGREGATES:
            # What is in its brackets may be passed over.
            if self._is_inside_aggregate() and text.is_before_bracket(found.end):
                raise QuerySyntaxError("an aggregate has no aggregate inside")
        elif found.kind == lexer.MARK:
            self._track(found.text, before)
            if found.text == "<<(" and (text.is_before_literal(found.end) or self._is_nested(before)):
                raise QuerySyntaxError("a triple term has an IRI or a blank node as its subject")

    def _track(self, mark: str, before: str) -> None:
        if mark in {"{", "["}:
            self._open.append(mark)
        elif mark == "(":
            self._open.append(self._kind(before))
        elif mark in {")", "}", "]"} and self._open:
            self._open.pop()

    def _kind(self, before: str) -> str:
        """Return what a round bracket belongs to."""
        if before in AGGREGATES:
            return "aggregate"
        if before == "FILTER":
            return "FILTER"
        return "operand" if self._open and self._open[-1] in _EXPRESSIONS else "("

    def _is_inside_aggregate(self) -> bool:
        """Tell whether the innermost pattern or projection is inside an aggregate."""
        for bracket in reversed(self._open):
            if bracket in {"aggregate", "{"}:
                return bracket == "aggregate"
        return False

    def _is_nested(self, before: str) -> bool:
        return before == "<<(" and bool(self._open) and self._open[-1] not in {"{", "["}


def check_services(text: str, found: Sequence[Token]) -> None:
    """Refuse a SERVICE that the engine would find at the end or beginning of a longer word or name.

    It reads `SERVICESILENT<a:b>` and `SERVICEx:y {` as if there were spaces, and would ask whoever is named.

    Raises:
        QuerySyntaxError: there is one, or a prefixed name of such letters where it could be one.
    """
    before = ""
    for index, token in enumerate(found):
        letters = token.text.partition(":")[0].upper()
        if _SERVICE in letters and token.kind == lexer.WORD and letters != _SERVICE:
            raise _error(text, token, f"{token.text} is no word of SPARQL")
        braces = found[index + 1 : index + 2] and found[index + 1].text == "{"
        if _SERVICE in letters and token.kind == lexer.PREFIXED and braces and before not in _NAMING:
            raise _error(text, token, f"{token.text} cannot stand before braces; put a space or a full stop")
        before = token.keyword


def normalise(text: str, booleans: Sequence[int]) -> str:
    """Return the request with the booleans at these places in lower case, the only one the engine knows."""
    pieces: list[str] = []
    done = 0
    for start in booleans:
        end = start + (4 if text[start] in "tT" else 5)
        pieces += text[done:start], text[start:end].lower()
        done = end
    return "".join(pieces) + text[done:]


def _error(text: str, token: Token, reason: str) -> QuerySyntaxError:
    return QuerySyntaxError(reason, *lexer.position(text, token.start))
