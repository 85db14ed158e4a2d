"""The declarations of a request, and those of them that a part of it uses.

Each operation of an update is read by itself, and it is not to cost more for what was declared for others.

Source: SPARQL 1.1 Query Language, section 4.1; SPARQL 1.1 Update, section 3.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bilateral.errors import QuerySyntaxError
from bilateral.syntax import lexer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilateral.syntax.lexer import Token

LENGTHS: Final = {"PREFIX": 3, "BASE": 2, "VERSION": 2}
"""How many tokens a declaration has, by its keyword."""

_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")
_MOST_BASES: Final = 1 << 16  # characters of bases that each are relative to the one before
_FREE: Final = 1 << 24
_GROWTH: Final = 32


class Prologue:
    """What is declared up to a place in a request."""

    def __init__(self) -> None:
        self._prefixes: dict[str, str] = {}
        self._base = self._version = ""
        self._expanded = self._free = 0

    def declare(self, tokens: Sequence[Token]) -> None:
        """Take note of a declaration.

        Raises:
            QuerySyntaxError: too many bases follow from one another.
        """
        text = " ".join(token.text for token in tokens) + "\n"
        keyword = tokens[0].keyword
        if keyword == "BASE":
            self._base = text if _ABSOLUTE.match(tokens[-1].text) else self._base + text
            if len(self._base) > _MOST_BASES + len(text):
                raise QuerySyntaxError("too many bases that are relative to others")
        elif keyword == "PREFIX":
            # The base may change after it.
            given = "" if _ABSOLUTE.match(tokens[-1].text) else self._base
            self._prefixes[tokens[1].text.partition(":")[0]] = given + text
        else:
            self._version = text

    def used_by(self, tokens: Iterable[Token]) -> str:
        """Return the declarations that some tokens need, to stand before them.

        Raises:
            QuerySyntaxError: all that was asked for so far stands for far more text than it has itself.
        """
        used: dict[str, str] = {}
        relative = False
        for token in tokens:
            self._free += _GROWTH * len(token.text)
            if token.kind == lexer.PREFIXED:
                prefix = token.text.partition(":")[0]
                if prefix in self._prefixes:
                    used[prefix] = self._prefixes[prefix]
                    self._expanded += len(used[prefix])
            elif token.kind == lexer.IRI and not _ABSOLUTE.match(token.text):
                relative = True
                self._expanded += len(self._base)
        if self._expanded > _FREE + self._free:
            raise QuerySyntaxError(f"its prefixes stand for more than {_FREE + self._free} characters")
        rebased = any(text.startswith("BASE") for text in used.values())
        return self._version + "".join(used.values()) + (self._base if relative or rebased else "")
