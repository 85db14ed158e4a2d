"""No cell of a table for spreadsheets is run."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.explore import exports

CELLS = st.text(st.one_of(st.sampled_from("=+-@\t\r\n,;|\"' 019.e＝"), st.characters(codec="utf-8")))  # noqa: RUF001  # meant
RUN = ("=", "+", "-", "@", "\t", "\r", "\n")


def read(text):
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x.example","click")',
        "=1+1",
        "+1+1",
        "-1+1",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\ufeff=1",
        "＝1",  # noqa: RUF001  # some spreadsheets take it for =
        "-",
        "--1",
        "+49 30 1234",
        "-5-5",
    ],
)
def test_what_begins_a_formula_is_a_text(text):
    assert exports.spreadsheet_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["-5", "+5", "-0.5", "1e-5", "-1.5E+3", "2025-07-13", "", "China", "a=b", "'t", "Ж"]
)
def test_numbers_and_other_texts_stay_as_they_are(text):
    assert exports.spreadsheet_cell(text) == text


@given(st.lists(st.lists(CELLS, min_size=2), min_size=1))
def test_what_is_read_again_is_what_was_written_and_nothing_is_run(rows):
    found = read(exports.spreadsheet(rows))
    assert [[text.removeprefix("'") for text in row] for row in found] == [
        [text.removeprefix("'") for text in row] for row in rows
    ]
    for text in (text for row in found for text in row):
        assert not text.startswith(RUN) or float(text) is not None
