"""Dates, times and durations of XML Schema: lexical forms, values, order.

Python's own types stop at the years 1 and 9999 and know no gYear; these have no limits.

Source: W3C XML Schema Definition Language (XSD) 1.1 Part 2, sections 3.3.6 to 3.3.14.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_YEAR = r"(?P<year>-?(?:[1-9]\d{3,}|0\d{3}))"
_MONTH, _DAY = r"(?P<month>0[1-9]|1[0-2])", r"(?P<day>0[1-9]|[12]\d|3[01])"
_TIME = (
    r"(?:(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d):(?P<second>[0-5]\d(?:\.\d+)?)"
    r"|(?P<midnight>24:00:00(?:\.0+)?))"
)
_ZONE = r"(?P<zone>Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))"
_LAST_DAY = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LEAP_REFERENCE = 1972  # a gMonthDay may be 29 February
_FEBRUARY, _SECONDS_OF_DAY = 2, 86_400
UNCERTAIN = 14 * 3600  # a time without a zone may lie this many seconds to either side

_FORMS = {
    "dateTime": re.compile(f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}?", re.ASCII),
    "dateTimeStamp": re.compile(f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}", re.ASCII),
    "date": re.compile(f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}?", re.ASCII),
    "time": re.compile(f"{_TIME}{_ZONE}?", re.ASCII),
    "gYear": re.compile(f"{_YEAR}{_ZONE}?", re.ASCII),
    "gYearMonth": re.compile(f"{_YEAR}-{_MONTH}{_ZONE}?", re.ASCII),
    "gMonth": re.compile(f"--{_MONTH}{_ZONE}?", re.ASCII),
    "gMonthDay": re.compile(f"--{_MONTH}-{_DAY}{_ZONE}?", re.ASCII),
    "gDay": re.compile(f"---{_DAY}{_ZONE}?", re.ASCII),
}
_DURATION = re.compile(
    r"(?P<sign>-?)P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<days>\d+)D)?"
    r"(?P<time>T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?",
    re.ASCII,
)
MOMENTS = frozenset(_FORMS)
DURATIONS = frozenset({"duration", "dayTimeDuration", "yearMonthDuration"})


class Moment(NamedTuple):
    """A point in time."""

    seconds: Decimal  # on the time line, in UTC where there is a zone
    zone: int | None  # the offset in minutes; None where there is none


def parse_moment(kind: str, text: str) -> Moment | None:
    """Return the value of a lexical form; None where it has none."""
    match = _FORMS[kind].fullmatch(text)
    if not match:
        return None
    parts = match.groupdict()
    year = int(parts.get("year") or _LEAP_REFERENCE)
    month, day = int(parts.get("month") or 1), int(parts.get("day") or 1)
    if day > _last_day(year, month):
        return None
    zone = _minutes(parts["zone"])
    days = _days(year, month, day) + bool(parts.get("midnight"))
    second = Decimal(parts.get("second") or 0) + 60 * int(parts.get("minute") or 0)
    second += 3600 * int(parts.get("hour") or 0)
    if kind == "time":
        days = 0
    return Moment((days * _SECONDS_OF_DAY + second - 60 * (zone or 0)).normalize(), zone)


def parse_duration(kind: str, text: str) -> tuple[Decimal, Decimal] | None:
    """Return the months and the seconds of a duration; None where the form has no value."""
    match = _DURATION.fullmatch(text)
    if not match:
        return None
    parts = match.groupdict()
    if kind == "yearMonthDuration" and (parts["days"] or parts["time"]):
        return None
    if kind == "dayTimeDuration" and (parts["years"] or parts["months"]):
        return None
    sign = -1 if parts["sign"] else 1
    number = {
        part: Decimal(found) if found else Decimal(0) for part, found in parts.items() if part.endswith("s")
    }
    months = 12 * number["years"] + number["months"]
    hours = 24 * number["days"] + number["hours"]
    seconds = 3600 * hours + 60 * number["minutes"] + number["seconds"]
    return (sign * months).normalize(), (sign * seconds).normalize()


def _last_day(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap and month == _FEBRUARY else _LAST_DAY[month - 1]


def _days(year: int, month: int, day: int) -> int:
    """Count days in the proleptic Gregorian calendar, with a year that starts in March."""
    year -= month <= _FEBRUARY
    shifted = (month + 9) % 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * shifted + 2) // 5 + day


def _minutes(zone: str | None) -> int | None:
    if zone is None:
        return None
    if zone == "Z":
        return 0
    minutes = 60 * int(zone[1:3]) + int(zone[4:6])
    return -minutes if zone[0] == "-" else minutes
