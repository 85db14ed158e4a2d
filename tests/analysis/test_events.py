"""What holds of the events found in any text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.analysis.analysed_text import AnalysedText
from bilateral.analysis.annotation import annotate
from bilateral.analysis.event_comparison import day_range
from bilateral.analysis.events.event_features import features
from bilateral.analysis.events.event_finder import find_events
from bilateral.analysis.findings import CANCELLED, DENIED, EVENT_KINDS, OCCURRED, PLANNED
from bilateral.analysis.mentions.knowledge_index import prepared

WORDS = (
    "Vladimir Putin",
    "Emmanuel Macron",
    "Chinese President Xi Jinping",
    "Turkey",
    "Japan",
    "in Geneva",
    "on Monday",
    "on 3 May",
    "met",
    "will visit",
    "signed an agreement with",
    "expelled two diplomats of",
    "held talks with",
    "postponed",
    "the visit",
    "recognised",
    "and",
    ",",
    "who",
    "after",
    ".",
    "if",
    "denied that",
    "\U0001f600",
    "(",
    "\u201c",
    "\u201d",
)
texts = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
READOUT = """Telephone conversation with President of France Emmanuel Macron

Vladimir Putin had a telephone conversation with President of France Emmanuel Macron.

They discussed the situation in Syria. The two leaders agreed to meet in Geneva on May 25."""


@pytest.fixture(scope="module")
def found_in(knowledge):
    index = prepared(knowledge)

    def find(text, published=date(2022, 5, 18), **others):
        annotated = annotate(AnalysedText(text, published=published, **others), index)
        return annotated, find_events(annotated, knowledge)

    return find


@settings(max_examples=60, deadline=None)
@given(text=texts)
def test_events_rest_on_sentences_and_say_nothing_twice(text, found_in):
    annotated, events = found_in(text)
    sentences = {sentence.span for sentence in annotated.sentences}
    for event in events:
        assert event.kind in EVENT_KINDS
        assert event.status in {OCCURRED, PLANNED, CANCELLED, DENIED}
        assert event.evidence
        assert set(event.evidence) <= sentences
        assert any(sentence.contains(event.trigger) for sentence in event.evidence)
        assert len({part.entity for part in event.participants}) == len(event.participants)
        assert {part.state for part in event.participants if part.state} <= set(event.states)
        assert event.date is None or day_range(event.date.value)


@settings(max_examples=30, deadline=None)
@given(text=texts)
def test_one_text_gives_the_same_events_each_time(text, found_in):
    assert found_in(text)[1] == found_in(text)[1]


@pytest.mark.parametrize(
    "part", ["Putin met Xi and ", "Turkey, ", "the visit of the ", "( ", "\u201cwill meet "]
)
def test_a_text_without_a_full_stop_is_read(part, found_in):
    _, events = found_in(part * 4000)
    assert len(events) <= 40


def test_a_readout_is_filled_from_its_title_its_publisher_and_its_day(found_in):
    annotated, events = found_in(
        READOUT, title=READOUT.partition("\n")[0], publisher="President of Russia (Kremlin)", kind="readout"
    )
    call = events[0]
    assert (call.kind, call.status, call.date.value) == ("call", OCCURRED, "2022-05-18")
    assert {part.entity.id for part in call.participants} == {
        "person/vladimir-putin",
        "person/emmanuel-macron",
    }
    assert "Syria" in call.topics
    assert "told=title+body" in features(call, annotated)
    assert "text=official" in features(call, annotated)


def test_what_the_two_agreed_on_is_an_event_of_its_own(found_in):
    _, events = found_in(READOUT, title=READOUT.partition("\n")[0], publisher="President of Russia (Kremlin)")
    meeting = events[1]
    assert (meeting.kind, meeting.status, meeting.date.value) == ("meeting", PLANNED, "2022-05-25")
    assert meeting.states == ("state/FRA", "state/RUS")
    assert meeting.place.name == "Geneva"


def test_a_quotation_alone_tells_of_no_event(found_in):
    _, events = found_in(
        "\u201cRussia will never have signed an agreement with Japan on that,\u201d he said."
    )
    assert events == ()
