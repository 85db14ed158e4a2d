"""Decisions on suggestions, as plain values."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.ingest.drafts import review_decisions as review
from bilateral.ingest.drafts.draft import (
    ACCEPTED,
    IDENTITY,
    LATER,
    REJECTED,
    WAITING,
    Correction,
    PartCandidate,
    ReviewError,
)

from .made_drafts import KNOWN, MEETING, NEW, THERE, claim, make_draft, meeting, part

NOW = "2026-11-29T10:00:00Z"


def test_accepting_records_who_and_when():
    done = review.accept(make_draft(), "s1", "m.adler", NOW).suggestion("s1")
    assert (done.state, done.decision.reviewer, done.decision.time) == (ACCEPTED, "m.adler", NOW)


def test_every_decision_makes_a_new_version():
    first = make_draft()
    second = review.postpone(first, "s1")
    third = review.reject(second, "s1", "m.adler", NOW, "not said")
    assert first.version < second.version < third.version


def test_what_is_put_off_comes_last():
    assert [each.id for each in review.postpone(make_draft(), "s1").waiting] == ["s2", "s1"]
    assert review.postpone(make_draft(), "s1").suggestion("s1").state == LATER


def test_what_was_decided_is_not_put_off():
    with pytest.raises(ReviewError, match="rejected already"):
        review.postpone(review.reject(make_draft(), "s1", "x", NOW), "s1")


def test_a_rejection_keeps_its_reason():
    rejected = review.reject(make_draft(), "s1", "x", NOW, "background").suggestion("s1")
    assert (rejected.state, rejected.decision.reason) == (REJECTED, "background")


def test_undoing_makes_it_wait_again():
    assert review.undo(review.accept(make_draft(), "s1", "x", NOW), "s1").suggestion("s1").state == WAITING


def test_another_person_renames_what_is_named_after_the_person():
    done = review.accept(make_draft(), "s1", "x", NOW, {"who": KNOWN.value}).suggestion("s1")
    name = "meeting/antony-blinken-wang-yi-2025-07-13"
    assert done.subject == name
    assert (name, "bil:participant", "person/antony-blinken") in done.triples()
    assert (name, "rdfs:label", '"Meeting of Antony Blinken and Wang Yi, 13 July 2025"@en') in done.triples()
    assert not [triple for triple in done.triples() if "person/jane-doe" in triple]


def test_a_correction_is_kept():
    done = review.accept(make_draft(), "s1", "x", NOW, {"who": KNOWN.value}).suggestion("s1")
    assert done.corrections == (Correction("who", NEW.value, KNOWN.value),)


def test_the_same_words_mean_the_same_in_what_waits():
    other = review.accept(make_draft(), "s1", "x", NOW, {"who": KNOWN.value}).suggestion("s2")
    assert other.statements[0].details == (("speaker", KNOWN.value),)
    assert len(other.statements) == 1


def test_an_event_of_the_graph_keeps_its_name_and_label():
    done = review.accept(make_draft(), "s1", "x", NOW, {IDENTITY: THERE.value}).suggestion("s1")
    assert {triple[0] for triple in done.triples()} == {THERE.value, NEW.value}
    assert (THERE.value, "bil:participant", "person/wang-yi") in done.triples()
    assert not [triple for triple in done.triples() if triple[:2] == (THERE.value, "rdfs:label")]


def test_choosing_a_new_event_again_gives_it_a_label_again():
    chosen = review.edit(make_draft(), "s1", {IDENTITY: THERE.value})
    back = review.edit(chosen, "s1", {IDENTITY: MEETING}).suggestion("s1")
    assert back.subject == MEETING
    assert set(back.triples()) == set(meeting().triples())


def test_a_part_may_be_taken_away():
    done = review.edit(make_draft(), "s1", {"day": ""}).suggestion("s1")
    assert not [triple for triple in done.triples() if triple[1] == "bil:date"]
    assert done.subject == "meeting/jane-doe-wang-yi-a-text"


def test_a_part_may_be_added():
    place = part("place", "bil:place", PartCandidate("place/beijing", "Beijing", 1.0), "Beijing")
    done = review.edit(make_draft(), "s1", {}, [place]).suggestion("s1")
    assert (MEETING, "bil:place", "place/beijing") in done.triples()
    assert done.part("place").value == "place/beijing"


def test_what_lacks_a_participant_is_not_accepted():
    with pytest.raises(ReviewError, match="two participants"):
        review.accept(make_draft(), "s1", "x", NOW, {"who": ""})


def test_what_was_added_by_hand_has_an_id_of_its_own():
    more = review.add(review.add(make_draft(), claim()), claim())
    assert [each.id for each in more.suggestions] == ["s1", "s2", "a3", "a4"]
    assert [each.id for each in more.suggestion("a3").statements] == ["a3", "a3-2"]


def test_two_events_alike_in_one_text_are_two():
    more = review.add(make_draft(), replace(meeting(), sentence="They met again."))
    assert [each.subject for each in more.suggestions][::2] == [MEETING, f"{MEETING}-2"]


@pytest.mark.parametrize("decide", [review.accept, review.reject])
def test_a_suggestion_that_is_not_there_is_refused(decide):
    with pytest.raises(ReviewError, match="no suggestion 's9'"):
        decide(make_draft(), "s9", "x", NOW)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["who", "whom", "day", IDENTITY]), max_size=4))
def test_choosing_and_choosing_back_changes_nothing(names):
    before = make_draft()
    others = {"who": KNOWN.value, "whom": "person/li", "day": "2025-07-14", IDENTITY: THERE.value}
    after = before
    for name in names:
        value = after.suggestion("s1").part(name).value
        after = review.edit(after, "s1", {name: others[name]})
        now = after.suggestion("s1").part(IDENTITY).candidates
        back = next(c.value for c in now if c.defines) if name == IDENTITY else value
        after = review.edit(after, "s1", {name: back})
    assert set(after.suggestion("s1").triples()) == set(before.suggestion("s1").triples())
