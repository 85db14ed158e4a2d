"""Events of several texts that are one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.test_event_comparison import LAVROV, WANG, event, events

from bilateral.analysis.event_clusters import EventOfText, clusters


def test_two_presidencies_that_report_one_call_tell_of_one_event():
    ours = [event("call", "2021-12-07"), event("meeting", "2021-11-26")]
    theirs = [event("call", "2021-12-07")]
    assert clusters([ours, theirs]) == ((EventOfText(0, 0), EventOfText(1, 0)),)


def test_other_persons_on_the_same_day_are_another_event():
    assert clusters([[event("call")], [event("call", persons=(LAVROV, WANG))]]) == ()


def test_three_reports_of_one_event_are_one_cluster():
    assert clusters([[event()], [event("call")], [event(day="2025-07")]]) == (
        (EventOfText(0, 0), EventOfText(1, 0), EventOfText(2, 0)),
    )


@given(st.lists(st.lists(events, max_size=3), max_size=4))
def test_a_cluster_has_at_most_one_event_of_a_text(texts):
    found = clusters(texts)
    members = [member for cluster in found for member in cluster]
    assert len(members) == len(set(members))
    assert all(len({member.text for member in cluster}) == len(cluster) > 1 for cluster in found)
