"""Quotations in their sentences, and texts cut at what is marked."""

from hypothesis import given
from hypothesis import strategies as st

from bilateral.explore.entity import source_text

TEXT = "The first sentence. They met in\nBeijing on Sunday, he said. The last one.\n\nAnother paragraph."


def test_a_quotation_is_shown_in_its_sentence():
    start = TEXT.index("Beijing")
    before, after = source_text.sentence(TEXT, start, start + len("Beijing"))
    assert (before, after) == ("They met in\n", " on Sunday, he said.")


def test_a_quotation_over_two_sentences_is_shown_in_both():
    start, end = TEXT.index("met"), TEXT.index("last")
    before, after = source_text.sentence(TEXT, start, end)
    assert before + TEXT[start:end] + after == "They met in\nBeijing on Sunday, he said. The last one."


marks = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from("abc"))).map(sorted)


@given(st.text(max_size=50), marks)
def test_cutting_a_text_loses_nothing_of_it(text, marked):
    pieces = source_text.cut(text, marked)
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)


def test_where_marks_overlap_the_earlier_counts():
    assert source_text.cut("abcdef", [(0, 3, "x"), (2, 5, "y")]) == [("abc", "x"), ("de", "y"), ("f", "")]
