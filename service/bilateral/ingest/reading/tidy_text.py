"""The same characters for the same text, wherever it comes from: ends of lines, hyphens, ligatures."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls, soft hyphens, marks of width zero, and those that turn the direction of what follows: none of them
# is part of what a text says, and some make it look like another.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufff9-\ufffb\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LIGATURES: Final = re.compile("[\ufb00-\ufb06]+")
_TRAILING: Final = re.compile(r"[ \t\u00a0]+$", re.MULTILINE)
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


def tidy(text: str) -> str:
    """Return a text with line feeds alone, at most one empty line, and nothing invisible; idempotent."""
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    text = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return _EMPTY_LINES.sub("\n\n", _TRAILING.sub("", text)).strip()


def one_line(text: str) -> str:
    """Return a title or name without ends of lines."""
    return " ".join(tidy(text).split())
