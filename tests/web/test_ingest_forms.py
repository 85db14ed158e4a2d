"""What a reviewer sends, as a form and as JSON."""

import pytest
from werkzeug.datastructures import MultiDict

from bilateral.protocol.refusals import ProtocolError
from bilateral.web.ingest.forms.decision_form import ReviewOrder, read_form, read_json


def form(*fields):
    return read_form(MultiDict(fields))


def test_a_form_gives_the_fields_of_its_suggestion_alone():
    order = form(
        ("do", "accept s3"),
        ("s3.place", "place/beijing"),
        ("s3.participant 2", "-"),
        ("s3.day.other", " 2025-07 "),
        ("s3.with", "s5"),
        ("s3.with", "s6"),
        ("s30.place", "place/minsk"),
        ("token", "secret"),
    )
    assert order.choices == {"place": "place/beijing", "participant 2": ""}
    assert (order.verb, order.suggestion, order.typed) == ("accept", "s3", {"day": "2025-07"})
    assert order.fellows == ("s5", "s6")


def test_json_says_the_same():
    content = {"do": "accept", "suggestion": "s3", "choices": {"place": ""}, "with": ["s5"]}
    assert read_json(content) == ReviewOrder("accept", "s3", "", {"place": ""}, {}, ("s5",))


def test_a_reason_follows_the_suggestion():
    assert form(("do", "reject s3 not said")).rest == "not said"
    assert read_json({"do": "reject", "suggestion": "s3", "reason": "not said"}).rest == "not said"


def test_the_name_of_a_part_may_have_spaces():
    order = form(("do", "search s3 participant 2"), ("s3.participant 2.other", "Wang"))
    assert (order.rest, order.typed) == ("participant 2", {"participant 2": "Wang"})


@pytest.mark.parametrize(
    "content",
    [
        [],
        "accept",
        {},
        {"do": "delete", "suggestion": "s1"},
        {"do": "accept", "suggestion": 1},
        {"do": "accept", "suggestion": "s1", "choices": ["place"]},
        {"do": "accept", "suggestion": "s1", "choices": {"place": None}},
        {"do": "accept", "suggestion": "s1", "with": "s2"},
    ],
)
def test_json_of_another_shape_is_refused(content):
    with pytest.raises(ProtocolError):
        read_json(content)


def test_a_form_that_asks_for_something_unknown_is_refused():
    with pytest.raises(ProtocolError, match="delete"):
        form(("do", "delete s1"))
