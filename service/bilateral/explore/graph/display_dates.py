"""Dates as readers see them, and whether something holds on a day.

A date is as precise as its source; a day falls before, within or after the days that it spans.
"""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING, NamedTuple

from bilateral.rdf import dates
from bilateral.rdf.terms import literal_parts

if TYPE_CHECKING:
    from datetime import date

    from bilateral.rdf.terms import Term

YES, PERHAPS, NO = "yes", "perhaps", "no"
certainty = (NO, PERHAPS, YES).index


class Timing(NamedTuple):
    """When something holds; None where the source does not say."""

    start: dates.Span | None = None  # the days on which it may have begun
    end: dates.Span | None = None  # the days of which one is its last
    ongoing: bool = False  # whether the source gives a start and no end
    seen: tuple[date, ...] = ()  # days on which a source shows it holding


def holds(timing: Timing, day: date) -> str:
    """Return whether something holds on a day: YES, NO, or PERHAPS where the dates leave it open."""
    if day in timing.seen:
        return YES
    began = PERHAPS if timing.start is None else _has_come(timing.start, day)
    return min(began, _goes_on(timing, day), key=certainty)


def _goes_on(timing: Timing, day: date) -> str:
    """Return whether the end is still ahead on the day."""
    if timing.end is None:
        return YES if timing.ongoing else PERHAPS
    if day <= timing.end.first:
        return YES
    return PERHAPS if day <= timing.end.last else NO


def _has_come(start: dates.Span, day: date) -> str:
    if day >= start.last:
        return YES
    return PERHAPS if day >= start.first else NO


def read(text: str) -> date | None:
    """Return the day of `YYYY-MM-DD`, the last day of a month or a year, or None where it is none.

    "As of 2024" asks for what held when the year was over.
    """
    try:
        return dates.days(text.strip()).last
    except ValueError:
        return None


def display(term: Term) -> str:
    """Write a date literal as a reader expects: 13 July 2025, July 2025 or 2025."""
    return spoken(literal_parts(term).value)


def spoken(value: str) -> str:
    """Write `2025-07-13`, `2025-07` or `2025` as a reader expects."""
    year, *rest = value[:10].split("-")
    try:
        month = [calendar.month_name[int(each)] for each in rest[:1]]
        day = [str(int(each)) for each in rest[1:2]]
        return " ".join([*day, *month, str(int(year))])
    except (ValueError, IndexError):
        return value


def span(term: Term | None) -> dates.Span | None:
    """Return the days that a date literal spans, or None where it is no date."""
    if term is None or not term.startswith('"'):
        return None
    try:
        return dates.span(term)
    except ValueError:
        return None
