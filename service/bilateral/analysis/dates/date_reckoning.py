"""What the expressions of a text mean: values as precise as the text is, reckoned where they are relative.

A weekday in the past tense is the last one on or before the day of publication, in the future the next; a day
without a year is the one nearest to publication on the side that the tense tells. "The same day" and
"two days later" refer to the last day that the text has named.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from bilateral.analysis.dates.date_expressions import NUMBERS, WEEKDAYS, month_numbers
from bilateral.analysis.findings import FoundDate
from bilateral.analysis.lexicons.word_lists import read_lexicon, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilateral.analysis.analysed_text import TextSpan
    from bilateral.analysis.dates.date_expressions import DateExpression

PAST, FUTURE, UNKNOWN = "past", "future", ""
"""The tense that surrounds an expression."""

_LEXICON: Final = read_lexicon("calendar")
_TENSE: Final = _LEXICON["tense"]
_FUTURE: Final = words(_TENSE["future"])
_PAST: Final = words(_TENSE["past"])
_DUE: Final = words(_TENSE["due"])
_WORD = re.compile(r"[^\W\d_]+(?:['’]t)?")
_TO_BE = re.compile(r"\b(?:is|are|was|were|be)\s+to\Z|\b(?:going|due|set|ready|about)\s+to\Z")
_INTENDED = re.compile(rf"\b(?:{'|'.join(words(_TENSE['intending']))})(?:\s\w+day)?\s+(?:not\s+)?to\Z")
_ON_THE_WAY = re.compile(
    rf"\b(?:is|are|be)\s+(?:\w+ly\s+|also\s+|now\s+)?(?:{'|'.join(words(_TENSE['on_the_way']))})\Z"
)
_SET_FOR = re.compile(r"\bset\b(?!\s+(?:off|out|sail|foot|up|aside)\b)[^.;]{0,30}\bfor\Z")
_SET_OFF = re.compile(r"(?<!\bto\s)(?<!will\s)(?<!would\s)\bset\s+(?:off|out|sail|foot)\Z")
_PUT_OFF = re.compile(r"\b(?:postponed|delayed|rescheduled|deferred|put off|moved)\b[^.;]{0,40}\Z")
_AHEAD: Final = (_TO_BE, _INTENDED, _ON_THE_WAY, _PUT_OFF, _SET_FOR)
"""What ends in such words tells of what is to come."""
_TO_HAPPEN = re.compile(r"\b(?:be|get|becoming)\s+(?:\w+ly\s+)?\w+\Z")
_REGULAR: Final = "ed"
_SHORT: Final = 4  # letters of a word such as "need"
_LOOK: Final = 90  # characters to either side
_MONTHS_AHEAD: Final = 4  # in which a day without year and tense is taken to lie
_WEEK, _YEARS_OF_DECADE, _DECEMBER = 7, 10, 12
_QUARTERS: Final[dict[str, int]] = _LEXICON["ordinals"]
_SEASONS: Final = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}


@dataclass(frozen=True, slots=True)
class DateContext:
    """What an expression is reckoned from.

    Attributes:
        published: the day of publication.
        previous: the value of the last date that the text names, "" if none.
        is_near: whether that date is in the same sentence.
        tense: PAST, FUTURE or UNKNOWN.
        language: of the text.
        clause_date: the value of the date that "two weeks after ..." counts from, "" if its clause has none;
            None if no clause follows.
    """

    published: date | None
    previous: str = ""
    is_near: bool = False
    tense: str = UNKNOWN
    language: str = "en"
    clause_date: str | None = None

    @property
    def previous_day(self) -> date | None:
        """The last day that the text has named, the end of a range; None if its last date is no day."""
        return _as_day(self.previous.rpartition("/")[2])

    @property
    def previous_year(self) -> int | None:
        """The year of the last date that the text has named."""
        return int(self.previous.rpartition("/")[2][:4]) if self.previous else None


def reckon(expression: DateExpression, context: DateContext) -> FoundDate | None:
    """Return what an expression means; None if it is no date, or nothing is known to reckon it from."""
    rule = _RULES.get(expression.form)
    found = rule(expression, context) if rule else None
    if not found:
        return None
    value, relative, reason = found
    return FoundDate(value, expression.span, relative, reason)


def tense_at(text: str, expression: TextSpan, sentence: TextSpan, *, is_heading: bool = False) -> str:
    """Return the tense of the clause around an expression in a sentence.

    The nearest word that tells before the expression counts, else the nearest after it. In a heading the
    present tense tells nothing.
    """
    before = text[max(sentence.start, expression.start - _LOOK) : expression.start]
    for match in reversed(list(_WORD.finditer(before))):
        if tense := _tense_of(_lower(match[0]), before[: match.end()], is_heading):
            return tense
    after = text[expression.end : min(sentence.end, expression.end + _LOOK)]
    for match in _WORD.finditer(after):
        if tense := _tense_of(_lower(match[0]), after[: match.end()], is_heading):
            return tense
    return UNKNOWN


def _lower(word: str) -> str:
    """Return a word in lower case, but the month of May as it is."""
    return word if word == "May" else word.lower()


def _tense_of(word: str, up_to: str, is_heading: bool) -> str:  # noqa: FBT001  # as its caller has it
    is_due = word in _FUTURE or (word in _DUE and not is_heading)
    if is_due or any(ahead.search(up_to) for ahead in _AHEAD):
        return FUTURE
    is_past = (
        word in _PAST
        or (word.endswith(_REGULAR) and len(word) > _SHORT)
        or (_SET_OFF.search(up_to) and not is_heading)
    )
    if is_past and not _TO_HAPPEN.search(up_to):
        return PAST
    return UNKNOWN


_Reckoned = tuple[str, bool, str]


def _as_day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _first_day(value: str, unit: str) -> date | None:
    """Return the first day of a month or year from which units are counted; None if it is less precise."""
    last = value.rpartition("/")[2]
    if unit == "month" and len(last) < len("2022-02"):
        return None
    return _as_day(last + "-01-01"[len(last) - 4 :]) if last else None


def _day_value(year: int, month: int, day: int) -> str | None:
    if 1 <= month <= _DECEMBER and 1 <= day <= calendar.monthrange(year, month)[1]:
        return f"{year:04}-{month:02}-{day:02}"
    return None


def _month(expression: DateExpression, context: DateContext, name: str = "month") -> int:
    written = expression.parts.get(name, "").rstrip(".").lower()
    return month_numbers(context.language).get(written) or (int(written) if written.isdigit() else 0)


def _number(text: str) -> int:
    digits = re.match(r"\d+", text)
    return int(digits[0]) if digits else NUMBERS.get(text.lower(), 2 if "couple" in text else 0)


def _year_for(month: int, day: int, context: DateContext) -> tuple[int, str] | None:
    """Return the year that a month, and a day if any, without one lies in, and why."""
    published, previous = context.published, context.previous_year
    if not published:
        return (previous, "the year of the date before it") if previous else None
    # A sentence on another year, as of a history, goes on in that year.
    if previous and context.is_near and context.tense != FUTURE and abs(previous - published.year) > 1:
        return previous, "the year of the date before it"
    if context.tense == FUTURE:
        ahead = (month, day) >= (published.month, published.day if day else 0)
        late = ahead or (published.month - month) <= 1
        return (published.year if late else published.year + 1), "the year of publication"
    behind = (month, day) <= (published.month, published.day)
    soon = _MONTHS_AHEAD if context.tense != PAST else 1
    if behind or month - published.month <= soon:
        return published.year, "the year of publication"
    return published.year - 1, "the year before publication"


def _figures(expression: DateExpression, context: DateContext) -> _Reckoned | None:
    parts = expression.parts
    year, month = int(parts["year"]), _month(expression, context)
    if "day" not in parts:
        return f"{year:04}-{month:02}", False, ""
    value = _day_value(year, month, int(parts["day"]))
    if not value and expression.form == "figures-day-first":
        value = _day_value(year, int(parts["day"]), month)
    return (value, False, "") if value else None


def _day(expression: DateExpression, context: DateContext) -> _Reckoned | None:
    month, day = _month(expression, context), _number(expression.parts["day"])
    reason = ""
    if "year" in expression.parts:
        year = int(expression.parts["year"])
    elif "which" in expression.parts and context.published:
        year = context.published.year + _STEPS[expression.parts["which"]]
    elif found := _year_for(month, day, context):
        year, reason = found
    else:
        return None
    value = _day_value(year, month, day)
    return (value, False, reason) if value else None


def _days(expression: DateExpression, context: DateContext) -> _Reckoned | None:
    parts = expression.parts
    month = _month(expression, context)
    month2 = _month(expression, context, "month2") or month
    day, day2 = _number(parts["day"]), _number(parts["day2"])
    reason = ""
    if "year" in parts:
        year2 = int(parts["year"])
    elif found := _year_for(month2, day2, context):
        year2, reason = found
    else:
        return None
    year = year2 - 1 if month > month2 else year2
    first, last = _day_value(year, month, day), _day_value(year2, month2, day2)
    return (f"{first}/{last}", False, reason) if first and last and first < last else None


def _months(expression: DateExpression, context: DateContext) -> _Reckoned | None:
    year, month, month2 = (
        int(expression.parts["year"]),
        _month(expression, context),
        _month(expression, context, "month2"),
    )
    return (
        (f"{year - (month > month2):04}-{month:02}/{year:04}-{month2:02}", False, "")
        if month and month2
        else None
    )


def _month_of_year(expression: DateExpression, context: DateContext) -> _Reckoned | None:
    month = _month(expression, context)
    return (f"{int(expression.parts['year']):04}-{month:02}", False, "") if month else None


def _month_of(expression: DateExpression, context: DateContext) -> _Reckoned | None:
    if not context.published:
        return None
    year = context.published.year + _STEPS.get(expression.parts["which"], 0)
    return f"{year:04}-{_month(expression, context):02}", True, "reckoned from the day of publication"


_STEPS: Final = {"last": -1, "this": 0, "next": 1}


def _month_alone(expression: DateExpression, context: DateContext) -> _Reckoned | None:
    month, which = _month(expression, context), expression.parts.get("which", "")
    published = context.published
    if which in _STEPS and published:
        year = published.year
        if which == "last" and month >= published.month:
            year -= 1
        if which == "next" and month <= published.month:
            year += 1
        return f"{year:04}-{month:02}", True, "reckoned from the day of publication"
    found = _year_for(month, 0, context)
    return (f"{found[0]:04}-{month:02}", False, found[1]) if found else None


def _quarter(expression: DateExpression, _context: DateContext) -> _Reckoned | None:
    number = _QUARTERS.get(expression.parts.get("quarter", "")) or int(expression.parts["number"])
    year = int(expression.parts["year"])
    return f"{year:04}-{number * 3 - 2:02}/{year:04}-{number * 3:02}", False, ""


def _half(expression: DateExpression, _context: DateContext) -> _Reckoned | None:
    first = 1 if expression.parts["half"] == "first" else 7
    year = int(expression.parts["year"])
    return f"{year:04}-{first:02}/{year:04}-{first + 5:02}", False, ""


def _decade(expression: DateExpression, _context: DateContext) -> _Reckoned | None:
    year = int(expression.parts["year"])
    return f"{year:04}/{year + _YEARS_OF_DECADE - 1:04}", False, ""


def _years(expression: DateExpression, _context: DateContext) -> _Reckoned | None:
    first, last = expression.parts["year"], expression.parts["year2"]
    last = first[: 4 - len(last)] + last
    return (f"{first}/{last}", False, "") if first < last else None


def _year(expression: DateExpression, _context: DateContext) -> _Reckoned | None:
    return expression.parts["year"], False, ""


def _weekday(expression: DateExpression, context: DateContext) -> _Reckoned | None:
    wanted, which = WEEKDAYS[expression.parts["weekday"]], expression.parts.get("which", "")
    reference = context.published
    if which in ("the following", "the previous"):
        reference = context.previous_day or reference
    if not reference:
        return None
    behind = (reference.weekday() - wanted) % _WEEK
    ahead = (wanted - reference.weekday()) % _WEEK
    if which in ("next", "this coming", "the following") or (
        context.tense == FUTURE and which in ("", "this")
    ):
        day = reference + timedelta(ahead or (_WEEK if which else 0))
    else:
        day = reference - timedelta(behind or (_WEEK if which in ("last", "the previous") else 0))
    return day.isoformat(), True, "the day of the week, reckoned from publication"


def _weekday_of_week(expression: DateExpression, context: DateContext) -> _Reckoned | None:
    if not context.published:
        return None
    day = _of_week(context.published, expression.parts["weekday"], expression.parts["week"])
    return day.isoformat(), True, "the day of the week, reckoned from publication"


def _of_week(published: date, weekday: str, which: str) -> date:
    """Return a day of this week, the last or the next; weeks begin on Monday."""
    monday = published - timedelta(published.weekday())
    return monday + timedelta(WEEKDAYS[weekday] + _WEEK * _STEPS[which])


def _weekdays(expression: DateExpression, context: DateContext) -> _Reckoned | None:
    parts = expression.parts
    if not context.published:
        return None
    if "week" in parts:
        first, last = (
            _of_week(context.published, parts[name], parts["week"]) for name in ("weekday", "weekday2")
        )
    else:
        days = (WEEKDAYS[parts["weekday2"]] - WEEKDAYS[parts["weekday"]]) % _WEEK
        is_ahead = context.tense == FUTURE or parts.get("which", "") in ("next", "this coming")
        wanted = "weekday" if is_ahead else "weekday2"
        found = _weekday(expression._replace(parts={**parts, "weekday": parts[wanted]}), context)
        if not found:
            return None
        first = last = date.fromisoformat(found[0])
        first, last = (first, first + timedelta(days)) if is_ahead else (last - timedelta(days), last)
    value = f"{first.isoformat()}/{last.isoformat()}"
    return (value, True, "the days of the week, reckoned from publication") if first < last else None


_TODAY: Final = {
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
    "before yesterday": -2,
    "after tomorrow": 2,
}


def _today(expression: DateExpression, context: DateContext) -> _Reckoned | None:
    if not context.published:
        return None
    day = context.published + timedelta(_TODAY.get(expression.parts["word"].lower(), 0))
    return day.isoformat(), True, "reckoned from the day of publication"


def _period(expression: DateExpression, context: DateContext) -> _Reckoned | None:
    if not context.published:
        return None
    unit, which = expression.parts["unit"], expression.parts["which"].lower()
    step = {"last": -1, "the past": -1, "next": 1, "the coming": 1}.get(which, 0)
    value = _stepped(unit, step, context)
    return (value, True, "reckoned from the day of publication") if value else None


def _stepped(unit: str, step: int, context: DateContext) -> str | None:
    published = context.published
    if not published:
        return None
    if unit == "weekend":
        saturday = published + timedelta(5 - published.weekday())
        if step == 0 and published.weekday() < 5 and context.tense != FUTURE:  # noqa: PLR2004  # Saturday
            saturday -= timedelta(_WEEK)
        saturday += timedelta(_WEEK * max(step, 0))
        return f"{saturday.isoformat()}/{(saturday + timedelta(1)).isoformat()}"
    if unit == "week":
        return (published + timedelta(_WEEK * step)).isoformat()[:7]
    if unit == "month":
        return _month_after(published.year, published.month, step)
    if unit in _SEASONS:
        first, last = _SEASONS[unit]
        year = published.year + step
        return f"{year:04}-{first:02}/{year + (last < first):04}-{last:02}"
    return f"{published.year + step:04}"


def _month_after(year: int, month: int, months: int) -> str:
    number = year * 12 + month - 1 + months
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _weekend(_expression: DateExpression, context: DateContext) -> _Reckoned | None:
    value = _stepped("weekend", 0, context)
    return (value, True, "reckoned from the day of publication") if value else None


def _ago(expression: DateExpression, context: DateContext) -> _Reckoned | None:
    number, direction = _number(expression.parts["number"]), expression.parts["direction"]
    is_from_text = direction != "ago"
    previous = context.previous if context.clause_date is None else context.clause_date
    reference = _as_day(previous.rpartition("/")[2]) if is_from_text else context.published
    unit = expression.parts["unit"]
    if is_from_text and not reference and unit in ("month", "year"):
        reference = _first_day(previous, unit)
    if direction == "earlier" and not reference:
        reference = context.published
    forward = direction in ("later", "after", "afterwards")
    return _counted(reference, number if forward else -number, unit, exact=is_from_text)


def _in_time(expression: DateExpression, context: DateContext) -> _Reckoned | None:
    return _counted(
        context.published, _number(expression.parts["number"]), expression.parts["unit"], exact=False
    )


def _counted(reference: date | None, number: int, unit: str, *, exact: bool) -> _Reckoned | None:
    if not reference or not number:
        return None
    reason = f"{abs(number)} {unit}s {'after' if number > 0 else 'before'} {reference.isoformat()}"
    try:
        if unit == "day" or (unit == "week" and exact):
            days = number * (_WEEK if unit == "week" else 1)
            return (reference + timedelta(days)).isoformat(), True, reason
        if unit == "week":
            return (reference + timedelta(number * _WEEK)).isoformat()[:7], True, reason
    except OverflowError:
        return None
    if unit == "month":
        return _month_after(reference.year, reference.month, number), True, reason
    year = reference.year + number * (_YEARS_OF_DECADE if unit == "decade" else 1)
    return (f"{year:04}", True, reason) if year > 0 else None


def _same_day(expression: DateExpression, context: DateContext) -> _Reckoned | None:
    word, unit = expression.parts["word"], expression.parts.get("unit", "day")
    if not context.previous:
        return None
    step = {"following": 1, "next": 1, "previous": -1}.get(word, 0)
    reason = "reckoned from the date before it"
    if unit == "year":
        return f"{int(context.previous[:4]) + step:04}", True, reason
    if unit == "month" and len(context.previous) >= len("2022-02"):
        year, month = map(int, context.previous[:7].split("-"))
        return _month_after(year, month, step), True, reason
    day = context.previous_day
    if unit == "day" and day:
        return (day + timedelta(step)).isoformat(), True, reason
    return None


def _day_of_month(expression: DateExpression, context: DateContext) -> _Reckoned | None:
    day = _number(expression.parts["day"])
    reference = context.previous_day or context.published
    if not reference:
        return None
    value = _day_value(reference.year, reference.month, day)
    if value and not context.previous_day and context.tense == PAST and day > reference.day:
        year, month = map(int, _month_after(reference.year, reference.month, -1).split("-"))
        value = _day_value(year, month, day)
    return (value, True, "the month of the date before it, or of publication") if value else None


_RULES: Final[dict[str, Callable[[DateExpression, DateContext], _Reckoned | None]]] = {
    "figures": _figures,
    "figures-day-first": _figures,
    "figures-han": _figures,
    "day-month-year": _day,
    "month-year": _month_of_year,
    "days-months": _days,
    "days-months-day-first": _days,
    "days": _days,
    "days-day-first": _days,
    "day": _day,
    "day-first": _day,
    "months": _months,
    "month": _month_of_year,
    "month-of": _month_of,
    "month-alone": _month_alone,
    "quarter": _quarter,
    "half": _half,
    "decade": _decade,
    "years": _years,
    "year": _year,
    "weekday": _weekday,
    "weekdays": _weekdays,
    "weekday-of-week": _weekday_of_week,
    "today": _today,
    "day-from-today": _today,
    "period": _period,
    "weekend": _weekend,
    "ago": _ago,
    "in-time": _in_time,
    "same-day": _same_day,
    "that-day": _same_day,
    "day-of-month": _day_of_month,
}
