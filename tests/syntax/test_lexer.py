"""Tokens are where the grammar says, in linear time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.syntax.lexer import tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FILTER(?a<?b && ?c>?d)", ["FILTER", "(", "?a", "<", "?b", "&&", "?c", ">", "?d", ")"]),
        ("?x <http://e/#a> 'b'", ["?x", "<http://e/#a>", "'b'"]),
        ("ex:a\\#b # SERVICE", ["ex:a\\#b"]),
        ('"""a"b""c\\"""" x', ['"""a"b""c\\""""', "x"]),
        ("'a # b' # c\n d", ["'a # b'", "d"]),
        ("ex:a.b. _:b1.", ["ex:a.b", ".", "_:b1", "."]),
        ("<<( ?s ?p 1.5e3 )>> {| :a 1 |}", ["<<(", "?s", "?p", "1.5e3", ")>>", "{|", ":a", "1", "|}"]),
    ],
)
def test_tokens_are_the_longest(text, expected):
    assert [token.text for token in tokens(text)] == expected


@given(st.text(max_size=60))
def test_nothing_but_spaces_and_comments_is_left_out(text):
    end = 0
    for token in tokens(text):
        gap = text[end : token.start]
        assert not gap.strip(" \t\r\n") or gap.lstrip(" \t\r\n").startswith("#")
        end = token.end


@pytest.mark.parametrize(
    "piece", ['"', "'''", "\\", "a:", "a.b-", "?", "<", '"\\', ":\\,", "_:a.", '""a', "1.", "((", "^"]
)
def test_no_text_takes_long(piece):
    started = time.perf_counter()
    sum(1 for _ in tokens('"""' + piece * 50_000))
    sum(1 for _ in tokens(piece * 50_000))
    assert time.perf_counter() - started < 3
