"""The day of publication, where a text has it on a line of its own; it is never guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from datetime import date

_LINES: Final = 12  # in which a dateline of its own stands
_LENGTH: Final = 60  # characters
_LABEL: Final = re.compile(
    r"(?:(?:published|updated|posted|released|date|issued|for immediate release)\b[\s:—\u2013-]*(?:on\s+)?)",
    re.IGNORECASE,
)
_TIME: Final = re.compile(
    r"[,\s|·•—\u2013-]*\b(?:at\s+)?\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?\s*(?:\(?[A-Z]{2,4}\)?)?\s*$",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_DAY_AND_YEAR: Final = re.compile(r"\d.*\d")
_AMBIGUOUS: Final = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_ISO: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


class DateLine(NamedTuple):
    """A line that says nothing but a day."""

    day: date
    line: int  # from 1


def find_date_line(text: str) -> DateLine | None:
    """Return the first line near the beginning that is a whole date, in any language; else None.

    A date in a sentence is the date of an event, and one in numbers alone may be read in two ways: neither is
    taken.
    """
    for number, line in enumerate(text.split("\n")[:_LINES], 1):
        if day := whole_date(line):
            return DateLine(day, number)
    return None


def whole_date(line: str) -> date | None:
    """Return the day that a line consists of; None for any other line."""
    if len(line) > _LENGTH or not _YEAR.search(line):
        return None
    bare = _TIME.sub("", _LABEL.sub("", line.strip(), count=1)).strip(" \t.,;|·•—\u2013-()*_")
    if not _DAY_AND_YEAR.search(bare) or _AMBIGUOUS.search(bare):
        return None
    return _parse(bare)


def _parse(text: str) -> date | None:
    from dateparser import parse  # noqa: PLC0415  # knows months of 200 languages; heavy

    if iso := _ISO.fullmatch(text):
        text = iso[0]
    found = parse(text, settings={"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]})
    return found.date() if found else None
