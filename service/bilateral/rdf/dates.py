"""Dates as precise as their source: a day, a month or a year, and the days they span."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

from bilateral.rdf.terms import Term, literal, literal_parts
from bilateral.rdf.vocabulary import XSD_DATE, XSD_GYEAR, XSD_GYEARMONTH

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?\Z")
_DATATYPES = (XSD_GYEAR, XSD_GYEARMONTH, XSD_DATE)


class Span(NamedTuple):
    """The first and the last day that a date may mean."""

    first: date
    last: date


def partial_date(text: str) -> Term:
    """Return `2025`, `2025-07` or `2025-07-13` as xsd:gYear, xsd:gYearMonth or xsd:date.

    Raises:
        ValueError: the text is no such date, or no such day exists.
    """
    match = _PARTIAL.match(text)
    if not match:
        raise ValueError(f"{text!r} is no date; write 2025, 2025-07 or 2025-07-13")
    precision = sum(part is not None for part in match.groups()) - 1
    _days(text)
    return literal(text, datatype=_DATATYPES[precision])


def span(term: Term) -> Span | None:
    """Return the days that a date literal spans, or None where it is no date of these types.

    Raises:
        ValueError: the lexical form is not one of the datatype, or no such day exists.
    """
    value, datatype, _ = literal_parts(term)
    if datatype not in _DATATYPES:
        return None
    match = _PARTIAL.match(value)
    if not match or sum(part is not None for part in match.groups()) - 1 != _DATATYPES.index(datatype):
        raise ValueError(f"{value!r} is no {datatype.rpartition('#')[2]}")
    return _days(value)


def day(value: date) -> Term:
    """Return a day as xsd:date."""
    return literal(value.isoformat(), datatype=XSD_DATE)


def _days(text: str) -> Span:
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else None
    if len(parts) == len(_DATATYPES):
        try:
            only = date(*parts)
        except ValueError as error:
            raise ValueError(f"{text!r}: no such day") from error
        return Span(only, only)
    first_month, last_month = (1, 12) if month is None else (month, month)
    if not 1 <= first_month <= 12 or year < 1:  # noqa: PLR2004  # months of a year
        raise ValueError(f"{text!r}: no such month")
    return Span(date(year, first_month, 1), date(year, last_month, calendar.monthrange(year, last_month)[1]))
