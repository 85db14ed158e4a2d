"""Dates and times: values of XML Schema without limits of years, and dates as precise as their source.

Source: W3C XML Schema Definition Language (XSD) 1.1 Part 2, sections 3.3.6 to 3.3.14.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from bilateral.rdf.terms import Term, literal, literal_parts
from bilateral.rdf.vocabulary import XSD_DATE, XSD_GYEAR, XSD_GYEARMONTH

_PARTIAL = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?\Z", re.ASCII)
_DATATYPES = (XSD_GYEAR, XSD_GYEARMONTH, XSD_DATE)
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

# Compiled when first used: few processes read such literals, and it takes some 15 milliseconds.
_FORMS = {
    "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}?",
    "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
    "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}?",
    "time": f"{_TIME}{_ZONE}?",
    "gYear": f"{_YEAR}{_ZONE}?",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}?",
    "gMonth": f"--{_MONTH}{_ZONE}?",
    "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}?",
    "gDay": f"---{_DAY}{_ZONE}?",
}
_DURATION = (
    r"(?P<sign>-?)P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<days>\d+)D)?"
    r"(?P<time>T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
MOMENTS = frozenset(_FORMS)
DURATIONS = frozenset({"duration", "dayTimeDuration", "yearMonthDuration"})


class Span(NamedTuple):
    """The first and the last day that a date may mean."""

    first: date
    last: date


def partial_date(text: str) -> Term:
    """Return `2025`, `2025-07` or `2025-07-13` as xsd:gYear, xsd:gYearMonth or xsd:date.

    Raises:
        ValueError: the text is no such date, or no such day exists.
    """
    days(text)
    return literal(text, datatype=_DATATYPES[text.count("-")])


def days(text: str) -> Span:
    """Return the days that `2025`, `2025-07` or `2025-07-13` spans.

    Raises:
        ValueError: the text is no such date, or no such day exists.
    """
    if not _PARTIAL.match(text):
        raise ValueError(f"{text!r} is no date; write 2025, 2025-07 or 2025-07-13")
    return _days(text)


def span(term: Term) -> Span | None:
    """Return the days that a date literal spans, or None where it is no date of these types.

    Raises:
        ValueError: the lexical form is not one of the datatype, or no such day exists.
    """
    value, datatype, _ = literal_parts(term)
    if datatype not in _DATATYPES:
        return None
    if not _PARTIAL.match(value) or _DATATYPES[value.count("-")] != datatype:
        raise ValueError(f"{value!r} is no {datatype.rpartition('#')[2]}")
    return _days(value)


def day(value: date) -> Term:
    """Return a day as xsd:date."""
    return literal(value.isoformat(), datatype=XSD_DATE)


def shifted(day: str, by: int) -> str:
    """Return the day so many days after one, both as `2025-07-13`.

    Raises:
        ValueError: it is no such day, or there is none so early or late.
    """
    try:
        return (date.fromisoformat(day) + timedelta(by)).isoformat()
    except OverflowError as error:
        raise ValueError(str(error)) from error


def utc_time(value: datetime) -> str:
    """Return a time in UTC to the second, as `2025-07-13T08:00:00Z`."""
    return f"{value:%Y-%m-%dT%H:%M:%SZ}"


def _days(text: str) -> Span:
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else None
    if len(parts) == len(_DATATYPES):
        try:
            return Span(date(*parts), date(*parts))
        except ValueError as error:
            raise ValueError(f"{text!r}: no such day") from error
    first_month, last_month = (1, 12) if month is None else (month, month)
    if not 1 <= first_month <= 12 or year < 1:  # noqa: PLR2004  # months of a year
        raise ValueError(f"{text!r}: no such month")
    return Span(date(year, first_month, 1), date(year, last_month, calendar.monthrange(year, last_month)[1]))


class Moment(NamedTuple):
    """A point in time."""

    seconds: Decimal  # on the time line, in UTC where there is a zone
    zone: int | None  # the offset in minutes; None where there is none


def parse_moment(kind: str, text: str) -> Moment | None:
    """Return the value of a lexical form; None where it has none."""
    match = re.fullmatch(_FORMS[kind], text, re.ASCII)
    if not match:
        return None
    parts = match.groupdict()
    year = int(parts.get("year") or _LEAP_REFERENCE)
    month, day = int(parts.get("month") or 1), int(parts.get("day") or 1)
    if day > _last_day(year, month):
        return None
    zone = _minutes(parts["zone"])
    days = _day_number(year, month, day) + bool(parts.get("midnight"))
    second = Decimal(parts.get("second") or 0) + 60 * int(parts.get("minute") or 0)
    second += 3600 * int(parts.get("hour") or 0)
    if kind == "time":
        days = 0
    return Moment((days * _SECONDS_OF_DAY + second - 60 * (zone or 0)).normalize(), zone)


def parse_duration(kind: str, text: str) -> tuple[Decimal, Decimal] | None:
    """Return the months and the seconds of a duration; None where the form has no value."""
    match = re.fullmatch(_DURATION, text, re.ASCII)
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


def _day_number(year: int, month: int, day: int) -> int:
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
