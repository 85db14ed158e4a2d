"""What the change log says of decisions."""

from dataclasses import replace

import pytest

from bilateral.content.statement_records import StatementRecord
from bilateral.ingest.drafts import review_decisions as review
from bilateral.ingest.drafts.decision_wording import decision_sentence
from bilateral.ingest.drafts.suggestion_wording import sentence
from bilateral.rdf.terms import literal

from .made_drafts import QUOTE, claim, make_draft

NOW = "2026-11-29T10:00:00Z"
MET = "Jane Doe met Wang Yi on 13 July 2025: occurred."
SAYS = "Jane Doe says."
OWN = '"We are "old" friends"'


def told(change, draft=None):
    draft = draft or make_draft()
    return decision_sentence(draft, change(draft))


def accepted(draft):
    return review.accept(draft, "s1", "m.adler", NOW)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (accepted, f"accepted: {MET}"),
        (lambda draft: review.accept(accepted(draft), "s2", "m.adler", NOW), f"accepted: {MET} And 1 more."),
        (lambda draft: review.reject(draft, "s2", "m.adler", NOW), f"rejected: {SAYS}"),
        (lambda draft: review.postpone(draft, "s2"), f"put off: {SAYS}"),
        (lambda draft: review.add(draft, replace(claim(), id="s3", hangs_on=())), f"added: {SAYS}"),
    ],
)
def test_a_decision_is_told_by_what_it_is_about(change, expected):
    assert told(change) == expected


def test_a_decision_that_is_taken_back_is_told():
    draft = accepted(make_draft())
    assert told(lambda draft: review.undo(draft, "s1"), draft) == f"took back: {MET}"


def test_what_cannot_be_seen_and_what_is_too_long_is_left_out():
    first, *others = make_draft().suggestions
    draft = replace(make_draft(), suggestions=(replace(first, sentence="\u202e\x0bmet " * 100), *others))
    line = decision_sentence(make_draft(), draft)
    assert line.startswith("edited: met met")
    assert line.endswith(" …")
    assert len(line) < 260


def said(text, *wording):
    details = (
        ("speaker", "person/jane-doe"),
        *(("wording", literal(each, language="en")) for each in wording),
    )
    says = ("person/wang-yi", "bil:saidOf", literal(text, language="en"))
    return sentence(
        replace(claim(), statements=(StatementRecord("s2", "claim", says, QUOTE, details=details),))
    )


@pytest.mark.parametrize(
    ("text", "wording", "expected"),
    [
        (f"{OWN}, she said.", 'We are "old" friends', 'Jane Doe says: “We are "old" friends”'),
        ("She called the long talks in the capital “useful”.", "useful", None),
        ("She praised him.", "", None),
    ],
)
def test_the_words_of_a_speaker_are_shown_where_they_are_most_of_what_is_said(text, wording, expected):
    assert said(text, *filter(None, [wording])) == (expected or f"Jane Doe says: “{text}”")
