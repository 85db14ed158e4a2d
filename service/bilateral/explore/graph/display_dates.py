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


class Timing(NamedTuple):
    """When something holds, as far as is known.

    Attributes:
        start: the days on which it may have begun, or None where the source does not say.
        end: the days of which one is its last, or None where the source does not say.
        ongoing: whether the source gives a start and no end.
        seen: a day on which a source shows it holding.
    """

    start: dates.Span | None = None
    end: dates.Span | None = None
    ongoing: bool = False
    seen: tuple[date, ...] = ()


def holds(spell: Timing, day: date) -> str:
    """Tell whether a spell holds on a day: YES, NO, or PERHAPS where the dates leave it open."""
    if day in spell.seen:
        return YES
    began = PERHAPS if spell.start is None else _passed(spell.start, day)
    over = _over(spell, day)
    if NO in (began, over):
        return NO
    return YES if (began, over) == (YES, YES) else PERHAPS


def _over(spell: Timing, day: date) -> str:
    """Tell whether the end is still ahead on the day."""
    if spell.end is None:
        return YES if spell.ongoing else PERHAPS
    if day <= spell.end.first:
        return YES
    return PERHAPS if day <= spell.end.last else NO


def _passed(start: dates.Span, day: date) -> str:
    if day >= start.last:
        return YES
    return PERHAPS if day >= start.first else NO


def read(text: str) -> date | None:
    """Return the day of `YYYY-MM-DD`, the last day of a month or a year, or None where it is none.

    "As of 2024" asks for what held when the year was over.
    """
    try:
        span = dates.span(dates.partial_date(text.strip()))
    except ValueError:
        return None
    return span.last if span else None


def display(term: Term) -> str:
    """Write a date literal as a reader expects: 13 July 2025, July 2025 or 2025."""
    return spoken(literal_parts(term).value)


def spoken(value: str) -> str:
    """Write `2025-07-13`, `2025-07` or `2025` as a reader expects."""
    parts = value[:10].split("-")
    try:
        names = [str(int(parts[0]))]
        if len(parts) > 1:
            names.insert(0, calendar.month_name[int(parts[1])])
        if len(parts) > 2:  # noqa: PLR2004  # year, month and day
            names.insert(0, str(int(parts[2])))
    except (ValueError, IndexError):
        return value
    return " ".join(names)


def span(term: Term | None) -> dates.Span | None:
    """Return the days that a date literal spans, or None where it is no date."""
    if term is None or not term.startswith('"'):
        return None
    try:
        return dates.span(term)
    except ValueError:
        return None
