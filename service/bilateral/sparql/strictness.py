"""Where the grammar is stricter than the engine, or looser.

Source: SPARQL 1.1 Query Language, sections 19.2 (keywords, longest match) and 19.8; SPARQL 1.2 Query
Language, notes on aggregates and triple terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.errors import QuerySyntaxError
from bilateral.store import lexer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.store.lexer import Token

_AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_BOOLEANS: Final = frozenset({"TRUE", "FALSE"})
_SERVICE: Final = "SERVICE"
_NAMING: Final = frozenset({_SERVICE, "SILENT", "GRAPH", "FROM", "NAMED", "DESCRIBE"})  # names before braces
_LITERALS: Final = frozenset({lexer.STRING, lexer.NUMBER})


def check(text: str, found: Sequence[Token]) -> None:
    """Refuse what the engine would take for SPARQL and is not.

    Raises:
        QuerySyntaxError: an aggregate inside an aggregate, a literal or, in an expression, a triple term as
            a subject of a triple term, or an IRI where an expression wants an operator.
    """
    brackets: list[str] = []
    before: Token | None = None
    for token in found:
        if token.kind == lexer.MARK:
            _track(text, token, before, brackets)
        if before is not None and before.text == "<<(" and _no_subject(token, brackets):
            raise _error(text, token, "a triple term has an IRI or a blank node as its subject")
        after_variable = before is not None and before.kind == lexer.VARIABLE
        if token.kind == lexer.IRI and after_variable and brackets and brackets[-1] in {"FILTER", "operand"}:
            raise _error(text, token, f"{token.text} is an IRI here: put a space after <")
        before = token


def _track(text: str, token: Token, before: Token | None, brackets: list[str]) -> None:
    """Keep the stack of open brackets, each by what it belongs to."""
    if token.text in {"{", "["}:
        brackets.append(token.text)
    elif token.text == "(":
        keyword = before.keyword if before else ""
        if keyword in _AGGREGATES:
            if _inside_aggregate(brackets):
                raise _error(text, token, "an aggregate has no aggregate inside")
            brackets.append("aggregate")
        elif keyword == "FILTER" or (brackets and brackets[-1] in {"FILTER", "operand"}):
            brackets.append("FILTER" if keyword == "FILTER" else "operand")
        else:
            brackets.append("(")
    elif token.text in {")", "}", "]"} and brackets:
        brackets.pop()


def _inside_aggregate(brackets: Sequence[str]) -> bool:
    """Tell whether the innermost pattern or projection is inside an aggregate."""
    for bracket in reversed(brackets):
        if bracket == "aggregate":
            return True
        if bracket == "{":
            return False
    return False


def _no_subject(token: Token, brackets: Sequence[str]) -> bool:
    nested = token.text == "<<(" and bool(brackets) and brackets[-1] not in {"{", "["}
    return nested or token.kind in _LITERALS or token.keyword in _BOOLEANS


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


def normalise(text: str, found: Sequence[Token]) -> str:
    """Return the request with its booleans in lower case, the only one the engine knows."""
    for token in found:
        if token.keyword in _BOOLEANS:
            text = text[: token.start] + token.text.lower() + text[token.end :]
    return text


def _error(text: str, token: Token, reason: str) -> QuerySyntaxError:
    return QuerySyntaxError(reason, *lexer.position(text, token.start))
