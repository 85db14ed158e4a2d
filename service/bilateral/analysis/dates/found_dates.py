"""The dates of a text, in order, each reckoned from those before it and the day of publication."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bilateral.analysis.dates.date_expressions import date_expressions
from bilateral.analysis.dates.date_reckoning import DateContext, reckon, tense_at
from bilateral.analysis.text.sentence_spans import is_heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilateral.analysis.analysed_text import AnalysedText, TextSpan
    from bilateral.analysis.dates.date_expressions import DateExpression
    from bilateral.analysis.findings import FoundDate

_CLAUSE: Final = re.compile(r"\s+[^\W_]")
_PARTING: Final = re.compile(r"[;:]|,\s")
_CLAUSE_LENGTH: Final = 140  # characters
_WITH_NEXT: Final = 2


def find_dates(
    source: AnalysedText, sentences: Iterable[TextSpan], quotations: Sequence[TextSpan] = ()
) -> tuple[FoundDate, ...]:
    """Return the dates of a text, in order; those of quotations are no reference for what follows them."""
    language = source.primary_language
    found: list[FoundDate] = []
    previous, near, quotes = "", False, iter(quotations)
    quote = next(quotes, None)
    for sentence in sentences:
        near, heading = False, is_heading(source.text, sentence)
        expressions = date_expressions(source.text, sentence, language)
        for number, expression in enumerate(expressions):
            tense = tense_at(source.text, expression.span, sentence, is_heading=heading)
            context = DateContext(source.published, previous, near, tense, language)
            if _counts_from_clause(source.text, expression):
                context = replace(
                    context, clause_date=_of_clause(source.text, sentence, expressions[number:], context)
                )
            date = reckon(expression, context)
            if not date:
                continue
            found.append(date)
            while quote and quote.end <= expression.span.start:
                quote = next(quotes, None)
            if not (quote and quote.contains(expression.span)) and not _is_ahead(source, date):
                previous, near = date.value, True
    return tuple(found)


def _counts_from_clause(text: str, expression: DateExpression) -> bool:
    """Return whether what it counts from follows it: "two weeks after the summit"."""
    ends = expression.parts.get("direction", "") in {"after", "before"}
    return ends and bool(_CLAUSE.match(text, expression.span.end))


def _of_clause(
    text: str, sentence: TextSpan, expressions: Sequence[DateExpression], context: DateContext
) -> str:
    """Return the date of the clause that follows the first expression, "" if it has none."""
    if len(expressions) < _WITH_NEXT:
        return ""
    between = text[expressions[0].span.end : expressions[1].span.start]
    if len(between) > _CLAUSE_LENGTH or _PARTING.search(between):
        return ""
    tense = tense_at(text, expressions[1].span, sentence)
    found = reckon(expressions[1], replace(context, tense=tense))
    return found.value if found else ""


def _is_ahead(source: AnalysedText, date: FoundDate) -> bool:
    """Return whether a date lies after publication: what is narrated does not go on from there."""
    return source.published is not None and date.value > source.published.isoformat()
