"""Dates as precise as their source, and what holds on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.explore.graph import display_dates
from bilateral.explore.graph.display_dates import NO, PERHAPS, YES, Timing
from bilateral.rdf.dates import Span, partial_date

days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
spans = st.builds(lambda first, length: Span(first, first + timedelta(length)), days, st.integers(0, 400))
spells = st.builds(Timing, st.none() | spans, st.none() | spans, st.booleans())


@given(spells, days)
def test_a_day_on_which_a_source_shows_it_is_a_day_on_which_it_holds(spell, day):
    assert display_dates.holds(spell._replace(seen=(day,)), day) == YES


@given(spans, days)
def test_an_ongoing_spell_holds_from_its_latest_start(start, day):
    held = display_dates.holds(Timing(start, ongoing=True), day)
    assert held == (YES if day >= start.last else PERHAPS if day >= start.first else NO)


@given(spans, spans, days)
def test_nothing_holds_after_its_latest_end(start, end, day):
    spell = Timing(start, end)
    assert day <= end.last or display_dates.holds(spell, day) == NO


@given(spells, days)
def test_a_spell_without_any_date_is_never_ruled_out(spell, day):
    assert display_dates.holds(Timing(), day) == PERHAPS
    assert display_dates.holds(spell, day) in {YES, PERHAPS, NO}


@pytest.mark.parametrize(
    ("text", "shown"), [("2025-07-13", "13 July 2025"), ("2025-07", "July 2025"), ("2025", "2025")]
)
def test_a_date_is_shown_no_more_precisely_than_it_is_known(text, shown):
    assert display_dates.display(partial_date(text)) == shown


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024", date(2024, 12, 31)), ("2024-02", date(2024, 2, 29)), (" 2025-07-13 ", date(2025, 7, 13))],
)
def test_as_of_a_year_or_month_means_its_last_day(text, day):
    assert display_dates.read(text) == day


@pytest.mark.parametrize("text", ["", "yesterday", "2025-13", "2025-02-30", "20250713"])
def test_what_is_no_date_is_read_as_none(text):
    assert display_dates.read(text) is None
