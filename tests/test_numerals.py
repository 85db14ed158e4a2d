"""Numbers that somebody else wrote."""

import pytest

from bilateral.numerals import natural


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("007", 7), ("123456789012345678", 123456789012345678)]
)
def test_digits_are_read(text, number):
    assert natural(text) == number


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "1.0", " 1", "1\n", "٣", "²", "1_000", "9" * 19, "9" * 5000]
)
def test_other_texts_are_no_numbers(text):
    assert natural(text) is None
