"""Tables as CSV for spreadsheets, which take some cells for formulas and run them.

SPARQL's own CSV is for programs, and stands as its standard has it.

Source: RFC 4180; OWASP, CSV Injection.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_FORMULA: Final = re.compile(r"[\s\x00-\x1f\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\x00]")


def write(rows: Iterable[Iterable[str]]) -> str:
    """Return rows as CSV, no cell of which is run."""
    output = io.StringIO()
    csv.writer(output).writerows(map(cell, row) for row in rows)
    return output.getvalue()


def cell(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run: an apostrophe before what begins a formula.

    Numbers stay as they are.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
