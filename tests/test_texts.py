"""Files begin with a byte order mark where a program put one; numbers are read from digits."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral import texts
from bilateral.errors import InputError

OTHERS = {
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
}


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")))
def test_a_mark_is_no_text_and_stands_at_the_beginning_only(text):
    assert texts.decode(codecs.BOM_UTF8 + text.encode(), "a") == text
    assert texts.decode(f"x\ufeff{text}".encode(), "a") == f"x\ufeff{text}"


@pytest.mark.parametrize("mark", OTHERS)
def test_the_mark_of_another_encoding_is_named(mark, tmp_path):
    (tmp_path / "a").write_bytes(mark + b"a\0")
    with pytest.raises(InputError, match=f":1: .*byte order mark of {OTHERS[mark]}"):
        texts.read(tmp_path / "a")


def test_what_is_not_utf_8_is_refused_with_its_line(tmp_path):
    (tmp_path / "a").write_bytes(b"a\nb\xff")
    with pytest.raises(InputError, match=":2: not UTF-8"):
        texts.read(tmp_path / "a")


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        texts.read(tmp_path / "a")


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("007", 7), ("123456789012345678", 123456789012345678)]
)
def test_digits_are_read(text, number):
    assert texts.natural(text) == number


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "1.0", " 1", "1\n", "٣", "²", "1_000", "9" * 19, "9" * 5000]
)
def test_other_texts_are_no_numbers(text):
    assert texts.natural(text) is None
