"""Who says "I" and "we": the speaker that a sentence names, else whom a government's text is by."""

from datetime import date

import pytest

from bilateral.analysis.analysed_text import AnalysedText
from bilateral.analysis.annotation import annotate
from bilateral.analysis.events.event_finder import find_events
from bilateral.analysis.mentions.knowledge_index import prepared

PUBLISHED = date(2022, 5, 18)


@pytest.fixture(scope="module")
def index(knowledge):
    return prepared(knowledge)


def names(text, knowledge, index, publisher=""):
    source = AnalysedText(
        text, published=PUBLISHED, publisher=publisher, kind="statement" if publisher else ""
    )
    events = find_events(annotate(source, index), knowledge)
    return [(each.kind, sorted(part.entity.name for part in each.participants)) for each in events]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I met with Prime Minister Kishida in Tokyo.", "meeting"),
        ("I spoke with Prime Minister Kishida yesterday to discuss our support.", "call"),
        ("In my conversation with Prime Minister Kishida, I underlined the need for restraint.", "call"),
    ],
)
def test_in_a_statement_it_is_the_head_of_state_of_its_publisher(text, expected, knowledge, index):
    assert names(text, knowledge, index, "The White House") == [(expected, ["Fumio Kishida", "Joe Biden"])]


@pytest.mark.parametrize(
    "text",
    [
        "“I met with Prime Minister Kishida on Monday,” Emmanuel Macron told reporters.",
        "Emmanuel Macron said: “We met with Prime Minister Kishida on Monday.”",
        "I met with Prime Minister Kishida on Monday, Emmanuel Macron said.",
    ],
)
def test_in_a_report_it_is_whom_the_sentence_names_as_speaker(text, knowledge, index):
    assert names(text, knowledge, index) == [("meeting", ["Emmanuel Macron", "Fumio Kishida"])]


def test_without_speaker_and_publisher_nobody_is_guessed(knowledge, index):
    assert names("I met with Prime Minister Kishida on Monday.", knowledge, index) == []
    assert names("“I met with Prime Minister Kishida on Monday.”", knowledge, index) == []
