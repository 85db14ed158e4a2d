"""The tokens of a request that its caps and the strictness of its grammar depend on.

Runs of others are passed over in C, as a megabyte of them is no rarity: values, names and plain words, also
in brackets, and the commas of arguments and the marks of data, which count for nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.syntax import lexer
from bilateral.syntax.lexer import IRI, NUMBER, PIECES, PREFIXED, SPACE, STRING, VARIABLE, WORD

if TYPE_CHECKING:
    from collections.abc import Iterator

OPENING: Final = {"(": ")", "[": "]", "{": "}", "<<": ">>", "<<(": ")>>", "{|": "|}"}
CLOSING: Final = frozenset(OPENING.values())
AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
CHANGING: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
BOOLEANS: Final = frozenset({"TRUE", "FALSE"})

COMPARED: Final = "compared"
"""The kind of an IRI after a variable."""

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


class Found(NamedTuple):
    """A token that may make a difference.

    Attributes:
        kind: WORD, MARK or COMPARED.
        text: as written; of a word in upper case.
        start: its offset in the request.
        follows: whether it comes right after the last one, with nothing passed over but spaces.
    """

    kind: str
    text: str
    start: int
    follows: bool

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.start + len(self.text)


class Scan:
    """Goes along a text.

    Attributes:
        pattern: what is looked for next; set by who reads the tokens.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.pattern = ANYWHERE

    def __iter__(self) -> Iterator[Found]:
        at = 0
        while at < len(self._text):
            match = self.pattern.match(self._text, at)
            if match is None or match.lastgroup in {None, "passed"}:
                return
            kind = match.lastgroup or ""
            text = match[kind]
            yield Found(
                kind, text.upper() if kind == WORD else text, match.start(kind), match["passed"] is None
            )
            at = match.end()

    def is_before_bracket(self, at: int) -> bool:
        """Tell whether a round bracket is opened at a place."""
        return bool(_BRACKET.match(self._text, at))

    def is_before_literal(self, at: int) -> bool:
        """Tell whether a literal stands at a place."""
        return bool(_LITERAL.match(self._text, at))
