"""Which events of several texts are one."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.event_clusters import TextEvent, ToldEvents, cluster_events
from bilateral.analysis.findings import (
    CANCELLED,
    OCCURRED,
    PERSON,
    PLANNED,
    STATE,
    Entity,
    FoundDate,
    FoundEvent,
    Participant,
)

PUTIN, ALIYEV, PASHINYAN = (
    Participant(Entity(f"person/{name}", name, PERSON), f"state/{state}")
    for name, state in (("putin", "RUS"), ("aliyev", "AZE"), ("pashinyan", "ARM"))
)


def meeting(*persons, day="2021-11-26", status=OCCURRED):
    states = tuple(sorted(each.state for each in persons))
    return FoundEvent(
        "meeting", status, TextSpan(0, 3), (), FoundDate(day) if day else None, None, persons, states
    )


OF_THREE, OF_TWO = meeting(PUTIN, ALIYEV, PASHINYAN), meeting(PUTIN, ALIYEV)


def test_what_one_text_plans_and_another_narrates_is_one():
    planned = meeting(PUTIN, ALIYEV, PASHINYAN, status=PLANNED)
    assert cluster_events([ToldEvents([planned]), ToldEvents([OF_THREE])]) == [
        frozenset((TextEvent(0, 0), TextEvent(1, 0)))
    ]


def test_a_text_tells_its_own_events_apart():
    found = cluster_events([ToldEvents([OF_TWO, OF_THREE]), ToldEvents([OF_THREE])])
    assert found == [frozenset((TextEvent(0, 1), TextEvent(1, 0)))]


def test_without_a_day_texts_of_one_month_may_tell_of_one_event():
    undated = ToldEvents([meeting(PUTIN, ALIYEV, day=None)], date(2021, 11, 20))
    assert cluster_events([undated, ToldEvents([OF_TWO], date(2021, 11, 27))]) != []
    assert cluster_events([undated, ToldEvents([OF_TWO], date(2022, 3, 1))]) == []


def test_what_was_called_off_is_not_what_took_place():
    called_off = meeting(PUTIN, ALIYEV, status=CANCELLED)
    assert cluster_events([ToldEvents([called_off]), ToldEvents([OF_TWO])]) == []


def recognition(of, *states, day=None):
    parties = (
        Participant(Entity(None, of, STATE)),
        *(Participant(Entity(each, each, STATE)) for each in states),
    )
    return FoundEvent(
        "recognition", OCCURRED, TextSpan(0, 3), (), FoundDate(day) if day else None, None, parties, states
    )


def test_a_polity_is_recognised_once_by_a_state_whether_or_not_a_text_gives_the_day():
    undated = recognition("Kosovo", "state/FRA")
    dated = recognition("Kosovo", "state/FRA", "state/TUR", day="2008-02-18")
    other = recognition("Abkhazia", "state/FRA", day="2008-02-18")
    assert cluster_events([ToldEvents([undated]), ToldEvents([dated])]) != []
    assert cluster_events([ToldEvents([undated]), ToldEvents([other])]) == []


EVENTS = st.builds(
    lambda persons, day, status: meeting(*sorted(persons, key=str), day=day, status=status),
    st.sets(st.sampled_from([PUTIN, ALIYEV, PASHINYAN]), min_size=2),
    st.sampled_from(["2021-11-26", "2021-11-27", "2021-11", None]),
    st.sampled_from([OCCURRED, PLANNED]),
)
TEXTS = st.lists(st.lists(EVENTS, max_size=3), max_size=4)


@given(TEXTS)
def test_groups_share_no_event_and_have_one_of_a_text(texts):
    groups = cluster_events([ToldEvents(events) for events in texts])
    members = [each for group in groups for each in group]
    assert len(members) == len(set(members))
    for group in groups:
        assert len(group) == len({each.text for each in group}) > 1
