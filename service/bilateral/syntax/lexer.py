"""The tokens of SPARQL, found in one linear pass.

The engine decides whether a text is SPARQL. No text takes quadratic time: prefixes have at most 100
characters, and an open string goes on to the end. Code point escapes outside strings and IRIs are left alone,
as the engine refuses them.

Source: SPARQL 1.1 Query Language, section 19.8 (terminals).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.errors import QuerySyntaxError

if TYPE_CHECKING:
    from collections.abc import Iterator

IRI: Final = "iri"
STRING: Final = "string"
VARIABLE: Final = "variable"
WORD: Final = "word"
PREFIXED: Final = "prefixed"
BLANK: Final = "blank"
NUMBER: Final = "number"
TAG: Final = "tag"
MARK: Final = "mark"

FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})

SPACE: Final = r"[ \t\r\n]++ | \#[^\r\n]*+"
PIECES: Final = {
    STRING: r"""\"{3}(?:[^"\\]++|\\.|\"{1,2}(?!\"))*+(?:\"{3}|.{0,3}\Z)
               | '{3}(?:[^'\\]++|\\.|'{1,2}(?!'))*+(?:'{3}|.{0,3}\Z)
               | "(?:[^"\\\r\n]++|\\.)*+(?:"|(?=[\r\n])|\\?\Z)
               | '(?:[^'\\\r\n]++|\\.)*+(?:'|(?=[\r\n])|\\?\Z)""",
    IRI: r"""<[^<>"{}|^`\x00-\x20]*>""",
    VARIABLE: r"[?$]\w+",
    BLANK: r"_:\w(?:[\w.\-·]*[\w\-·])?",
    PREFIXED: r"""(?:[^\W\d_](?:[\w.\-·]{0,99}[\w\-·])?)?:
                   (?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
                   (?:(?:[\w.\-·:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*(?:[\w\-·:]|%[0-9A-Fa-f]{2}
                   |\\[_~.\-!$&'()*+,;=/?\#@%]))?)?""",
    TAG: r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?",
    NUMBER: r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?",
    WORD: r"[^\W\d]\w*",
    MARK: r"<<\(|\)>>|<<|>>|\{\||\|\}|\^\^|&&|\|\||!=|<=|>=|.",
}
"""What each kind looks like, as verbose regular expressions, in the order in which they are tried."""

_TOKEN = re.compile(
    f"(?P<space>{SPACE})" + "".join(f"| (?P<{kind}>{piece})" for kind, piece in PIECES.items()),
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A piece of a request."""

    kind: str  # one of this module's constants
    text: str  # as written
    start: int  # its offset in the request

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.start + len(self.text)

    @property
    def keyword(self) -> str:
        """The word in upper case, or the empty string where it is no word."""
        return self.text.upper() if self.kind == WORD else ""

    @property
    def quotes(self) -> str:
        """The quotation marks that a string begins with."""
        return self.text[:3] if self.text[:3] in {'"""', "'''"} else self.text[0]

    @property
    def is_open_string(self) -> bool:
        """Whether it is a string without an end."""
        shortest = 2 * len(self.quotes)
        return self.kind == STRING and (len(self.text) < shortest or not self.text.endswith(self.quotes))


def tokens(text: str) -> Iterator[Token]:
    """Return the tokens of a request without spaces and comments."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind is not None and kind != "space":
            yield Token(kind, match.group(), match.start())


def position(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, counted from 1, of an offset."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def error_at(text: str, offset: int, reason: str) -> QuerySyntaxError:
    """Return an error with the line and column of an offset."""
    return QuerySyntaxError(reason, *position(text, offset))
