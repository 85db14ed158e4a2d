"""The tokens that limits of a request depend on, and what the grammar refuses and the engine accepts.

All other tokens are skipped in C, as requests of a megabyte are common: values, names and plain words, also
in brackets, and commas between arguments and punctuation of data.

Source: SPARQL 1.1 Query Language, sections 19.2 (keywords, longest match) and 19.8; SPARQL 1.2 Query
Language, notes on aggregates and triple terms.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.errors import QuerySyntaxError
from bilateral.syntax import lexer
from bilateral.syntax.lexer import AGGREGATES, IRI, NUMBER, PIECES, PREFIXED, SPACE, STRING, VARIABLE, WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.syntax.lexer import Token

OPENING: Final = {"(": ")", "[": "]", "{": "}", "<<": ">>", "<<(": ")>>", "{|": "|}"}
CLOSING: Final = frozenset(OPENING.values())
CHANGING: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
BOOLEANS: Final = frozenset({"TRUE", "FALSE"})

COMPARED: Final = "compared"  # the kind of an IRI after a variable

_GAP = f"(?:{SPACE})*+"
_WORDS = "|".join(sorted({*AGGREGATES, *CHANGING, "NOT", "DATA", "FILTER"}))
# The engine knows booleans in lower case, in which there is nothing to do about them.
_NOTABLE_WORD = rf"(?:(?i:{_WORDS})|(?!true(?!\w)|false(?!\w))(?i:TRUE|FALSE))(?!\w)"
_PLAIN = rf"""
      {PIECES[STRING]} | {PIECES[IRI]} | (?:{PIECES[VARIABLE]})(?!\w|{_GAP}{PIECES[IRI]})
    | {PIECES[lexer.BLANK]} | {PIECES[PREFIXED]} | {PIECES[lexer.TAG]} | {PIECES[NUMBER]}
    | (?!{_NOTABLE_WORD}){PIECES[WORD]}
"""
_ARGUMENT = _PLAIN + " | ,"
_DATUM = rf"{_PLAIN} | [.;,] | \^\^"


def _pattern(plain: str) -> re.Pattern[str]:
    run = f"(?:(?:{plain}) {_GAP})*+"
    group = rf"\( {_GAP} {run} \)(?!>>) | \[ {_GAP} \] | \{{ {_GAP} \}}"
    return re.compile(
        rf"""{_GAP} (?P<passed>(?:(?:{plain} | {group}) {_GAP})++)?+
             (?: (?P<{COMPARED}>(?:{PIECES[VARIABLE]}){_GAP}(?:{PIECES[IRI]}))
               | (?P<{WORD}>{PIECES[WORD]}) | (?P<{lexer.MARK}>{PIECES[lexer.MARK]}) | \Z)""",
        re.VERBOSE | re.DOTALL,
    )


ANYWHERE: Final = _pattern(_PLAIN)
IN_ARGUMENTS: Final = _pattern(_ARGUMENT)
IN_DATA: Final = _pattern(_DATUM)
"""What is passed over depends on the innermost bracket that is open."""

_BRACKET: Final = re.compile(rf"{_GAP} \(", re.VERBOSE)
_LITERAL: Final = re.compile(
    rf"{_GAP} (?:{PIECES[STRING]} | {PIECES[NUMBER]} | (?i:TRUE|FALSE)(?![\w:]))", re.VERBOSE | re.DOTALL
)

_SERVICE: Final = "SERVICE"
_NAMING: Final = frozenset({_SERVICE, "SILENT", "GRAPH", "FROM", "NAMED", "DESCRIBE"})  # names before braces
_EXPRESSIONS: Final = frozenset({"FILTER", "operand"})


class NotableToken(NamedTuple):
    """A token that may make a difference."""

    kind: str  # WORD, MARK or COMPARED
    text: str  # as written; of a word in upper case
    start: int  # its offset in the request
    follows: bool  # whether it comes right after the last one, with nothing passed over but spaces

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.start + len(self.text)


class RequestScanner:
    """Iterates over the notable tokens of a text; the reader sets `pattern` to what is looked for next."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.pattern = ANYWHERE

    def __iter__(self) -> Iterator[NotableToken]:
        at = 0
        while at < len(self._text):
            match = self.pattern.match(self._text, at)
            if match is None or match.lastgroup in {None, "passed"}:
                return
            kind = match.lastgroup or ""
            text = match[kind]
            text = text.upper() if kind == WORD else text
            yield NotableToken(kind, text, match.start(kind), match["passed"] is None)
            at = match.end()

    def is_before_bracket(self, at: int) -> bool:
        """Return whether a round bracket is opened at a place."""
        return bool(_BRACKET.match(self._text, at))

    def is_before_literal(self, at: int) -> bool:
        """Return whether a literal stands at a place."""
        return bool(_LITERAL.match(self._text, at))


class Brackets:
    """The open brackets of a request, each by what it belongs to."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def check(self, found: NotableToken, before: str, text: RequestScanner) -> None:
        """Add the next token, and refuse what the engine accepts and the grammar does not.

        The token before it is empty unless it is a notable one.

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
            is_nested = before == "<<(" and bool(self._open) and self._open[-1] not in {"{", "["}
            if found.text == "<<(" and (is_nested or text.is_before_literal(found.end)):
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
        """Return whether the innermost pattern or projection is inside an aggregate."""
        for bracket in reversed(self._open):
            if bracket in {"aggregate", "{"}:
                return bracket == "aggregate"
        return False


def check_services(text: str, found: Sequence[Token]) -> None:
    """Refuse a SERVICE that the engine would read at the end or beginning of a longer word or name.

    It reads `SERVICESILENT<a:b>` and `SERVICEx:y {` as if there were spaces, and would send a request there.

    Raises:
        QuerySyntaxError: there is one, or a prefixed name of such letters where it could be one.
    """
    before = ""
    for index, token in enumerate(found):
        letters = token.text.partition(":")[0].upper()
        if _SERVICE in letters and token.kind == lexer.WORD and letters != _SERVICE:
            raise lexer.error_at(text, token.start, f"{token.text} is no word of SPARQL")
        braces = found[index + 1 : index + 2] and found[index + 1].text == "{"
        if _SERVICE in letters and token.kind == lexer.PREFIXED and braces and before not in _NAMING:
            raise lexer.error_at(
                text, token.start, f"{token.text} cannot stand before braces; put a space or a full stop"
            )
        before = token.keyword


def lowercase_booleans(text: str, booleans: Sequence[int]) -> str:
    """Return the request with the booleans at these places in lower case, the only one the engine knows."""
    pieces: list[str] = []
    done = 0
    for start in booleans:
        end = start + (4 if text[start] in "tT" else 5)
        pieces += text[done:start], text[start:end].lower()
        done = end
    return "".join(pieces) + text[done:]
