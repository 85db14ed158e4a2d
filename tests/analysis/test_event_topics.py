"""What an event is about, in the words of its text: `cases/topics.toml`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.analysis.analysed_text import AnalysedText
from bilateral.analysis.annotation import annotate
from bilateral.analysis.events.event_finder import find_events
from bilateral.analysis.lexicons.word_lists import read_lexicon
from bilateral.analysis.mentions.knowledge_index import prepared

CONTENT = tomllib.loads((Path(__file__).parent / "cases" / "topics.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def index(knowledge):
    return prepared(knowledge)


def topics_told(text, kind, index, knowledge):
    events = find_events(annotate(AnalysedText(text, published=CONTENT["published"]), index), knowledge)
    return [topic for event in events if event.kind == kind for topic in event.topics]


@pytest.mark.parametrize("case", CONTENT["cases"], ids=lambda case: case[0][:60])
def test_a_text_says_what_its_event_is_about(case, index, knowledge):
    text, kind, wanted, unwanted = case
    topics = topics_told(text, kind, index, knowledge)
    assert set(wanted) <= set(topics)
    assert not set(unwanted) & set(topics)


def test_every_topic_of_the_graph_is_one_that_states_talk_of(knowledge):
    themes = read_lexicon("topics")["themes"].values()
    listed = {phrase.strip().lower() for theme in themes for phrase in re.split("[,\n]", theme)}
    assert knowledge.topics.keys() - listed == set()


PIECES = ("trade", "rare earths", "the tides of May", "how to", "and", ",", "Syria", "is", "/", "of")


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_topics_are_words_of_the_text_and_no_topic_is_part_of_another(index, knowledge, pieces):
    text = f"The presidents of Chile and Japan met to discuss {' '.join(pieces)}."
    topics = topics_told(text, "meeting", index, knowledge)
    folded = [topic.lower() for topic in topics]
    assert all(topic.split()[0].lower() in text.lower() for topic in topics)
    assert not [one for one in folded for other in folded if one != other and one in other]
