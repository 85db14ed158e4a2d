"""Which event of the graph a described one is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.event_comparison import DIFFERENT, PERHAPS, SAME
from bilateral.analysis.findings import (
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
from bilateral.ingest.graph_knowledge import read_knowledge
from bilateral.ingest.identity.event_index import EventIndex
from bilateral.ingest.identity.event_matching import NEW, compare_accounts, find_matches, match_all, verdict
from bilateral.ingest.identity.graph_events import GraphEvent, read_events, unrefined
from bilateral.rdf.iris import entity
from bilateral.rdf.terms import XSD, Quad, literal
from bilateral.rdf.vocabulary import BIL, RDF
from bilateral.store.engine.converter import from_quads
from bilateral.store.engine.view import GraphView

LAVROV, WANG, PUTIN = (
    Entity("person/sergey-lavrov", "Sergey Lavrov", PERSON),
    Entity("person/wang-yi", "Wang Yi", PERSON),
    Entity("person/vladimir-putin", "Vladimir Putin", PERSON),
)
BEIJING, CHINA, MOSCOW = (
    Entity("place/beijing", "Beijing", PLACE),
    Entity("state/CHN", "China", STATE),
    Entity("place/moscow", "Moscow", PLACE),
)
PART_OF = {"place/beijing": "state/CHN", "place/moscow": "state/RUS"}


def talks(day="2022-02-03", place=BEIJING, russian=LAVROV, status=OCCURRED, **others):
    parts = Participant(russian, "state/RUS"), Participant(WANG, "state/CHN")
    kind, name = others.get("kind", "meeting"), others.get("name", "these talks")
    return FoundEvent(
        kind, status, TextSpan(0, 5), (), FoundDate(day) if day else None, place, parts,
        ("state/CHN", "state/RUS"), name=name,
    )  # fmt: skip


KNOWN = GraphEvent("meeting/lavrov-wang-2022-02-03", talks(name="Sergey Lavrov meets Wang Yi"))
INDEX = EventIndex([KNOWN], PART_OF)


@pytest.mark.parametrize(
    ("told", "expected", "reason"),
    [
        (talks(), SAME, "the same two persons"),
        (talks("2022-02"), SAME, "within the month that one gives"),
        (talks("2022-02-01/2022-02-05"), SAME, "the days are within each other"),
        (talks(place=CHINA), SAME, "Beijing lies in China"),
        (talks("2022-01-28", status=PLANNED), PERHAPS, "one is planned, the other occurred"),
        (talks(status=PLANNED), SAME, "one is planned, the other occurred"),
        (talks("2022-02-04"), PERHAPS, "a day apart"),
    ],
)
def test_an_event_of_the_graph_is_recognised_with_a_reason(told, expected, reason):
    (match,) = find_matches(told, INDEX)
    assert (match.event, match.verdict) == (KNOWN.id, expected)
    assert reason in match.reasons


@pytest.mark.parametrize(
    "told",
    [
        talks("2022-02-20"),
        talks("2022-02-20", status=PLANNED),
        talks("2021-02-03"),
        talks(None),
        talks(kind="agreement"),
        replace(talks(), states=("state/IND", "state/RUS")),
    ],
)
def test_an_event_that_the_graph_has_not_is_new(told):
    assert verdict(find_matches(told, INDEX)) == NEW


@pytest.mark.parametrize(
    ("told", "disputed"),
    [
        (talks(), ()),
        (talks("2022-02"), ()),
        (talks(place=CHINA), ()),
        (talks("2022-02-04"), ("day: this says 4 February 2022, {} says 3 February 2022",)),
        (talks("2022-02-10", status=PLANNED), ()),
        (talks(place=MOSCOW), ("place: this says Moscow, {} says Beijing",)),
        (talks(russian=PUTIN), ("who took part: this says Vladimir Putin, {} says Sergey Lavrov",)),
    ],
)  # fmt: skip
def test_what_accounts_disagree_on_is_said_and_what_they_refine_is_not(told, disputed):
    (match,) = find_matches(told, INDEX)
    assert match.conflicts == tuple(each.format("“Sergey Lavrov meets Wang Yi”") for each in disputed)


def test_where_sources_disagree_on_the_day_each_of_them_counts():
    disputed = GraphEvent(KNOWN.id, KNOWN.event, ("2022-02-06",))
    (match,) = find_matches(talks("2022-02-06"), EventIndex([disputed]))
    assert (match.verdict, match.conflicts) == (SAME, ())
    (match,) = find_matches(talks("2022-02-05"), EventIndex([disputed]))
    assert match.conflicts[0].endswith("says 3 February 2022 or 6 February 2022")


def test_of_two_that_fit_the_better_one_is_the_same():
    wider = GraphEvent("meeting/other", talks("2022-02-01/2022-02-05", place=None, name="Talks in February"))
    found = find_matches(talks(), EventIndex([wider, KNOWN], PART_OF))
    assert [(match.event, match.verdict) for match in found] == [(KNOWN.id, SAME), ("meeting/other", PERHAPS)]
    assert found[1].reasons[-1] == "but Sergey Lavrov meets Wang Yi fits better"


def test_two_events_of_one_text_are_not_one_event_of_the_graph():
    first, second = match_all([talks("2022-02"), talks()], INDEX)
    assert (verdict(first), verdict(second)) == (PERHAPS, SAME)


def test_what_a_text_tells_apart_from_an_event_is_not_perhaps_that_event():
    next_day = talks("2022-02-04")
    assert verdict(match_all([next_day], INDEX)[0]) == PERHAPS
    assert [verdict(matches) for matches in match_all([next_day, talks()], INDEX)] == [NEW, SAME]


@pytest.mark.parametrize(
    ("published", "expected"),
    [(date(2022, 2, 10), PERHAPS), (date(2022, 1, 30), PERHAPS), (date(2022, 5, 1), NEW), (None, NEW)],
)
def test_an_event_without_a_day_is_sought_around_the_publication_of_its_text(published, expected):
    assert verdict(find_matches(talks(None), INDEX, published)) == expected


def test_what_was_added_since_is_found_and_what_was_replaced_is_not():
    index = EventIndex([KNOWN], PART_OF)
    index.add(GraphEvent(KNOWN.id, talks("2023-05-01")))
    assert verdict(find_matches(talks(), index)) == NEW
    assert verdict(find_matches(talks("2023-05-01"), index)) == SAME


DAYS = st.integers(0, 90).map(lambda days: (date(2024, 1, 1) + timedelta(days)).isoformat())
DATES = st.one_of(DAYS, st.sampled_from(["2024-01", "2024-02", "2024"]), st.none())
EVENTS = st.builds(
    talks, DATES, st.sampled_from([BEIJING, CHINA, MOSCOW, None]), st.sampled_from([LAVROV, PUTIN]),
    st.sampled_from([OCCURRED, PLANNED]), kind=st.sampled_from(["meeting", "call", "visit"]),
)  # fmt: skip


@given(st.lists(EVENTS, max_size=12), EVENTS.filter(lambda event: event.date))
def test_the_index_finds_what_comparing_with_each_event_finds(known, told):
    events = [GraphEvent(f"meeting/{number}", event) for number, event in enumerate(known)]
    compared = {each.id for each in events if compare_accounts(told, each, PART_OF).verdict != DIFFERENT}
    assert {match.event for match in find_matches(told, EventIndex(events, PART_OF))} == compared


@given(st.lists(st.sampled_from(["2022", "2022-02", "2022-02-04", "2022-02-03/2022-02-05", "2023-01-01"])))
def test_dates_that_others_refine_are_left_out(dates):
    kept = unrefined(dates)
    assert set(kept) <= set(dates)
    assert unrefined(kept) == kept
    assert not {"2022", "2022-02"} & set(kept) or not {"2022-02-04", "2022-02-03/2022-02-05"} & set(dates)


@pytest.fixture(scope="module")
def index(world):
    """The events of this checkout's content."""
    return EventIndex(read_events(world.snapshot), read_knowledge(world.snapshot).part_of)


def test_an_event_is_described_as_a_text_would(index):
    told = index.events["meeting/lavrov-wang-2022-02-03"].event
    assert (told.kind, told.status, told.place) == ("meeting", OCCURRED, BEIJING)
    assert told.date == FoundDate("2022-02-03")
    assert [(part.entity.id, part.state) for part in told.participants] == [
        ("person/sergey-lavrov", "state/RUS"),
        ("person/wang-yi", "state/CHN"),
    ]
    assert told.states == ("state/CHN", "state/RUS")


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ({BIL.start: "2025-07-13", BIL.end: "2025-07-15"}, "2025-07-13/2025-07-15"),
        ({BIL.start: "2025-07-13"}, "2025-07-13/2025-07-13"),
        ({BIL.end: "2025-07-15"}, "2025-07-15"),
    ],
)
def test_an_event_of_which_an_end_alone_is_known_is_dated_by_it(said, date):
    talk = entity("meeting/talk")
    told = {RDF.type: BIL.Meeting, BIL.status: entity("status/occurred")}
    days = {predicate: literal(day, datatype=f"{XSD}date") for predicate, day in said.items()}
    store = ox.Store()
    store.extend(from_quads(Quad(talk, *fact, "") for fact in (told | days).items()))
    (event,) = read_events(GraphView(store, reasoned=False))
    assert event.event.date == FoundDate(date)


def test_no_event_of_the_graph_is_more_like_another_than_like_itself(index):
    dated = [event for event in index.events.values() if event.event.date and len(event.event.states) > 1]
    assert {event.id for event in dated if find_matches(event.event, index)[0].event != event.id} == set()
    assert len(dated) > 150
