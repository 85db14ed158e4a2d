"""The expressions in a text that name a day, month, year or range, as they are written.

Source of the forms: those of news agencies, readouts and histories; ISO 8601 for figures.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.analysed_text import TextSpan, not_overlapping
from bilateral.analysis.lexicons.word_lists import read_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LEXICON: Final = read_lexicon("calendar")
_FORMS: Final = read_lexicon("date_forms")
_NAME = re.compile(r"\b[A-Z]{2,}")
NUMBERS: Final[dict[str, int]] = _LEXICON["numbers"]
WEEKDAYS: Final[dict[str, int]] = {
    day: number for number, day in enumerate(_LEXICON["weekdays"]["en"].split())
}

_PATTERNS: Final = {
    "DAY": r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d|[:.,]\d|%)",
    "YEAR": r"(?:1[5-9]|20)\d\d(?![\d%]|[.,]\d)",
    "WEEKDAY": "|".join(WEEKDAYS),
    "NUMBER": rf"(?i:\d{{1,3}}|a\scouple\sof|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})",
    "PART": r"(?:(?:very\s)?(?:end|beginning|start|middle)"
    r"|(?:first|second|third|fourth|last|early|final|latter)\s(?:week|weeks|half|days|part))",
    "UNIT": "day|week|month|year|decade",
    "DASH": r"\s?[-‐‑–—]\s?",
    "TO": r"(?:\s?[-‐‑–—]\s?|\s(?:to|through|until|till|and)\s)",
}


class DateExpression(NamedTuple):
    """Words that name a date: how they do, and their parts by name."""

    span: TextSpan
    form: str
    parts: Mapping[str, str]


@functools.cache
def month_numbers(language: str) -> dict[str, int]:
    """Return the numbers of the months by their names in a language, English where that is unknown."""
    names = _LEXICON["months"].get(language, _LEXICON["months"]["en"])
    return {
        form.lower(): number for number, forms in enumerate(names.split(), 1) for form in forms.split("|")
    }


@functools.cache
def _forms(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    months = re.split(r"[ |]", _LEXICON["months"][language])
    longest_first = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    patterns = {**_PATTERNS, "MONTH": rf"(?:{longest_first})(?!\w)(?:\.(?=\s?\d))?"}
    forms = {**_FORMS["everywhere"], **_FORMS["english" if language == "en" else "abroad"]}
    return tuple((name, _compiled(form, patterns)) for name, form in forms.items())


def _compiled(form: str, patterns: Mapping[str, str]) -> re.Pattern[str]:
    written = _NAME.sub(lambda match: patterns.get(match[0], match[0]), form)
    return re.compile(rf"(?<![a-zA-Z\d_/-])(?:{written})", re.VERBOSE)


def date_expressions(text: str, span: TextSpan, language: str) -> list[DateExpression]:
    """Return the expressions in a stretch of a text in a primary language, the longest at each place."""
    return not_overlapping(_all(text, span, language))


def _all(text: str, span: TextSpan, language: str) -> Iterator[DateExpression]:
    for form, pattern in _forms(language if language in _LEXICON["months"] else "en"):
        for match in pattern.finditer(text, span.start, span.end):
            parts = {name: value for name, value in match.groupdict().items() if value}
            yield DateExpression(TextSpan(_start(match), match.end()), form, parts)


def _start(match: re.Match[str]) -> int:
    """Return where an expression begins: for a bare year or month, without the preposition."""
    if match.lastgroup == "year" and match.re.groupindex.keys() == {"year"} and not match[0].endswith("s"):
        return match.start("year")
    return match.start()
