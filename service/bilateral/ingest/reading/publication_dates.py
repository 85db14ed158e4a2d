"""The day of publication, where a text has it on a line of its own or in a dateline; it is never guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
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
_DATELINE: Final = re.compile(
    r"(?P<place>[^\W\d_][^\d()\n]{1,38}?),?\s+"
    r"(?P<day>\d{1,2}(?:st|nd|rd|th)?\.?\s+[^\W\d_]{3,12}\.?,?\s+\d{4}|[^\W\d_]{3,12}\.?\s+\d{1,2},?\s+\d{4})"
    r"(?:\s*[,/|]?\s*\(?[A-Z][\w ./]{1,20}\)?)?\s*"
    r"(?:[-\u2013\u2014:.]|$)",
)
"""How a report begins: `HANOI, 14 May 2025 (Agency) -`; alone on its line, it may be of something else."""
_ISO: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


class DateLine(NamedTuple):
    """A line that says on which day a text was published.

    Attributes:
        day: of publication.
        line: its number, from 1.
        how: in which words the line says it.
        is_sure: whether it can be of nothing else.
    """

    day: date
    line: int
    how: str
    is_sure: bool = True


def find_date_line(text: str) -> DateLine | None:
    """Return the first line near the beginning that is a whole date, in any language, or has a dateline.

    A date in a sentence is the date of an event, and one in numbers alone may be read in two ways: neither is
    taken. A place and a day alone on a line may be those of an event too: these are not sure.
    """
    found = list(_date_lines(text.split("\n")[:_LINES]))
    return min(found, key=lambda each: (not each.is_sure, each.line), default=None)


def _date_lines(lines: list[str]) -> Iterator[DateLine]:
    for number, line in enumerate(lines, 1):
        if day := whole_date(line):
            yield DateLine(day, number, "is this date")
        elif (match := _DATELINE.match(line.strip())) and _is_name(match["place"]):
            alone = match.end() == len(line.strip())
            if (alone or match["place"].isupper()) and (day := whole_date(match["day"])):
                yield DateLine(day, number, "begins with place and date", is_sure=not alone)


def _is_name(place: str) -> bool:
    """Return whether every word of it begins with a capital letter."""
    return all(word[0].isupper() for word in re.findall(r"[^\W\d_]+", place))


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
