"""Sentences as news and readouts write them, and the events that they tell of: `cases/events-*.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bilateral.analysis.analysed_text import AnalysedText
from bilateral.analysis.annotation import annotate
from bilateral.analysis.events.event_finder import find_events
from bilateral.analysis.mentions.knowledge_index import prepared

CASES = Path(__file__).parent / "cases"


def cases():
    for path in sorted(CASES.glob("events-*.toml")):
        content = tomllib.loads(path.read_text("utf-8"))
        for text, *expected in content["cases"]:
            not_yet = text in content.get("not_yet", ())
            marks = [pytest.mark.xfail(reason="not understood yet", strict=True)] if not_yet else []
            yield pytest.param(text, content["published"], expected, marks=marks, id=text[:60])


@pytest.fixture(scope="session")
def index(knowledge):
    return prepared(knowledge)


@pytest.mark.parametrize(("text", "published", "expected"), list(cases()))
def test_a_sentence_tells_of_these_events(text, published, expected, knowledge, index):
    events = find_events(annotate(AnalysedText(text, published=published), index), knowledge)
    told = [each.partition(" | ") for each in expected]
    wanted = [words.partition(" @") for words, _, _ in told]
    assert sorted(in_words(event) for event in events) == sorted(words for words, _, _ in wanted)
    places = {in_words(event): event.place.name for event in events if event.place}
    assert {words: place for words, _, place in wanted if place}.items() <= places.items()
    who = sorted((words.partition(" @")[0], sorted(names.split(", "))) for words, _, names in told if names)
    described = {words for words, _ in who}
    assert sorted((in_words(each), parts(each)) for each in events if in_words(each) in described) == who


def parts(event):
    return sorted(
        f"{each.entity.name} as {each.role}" if each.role else each.entity.name for each in event.participants
    )


def in_words(event):
    day = event.date.value if event.date else "none"
    states = "+".join(sorted(state.removeprefix("state/") for state in event.states))
    return " ".join(filter(None, (event.kind, event.status, day, states)))
