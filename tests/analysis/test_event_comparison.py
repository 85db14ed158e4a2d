"""When two descriptions are taken for one event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.event_comparison import DIFFERENT, PERHAPS, SAME, compare, day_range, same_person
from bilateral.analysis.findings import (
    CANCELLED,
    DENIED,
    EVENT_KINDS,
    OCCURRED,
    PERSON,
    PLACE,
    PLANNED,
    STATE,
    Entity,
    FoundDate,
    FoundEvent,
    Participant,
)

PUTIN, XI = (
    Entity("person/vladimir-putin", "Vladimir Putin", PERSON),
    Entity("person/xi-jinping", "Xi Jinping", PERSON),
)
MODI = Entity("person/narendra-modi", "Narendra Modi", PERSON)
LAVROV, WANG = Entity(None, "Sergey Lavrov", PERSON), Entity(None, "Wang Yi", PERSON)
BEIJING, MOSCOW = Entity("place/beijing", "Beijing", PLACE), Entity("place/moscow", "Moscow", PLACE)
CHINA = Entity("state/CHN", "China", STATE)


def event(kind="meeting", day="2025-07-13", persons=(PUTIN, XI), states=("state/CHN", "state/RUS"), **others):
    sides = ("state/RUS", "state/CHN", "state/IND")
    parts = tuple(Participant(person, sides[min(i, 2)]) for i, person in enumerate(persons))
    told = {"status": OCCURRED, "participants": parts, "states": states, **others}
    return FoundEvent(kind, told.pop("status"), TextSpan(0, 3), (), FoundDate(day) if day else None, **told)


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        (event(), SAME),
        (event("call"), SAME),
        (event("visit"), DIFFERENT),
        (event(day="2025-07"), PERHAPS),
        (event(day="2025"), DIFFERENT),
        (event(day="2025-07-12/2025-07-14"), SAME),
        (event(day="2025-07-14"), PERHAPS),
        (event(day="2025-07-16"), DIFFERENT),
        (event(day="2025-07-20", status=PLANNED), PERHAPS),
        (event(day=None), PERHAPS),
        (event(persons=()), SAME),
        (event(persons=(LAVROV, WANG)), DIFFERENT),
        (event(persons=(PUTIN, WANG)), PERHAPS),
        (event(persons=(PUTIN, WANG), day="2025-07-14"), DIFFERENT),
        (
            event("session", states=("state/RUS", "state/IND", "state/CHN", "state/KAZ"), persons=()),
            DIFFERENT,
        ),
        (event(states=("state/RUS", "state/IND"), persons=()), DIFFERENT),
        (event(states=("state/RUS", "state/IND", "state/CHN"), persons=()), SAME),
        (event(states=("state/RUS", "state/IND", "state/CHN"), persons=(PUTIN, XI, MODI)), PERHAPS),
        (event(states=("state/FRA", "state/DEU"), persons=()), DIFFERENT),
        (event(states=("state/CHN", "state/RUS", "state/IND")), SAME),
        (event(status=PLANNED), SAME),
        (event(status=CANCELLED), PERHAPS),
        (event(status=DENIED), PERHAPS),
    ],
)
def test_talks_of_two_heads_of_state_on_one_day(other, verdict):
    found = compare(event(), other)
    assert found.verdict == verdict, found


def test_two_cities_on_one_day_are_doubtful():
    here, there = event(place=BEIJING, persons=()), event(place=MOSCOW, persons=())
    assert compare(here, there).score < compare(here, here).score
    assert any("Moscow" in reason for reason in compare(here, there).reasons)


def test_a_city_does_not_contradict_a_state():
    assert compare(event(place=BEIJING), event(place=CHINA)).verdict == SAME


def test_the_reason_of_a_difference_is_told_alone():
    assert compare(event(), event(day="2025-08-13")).reasons == ("31 days apart",)


def test_a_person_is_known_by_family_name_and_first_letter():
    assert same_person(LAVROV, Entity(None, "S. Lavrov", PERSON))
    assert same_person(LAVROV, Entity("person/sergey-lavrov", "Lavrov", PERSON))
    assert not same_person(LAVROV, Entity(None, "Nikita Lavrov", PERSON))
    assert not same_person(PUTIN, Entity("person/another", "Vladimir Putin", PERSON))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2022", (date(2022, 1, 1), date(2022, 12, 31))),
        ("2022-12", (date(2022, 12, 1), date(2022, 12, 31))),
        ("2022-02-04/2022-02-06", (date(2022, 2, 4), date(2022, 2, 6))),
        ("recently", None),
        ("", None),
        ("2022-13", None),
    ],
)
def test_a_date_is_as_many_days_as_its_precision_says(value, expected):
    assert day_range(value) == expected


days = st.one_of(
    st.none(), st.dates(date(2020, 1, 1), date(2020, 3, 1)).map(str), st.sampled_from(["2020", "2020-02"])
)
events = st.builds(
    event,
    st.sampled_from(EVENT_KINDS),
    days,
    st.lists(st.sampled_from([PUTIN, XI, LAVROV, WANG]), max_size=3, unique=True).map(tuple),
    st.lists(st.sampled_from(["state/CHN", "state/RUS", "state/IND"]), max_size=3, unique=True).map(tuple),
    status=st.sampled_from([OCCURRED, PLANNED, CANCELLED, DENIED]),
    place=st.sampled_from([None, BEIJING, MOSCOW, CHINA]),
)


@given(events, events)
def test_the_order_of_the_two_makes_no_difference(one, other):
    assert compare(one, other)[:2] == compare(other, one)[:2]


@given(events)
def test_nothing_whose_day_and_states_are_known_is_different_from_itself(one):
    assume(one.date and one.states)
    found = compare(one, one)
    assert found.verdict != DIFFERENT
    assert found.score >= compare(one, replace(one, date=None)).score


def test_a_city_and_the_state_that_it_lies_in_agree():
    told = compare(event(place=BEIJING), event(place=CHINA), {"place/beijing": "state/CHN"})
    assert told.verdict == SAME
    assert "Beijing lies in China" in told.reasons


def test_a_month_is_enough_where_persons_and_place_agree():
    told = event(day="2025-07", place=BEIJING)
    assert compare(told, event(place=BEIJING)).verdict == SAME
    assert compare(told, event(place=MOSCOW)).verdict == PERHAPS
    assert compare(told, event(place=BEIJING, persons=())).verdict == PERHAPS
    assert compare(event(day="2025", place=BEIJING), event(place=BEIJING)).verdict == PERHAPS


@pytest.mark.parametrize(
    ("kind", "other"),
    [("agreement", "declaration"), ("declaration", "statement"), ("withdrawal", "military")],
)
def test_kinds_by_which_one_event_is_told_now_and_then_are_offered(kind, other):
    one, another = event(kind, persons=()), event(other, persons=())
    assert compare(one, another).verdict != DIFFERENT
    assert compare(one, replace(another, date=FoundDate("2025-08-20"))).verdict == DIFFERENT
    assert compare(one, replace(another, states=("state/IND", "state/RUS"))).verdict == DIFFERENT


def test_what_is_told_by_a_near_kind_is_at_most_perhaps_the_same():
    assert compare(event("declaration"), event("statement")).verdict == PERHAPS
    assert compare(event("withdrawal"), event("military", status=PLANNED)).verdict == PERHAPS


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        ({}, SAME),
        ({"persons": (XI,)}, DIFFERENT),
        ({"persons": (WANG,)}, PERHAPS),
        ({"place": Entity("state/IND", "India", STATE)}, DIFFERENT),
        ({"place": BEIJING}, SAME),
    ],
)
def test_visits_are_told_apart_by_who_makes_them_and_to_which_state(other, verdict):
    one = {"persons": (PUTIN,), "place": CHINA}
    first, second = (visit(**said) for said in (one, one | other))
    assert compare(first, second).verdict == verdict


def visit(persons, place):
    """Return a visit of persons whose state is not known."""
    return event(
        "visit", persons=(), participants=tuple(Participant(each, None) for each in persons), place=place
    )
