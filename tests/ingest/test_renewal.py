"""A text that is read again: what was decided stays decided."""

from dataclasses import replace

from bilateral.ingest.drafts import review_decisions as review
from bilateral.ingest.drafts.draft import REJECTED
from bilateral.ingest.drafts.renewal import renewed

from .made_drafts import KNOWN, MEETING, make_draft, meeting

NOW = "2026-11-29T10:00:00Z"


def again(*suggestions):
    made = make_draft()
    return replace(made, suggestions=suggestions or made.suggestions, extractor="rules 0.2.0")


def test_what_was_rejected_is_not_suggested_again():
    rejected = review.reject(make_draft(), "s1", "x", NOW)
    after = renewed(rejected, again())
    assert [(each.id, each.state) for each in after.suggestions] == [("s1", REJECTED), ("s3", "waiting")]


def test_what_was_rejected_with_another_value_is_not_suggested_again_either():
    rejected = review.reject(review.edit(make_draft(), "s1", {"who": KNOWN.value}), "s1", "x", NOW)
    assert [each.kind for each in renewed(rejected, again()).suggestions] == ["event", "said"]


def test_what_was_accepted_stays_and_what_hangs_on_it_hangs_on():
    accepted = review.accept(make_draft(), "s1", "x", NOW)
    event, said = renewed(accepted, again()).suggestions
    assert event == accepted.suggestion("s1")
    assert said.hangs_on == ("s1",)


def test_what_waits_gives_way_to_what_is_found_now():
    better = replace(meeting(), confidence=0.99)
    (only,) = renewed(make_draft(), again(better)).suggestions
    assert only.confidence == 0.99


def test_a_second_event_of_the_same_name_gets_its_own():
    accepted = review.accept(make_draft(), "s1", "x", NOW)
    elsewhere = replace(meeting(), spans=((49, 69),))
    first, second = renewed(accepted, again(elsewhere)).suggestions
    assert (first.subject, second.subject) == (MEETING, f"{MEETING}-2")


def test_a_statement_never_gets_the_id_of_another():
    accepted = review.accept(make_draft(), "s1", "x", NOW)
    ids = [said.id for each in renewed(accepted, again()).suggestions for said in each.statements]
    assert len(ids) == len(set(ids))


def test_it_is_a_new_version_by_the_new_extractor():
    before = make_draft()
    after = renewed(before, again())
    assert (after.version > before.version, after.extractor) == (True, "rules 0.2.0")
