"""Dates in the formats of their sources, as precise as the format.

A pattern has letters of UAX 35: `y` or `yyyy`, `M` or `MM`, `MMM` and `MMMM` (English names), `d` or `dd`,
`EEE` and `EEEE` (a day of the week, not checked), `H`, `HH`, `mm`, `ss` (a time, dropped). Text between
apostrophes, digits and punctuation stand for themselves: `yyyy-00-00` is a year alone.

Source: Unicode Technical Standard 35, part 4, section 8.
"""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING

from bilateral.rdf.dates import days

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FIELDS = {
    "y": r"(?P<year>\d{4})",
    "yyyy": r"(?P<year>\d{4})",
    "M": r"(?P<month>\d{1,2})",
    "MM": r"(?P<month>\d{2})",
    "MMM": r"(?P<name>[^\W\d_]{3,4})\.?",
    "MMMM": r"(?P<name>[^\W\d_]+)",
    "d": r"(?P<day>\d{1,2})",
    "dd": r"(?P<day>\d{2})",
    "EEE": r"[^\W\d_]{2,4}\.?",
    "EEEE": r"[^\W\d_]+",
    "H": r"\d{1,2}",
    "HH": r"\d{2}",
    "mm": r"\d{2}",
    "ss": r"\d{2}",
}
_PIECE = re.compile(r"'([^']*)'|([A-Za-z])\2*|.", re.DOTALL)
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name
}


def date_reader(patterns: Sequence[str]) -> Callable[[str], str]:
    """Return a function from a date in one of these patterns to `2025`, `2025-07` or `2025-07-13`.

    The function raises ValueError where no pattern fits, or no such day exists; the first pattern that fits
    counts.

    Raises:
        ValueError: a pattern has a letter that is not known, or no year.
    """
    compiled = [_compile(pattern) for pattern in patterns]

    def read(text: str) -> str:
        for pattern in compiled:
            if match := pattern.fullmatch(text):
                return _partial(match.groupdict(), text)
        raise ValueError(f"{text!r} is no date of the form {' or '.join(patterns)}")

    return read


def _compile(pattern: str) -> re.Pattern[str]:
    parts = []
    for match in _PIECE.finditer(pattern):
        piece = match.group()
        if match[2] and piece not in FIELDS:
            raise ValueError(f"the date pattern {pattern!r} has {piece!r}; known are {', '.join(FIELDS)}")
        parts.append(FIELDS[piece] if match[2] else re.escape(match[1] if piece[0] == "'" else piece))
    if "(?P<year>" not in "".join(parts):
        raise ValueError(f"the date pattern {pattern!r} has no year, yyyy")
    try:
        return re.compile("".join(parts), re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"the date pattern {pattern!r} says something twice") from error


def _partial(parts: dict[str, str], text: str) -> str:
    month = _month(parts, text)
    found = [parts["year"], month, parts.get("day")] if month else [parts["year"]]
    partial = "-".join(part.zfill(2) for part in found if part)
    days(partial)
    return partial


def _month(parts: dict[str, str], text: str) -> str | None:
    name = parts.get("name")
    if name is None:
        return parts.get("month")
    number = _MONTHS.get(name.casefold()) or _MONTHS.get(name.casefold()[:3])
    if number is None or not calendar.month_name[number].casefold().startswith(name.casefold()[:3]):
        raise ValueError(f"{text!r}: {name!r} is no month")
    return str(number)
