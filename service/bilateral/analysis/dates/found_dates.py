"""The dates of a text, in order, each reckoned from those before it and the day of publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.analysis.dates.date_expressions import date_expressions
from bilateral.analysis.dates.date_reckoning import DateContext, reckon, tense_at
from bilateral.analysis.text.sentence_spans import is_heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilateral.analysis.analysed_text import AnalysedText, TextSpan
    from bilateral.analysis.findings import FoundDate


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
        for expression in date_expressions(source.text, sentence, language):
            tense = tense_at(source.text, expression.span, sentence, is_heading=heading)
            date = reckon(expression, DateContext(source.published, previous, near, tense, language))
            if not date:
                continue
            found.append(date)
            while quote and quote.end <= expression.span.start:
                quote = next(quotes, None)
            if not (quote and quote.contains(expression.span)) and not _is_ahead(source, date):
                previous, near = date.value, True
    return tuple(found)


def _is_ahead(source: AnalysedText, date: FoundDate) -> bool:
    """Return whether a date lies after publication: what is narrated does not go on from there."""
    return source.published is not None and date.value > source.published.isoformat()
