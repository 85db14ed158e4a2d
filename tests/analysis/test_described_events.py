"""Events as careful readers describe them: what several texts tell of is offered, and nothing else."""

import json
from itertools import combinations

import pytest

from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.event_comparison import DIFFERENT, SAME, compare
from bilateral.analysis.findings import (
    EVENT_KINDS,
    ORGANISATION,
    PERSON,
    PLACE,
    STATE,
    Entity,
    FoundDate,
    FoundEvent,
    Participant,
)

KINDS = {"state": STATE, "organisation": ORGANISATION, "place": PLACE}


def entity(described, otherwise):
    identifier = described.get("entity") or described.get("id")
    kind = KINDS.get((identifier or "").partition("/")[0], otherwise)
    return Entity(identifier, described.get("name") or identifier or "", kind)


def event(gold):
    date, place = (gold.get("date") or {}).get("value"), gold.get("place")
    return FoundEvent(
        gold["type"] if gold["type"] in EVENT_KINDS else "other",
        gold["status"],
        TextSpan(0, 0),
        (),
        FoundDate(date) if date else None,
        entity(place, PLACE) if place else None,
        tuple(
            Participant(
                entity(each, PERSON), each.get("state") and f"state/{each['state']}", each.get("role")
            )
            for each in gold.get("participants", ())
        ),
        tuple(f"state/{state}" for state in gold.get("states", ())),
    )


@pytest.fixture(scope="module")
def pairs(shared):
    """Pairs of events of different texts: whether they are one, and the comparison."""
    folder = shared / "ingest"
    lines = map(json.loads, (folder / "docs.jsonl").read_text("utf-8").splitlines())
    texts = {line["id"] for line in lines if line["split"] == "dev"}
    gold = map(json.loads, (folder / "gold_dev.jsonl").read_text("utf-8").splitlines())
    events = [(line["id"], each) for line in gold if line["id"] in texts for each in line.get("events", ())]
    return [
        (
            bool(one.get("cluster")) and one.get("cluster") == other.get("cluster"),
            compare(event(one), event(other)),
        )
        for (text, one), (another, other) in combinations(events, 2)
        if text != another
    ]


def test_what_several_texts_tell_of_is_offered(pairs):
    offered = [told.verdict != DIFFERENT for same, told in pairs if same]
    assert offered
    assert all(offered)


def test_nothing_else_is_taken_for_the_same(pairs):
    assert [told for same, told in pairs if not same and told.verdict == SAME] == []
    assert sum(told.verdict != DIFFERENT for same, told in pairs if not same) <= 2
