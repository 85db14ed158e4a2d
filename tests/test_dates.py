from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.rdf import dates
from bilateral.rdf.terms import literal
from bilateral.rdf.vocabulary import XSD_DATE, XSD_GYEAR, XSD_GYEARMONTH

days = st.dates(min_value=date(1000, 1, 1))


@given(days)
def test_a_day_spans_itself(day):
    assert dates.span(dates.partial_date(day.isoformat())) == (day, day)


@given(days)
def test_a_month_and_a_year_span_every_day_in_them(day):
    for text in (day.isoformat()[:7], day.isoformat()[:4]):
        span = dates.span(dates.partial_date(text))
        assert span is not None
        assert span.first <= day <= span.last
        assert span.first.day == 1


@given(days)
def test_a_bound_is_a_day_again(day):
    assert dates.span(dates.day(day)) == (day, day)


def test_precision_is_the_datatype():
    assert dates.partial_date("2010") == literal("2010", datatype=XSD_GYEAR)
    assert dates.partial_date("1998-11") == literal("1998-11", datatype=XSD_GYEARMONTH)
    assert dates.partial_date("2025-07-13") == literal("2025-07-13", datatype=XSD_DATE)


@pytest.mark.parametrize(
    "text", ["last year", "2025-13", "2025-00", "2025-02-30", "25-07-13", "2025-7", "٢٠٢٥", ""]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        dates.partial_date(text)


def test_a_lexical_form_of_another_datatype_is_refused():
    with pytest.raises(ValueError, match="no gYear"):
        dates.span(literal("2025-07", datatype=XSD_GYEAR))


def test_a_literal_that_is_no_date_has_no_span():
    assert dates.span(literal("2025")) is None
