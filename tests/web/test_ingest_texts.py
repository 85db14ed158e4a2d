"""Texts of others as pages show them: inert, cut into runs that quote them exactly."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from bilateral.web.ingest.display.inert_text import inert, plain
from bilateral.web.ingest.display.marked_text import TextMark, paragraphs
from bilateral.web.ingest.display.review_display import ordered

from ..ingest.made_drafts import claim, make_draft, meeting  # noqa: TID252  # tests are no package of a fixed name

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "Moscow \u202enilreB\u202c",
    "\u2066isolated\u2069",
    "a\x00b\x1b[31m",
    "tag\U000e0041",
    "&lt;b&gt;",
]
TEXTS = st.text(alphabet=st.sampled_from("ab. \n<&\u202e\u0301é中\U0001f600"), max_size=60)


@st.composite
def marked(draw):
    text = draw(TEXTS)
    places = st.integers(0, len(text))
    ends = draw(st.lists(st.tuples(places, places), max_size=6))
    return text, [TextMark(*sorted(pair), number, f"s{number}") for number, pair in enumerate(ends, 1)]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_becomes_no_markup_and_turns_no_direction(text):
    shown = str(inert(text))
    assert re.findall(r"<(?!/?span\b)", shown) == []
    assert not set("\u202e\u202c\u2066\u2069\x00\x1b\U000e0041") & set(shown + plain(text))


def test_what_is_invisible_is_shown_by_its_name():
    shown = str(inert("to \u202eretni"))
    assert '<span class="control" title="right-to-left override">RLO</span>' in shown


@given(st.text())
def test_what_is_visible_is_shown_as_it_is(text):
    shown = re.sub(r'<span class="control"[^>]*>[^<]*</span>', "\ufffd", str(inert(text)))
    assert shown == escape(plain(text))


@given(marked())
def test_runs_are_the_text_without_the_gaps_between_paragraphs(given_):
    text, marks = given_
    runs = [run for paragraph in paragraphs(text, marks) for run in paragraph]
    assert all(text[run.start : run.start + len(run.text)] == run.text and run.text for run in runs)
    assert [run.start for run in runs] == sorted({run.start for run in runs})
    covered = {at for run in runs for at in range(run.start, run.start + len(run.text))}
    assert all(text[at].isspace() for at in set(range(len(text))) - covered)


@given(marked())
def test_every_run_within_a_mark_belongs_to_the_narrowest(given_):
    text, marks = given_
    for run in (run for paragraph in paragraphs(text, marks) for run in paragraph):
        end = run.start + len(run.text)
        cover = [mark for mark in marks if mark.start <= run.start and end <= mark.end]
        assert (run.mark in cover) if cover else run.mark is None
        assert run.mark is None or all(run.mark.end - run.mark.start <= m.end - m.start for m in cover)


@given(marked())
def test_the_number_of_every_mark_on_words_stands_behind_them(given_):
    text, marks = given_
    numbers = {mark.number for each in paragraphs(text, marks) for run in each for mark in run.ending}
    assert {mark.number for mark in marks if text[mark.start : mark.end].strip()} <= numbers


def test_ten_thousand_marks_in_one_sentence_are_cut_in_time():
    text = "name " * 10_000
    marks = [TextMark(at * 5, at * 5 + 4, at, f"s{at}") for at in range(10_000)]
    (paragraph,) = paragraphs(text, marks)
    assert sum(run.mark is not None for run in paragraph) == 10_000


def test_paragraphs_with_events_come_first_and_each_kind_in_the_order_of_the_text():
    of = [
        ("e5", meeting(), 5),
        ("s3", claim(), 3),
        ("s9", claim(), 9),
        ("e2", meeting(), 2),
        ("s2", claim(), 2),
    ]
    made = tuple(replace(each, id=name, paragraph=at, hangs_on=()) for name, each, at in of)
    listed = [each.id for each in ordered(replace(make_draft(), suggestions=made))]
    assert listed == ["e2", "s2", "e5", "s3", "s9"]
