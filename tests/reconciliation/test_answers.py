from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.reconciliation.data_extension import extend, propose, read_request
from bilateral.reconciliation.query_batches import (
    ReconciliationRequestError,
    TooManyQueries,
    read_batch,
    read_draft_batch,
)
from bilateral.reconciliation.ranking import answer
from bilateral.reconciliation.suggestions import card, suggest_entities, suggest_terms


def ask(catalogue, **query):
    (found,) = read_batch(json.dumps({"q0": query})).values()
    return answer(catalogue, found)


def test_the_form_that_openrefine_sends_is_answered(catalogue):
    found = ask(catalogue, query="Russian Federation", type="State", type_strict="should")
    assert (found[0]["id"], found[0]["match"]) == ("state/RUS", True)
    assert found[0]["type"][0] == {"id": "State", "name": "state"}


def test_an_identifier_an_iri_and_a_wikidata_item_name_an_entity(catalogue):
    for query in ("state/CHN", "https://w3id.org/bilateral/id/state/CHN", "Q148"):
        assert ask(catalogue, query=query)[0]["id"] == "state/CHN"


def test_a_type_leaves_out_all_others(catalogue):
    assert all(
        "Person" in {t["id"] for t in each["type"]} for each in ask(catalogue, query="Georgia", type="Person")
    )


def test_an_unknown_type_has_no_entities(catalogue):
    assert ask(catalogue, query="China", type="NoSuchType") == []


@pytest.mark.parametrize("name", ["Korea", "Congo", "Corea", "Ivanov", "Wang"])
def test_an_ambiguous_name_is_no_match(catalogue, name):
    assert not any(each["match"] for each in ask(catalogue, query=name))


def test_a_property_settles_what_a_name_leaves_open(catalogue):
    found = ask(catalogue, query="Korea", properties=[{"pid": "iso2", "v": "KP"}])
    assert (found[0]["id"], found[0]["match"]) == ("state/PRK", True)


def test_a_property_that_disagrees_prevents_a_match(catalogue):
    found = ask(catalogue, query="Russia", properties=[{"pid": "iso2", "v": "CN"}])
    assert not found[0]["match"]


def test_properties_alone_find_entities(catalogue):
    found = ask(catalogue, properties=[{"pid": "capital", "v": {"id": "place/beijing"}}])
    assert found[0]["id"] == "state/CHN"


NO_BATCHES = [
    "[]",
    "null",
    '"x"',
    "{not",
    '{"q": 1}',
    '{"q": {}}',
    '{"q": {"query": 5}}',
    '{"q": {"query": "x", "limit": 0}}',
]
SCALARS = st.none() | st.booleans() | st.floats() | st.text()
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@pytest.mark.parametrize("text", NO_BATCHES)
def test_what_is_no_batch_is_refused(text):
    with pytest.raises(ReconciliationRequestError):
        read_batch(text)


def test_a_batch_beyond_measure_is_refused():
    with pytest.raises(TooManyQueries):
        read_batch(json.dumps({str(i): {"query": "x"} for i in range(1000)}))


@given(JSON)
def test_any_json_is_a_batch_or_is_refused(value):
    text = json.dumps(value)
    for read in (lambda: read_batch(text), lambda: read_draft_batch(value), lambda: read_request(value)):
        with contextlib.suppress(ReconciliationRequestError):
            read()


def test_extension_writes_entities_dates_and_numbers_as_such(catalogue):
    columns = [{"id": "capital"}, {"id": "iso2"}, {"id": "nothing"}]
    found = extend(catalogue, read_request({"ids": ["state/CHN", "state/XXX"], "properties": columns}))
    assert found["rows"]["state/CHN"]["capital"] == [{"id": "place/beijing", "name": "Beijing"}]
    assert found["rows"]["state/CHN"]["iso2"] == [{"str": "CN"}]
    assert found["rows"]["state/XXX"] == {"capital": [], "iso2": [], "nothing": []}


def test_a_birth_date_is_a_day_and_a_year_is_no_date(catalogue):
    asked = {"ids": ["person/sergey-lavrov"], "properties": [{"id": "birthDate"}]}
    assert extend(catalogue, read_request(asked))["rows"]["person/sergey-lavrov"]["birthDate"] == [
        {"date": "1950-03-21T00:00:00Z"}
    ]


def test_a_class_proposes_what_its_members_may_have(catalogue):
    proposed = {each["id"] for each in propose(catalogue, "Person", 1000)["properties"]}
    assert "birthDate" in proposed
    assert "iso2" not in proposed


def test_completion_puts_first_what_begins_so_in_english(catalogue):
    assert suggest_entities(catalogue, "Russ")["result"][0]["id"] == "state/RUS"
    assert suggest_entities(catalogue, "王")["result"][0]["id"] == "person/wang-yi"


def test_words_of_the_vocabulary_are_completed(catalogue):
    assert "State" in {each["id"] for each in suggest_terms(catalogue.classes.values(), "sta")["result"]}


def test_a_card_shows_what_helps_to_tell_namesakes_apart(catalogue):
    found = card(catalogue, "entity", "state/CHN")
    assert ("capital", "Beijing") in found.lines
    assert card(catalogue, "entity", "state/<script>") is None
