from __future__ import annotations

import dataclasses
import json
import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.linking.wikidata_client import (
    InvalidResponse,
    NoContact,
    Offline,
    QueryRefused,
    Unavailable,
    WikidataClient,
    WikidataSettings,
    read_rows,
)

RUSSIA = 'SELECT ?item WHERE { ?item <http://www.wikidata.org/prop/direct/P298> "RUS" }'
Q159 = "http://www.wikidata.org/entity/Q159"
FAULTS = ["429", "503", "500", "html", "truncate", "inband"]


def found(answer):
    return [row["item"]["value"] for row in answer.rows]


def kept(client):
    return list(client.settings.cache.glob("*")) if client.settings.cache.exists() else []


@pytest.mark.parametrize("mode", FAULTS)
def test_a_passing_fault_is_waited_out_and_the_answer_is_right(client, wikidata, mode):
    wikidata.fault(mode, 2, 1)
    asking = client()
    assert found(asking.select(RUSSIA)) == [Q159]
    assert len(asking.waits) == 2


@pytest.mark.parametrize("mode", FAULTS)
def test_a_lasting_fault_is_a_clear_error_and_poisons_no_cache(client, wikidata, mode):
    wikidata.fault(mode, 100, 1)
    asking = client()
    with pytest.raises(Unavailable, match=wikidata.endpoint):
        asking.select(RUSSIA)
    assert not kept(asking)
    wikidata.fault("", 0)
    assert found(asking.select(RUSSIA)) == [Q159]


def test_an_answer_that_takes_too_long_is_given_up_in_time(client, wikidata):
    wikidata.fault("slow", 100, 3)
    started = time.monotonic()
    with pytest.raises(Unavailable, match="time"):
        client(timeout=0.5, patience=2.0).select(RUSSIA)
    assert time.monotonic() - started < 5


def test_what_the_server_says_about_when_to_come_again_is_kept_to(client, wikidata):
    wikidata.fault("429", 1, 7)
    asking = client()
    asking.select(RUSSIA)
    assert asking.waits == [7.0]


def test_a_wait_beyond_ones_patience_is_not_begun(client, wikidata):
    wikidata.fault("429", 1, 3600)
    asking = client()
    with pytest.raises(Unavailable, match="retry after 3600 s"):
        asking.select(RUSSIA)
    assert asking.waits == []


def test_the_next_endpoint_is_asked_where_the_first_fails(client, wikidata):
    asking = client(endpoints=("http://127.0.0.1:9/sparql", wikidata.endpoint), tries=1)
    assert asking.select(RUSSIA).endpoint == wikidata.endpoint


def test_a_query_that_the_endpoint_refuses_is_not_sent_again(client):
    with pytest.raises(QueryRefused):
        client().select("SELECT ?x WHERE { SERVICE wikibase:label { } }")


def test_the_user_agent_names_us_and_a_contact(client, wikidata):
    client().select(RUSSIA)
    assert wikidata.log()[-1]["ua"].startswith("bilateral/")
    assert "tests@example.org" in wikidata.log()[-1]["ua"]


def test_nothing_is_asked_without_a_contact(tmp_path):
    with pytest.raises(NoContact):
        WikidataClient(WikidataSettings(cache=tmp_path), {}).select(RUSSIA)


def test_an_answer_is_kept_with_its_age(client, wikidata):
    client().select(RUSSIA)
    asked = len(wikidata.log())
    again = client().select(RUSSIA)
    assert found(again) == [Q159]
    assert again.cached
    assert again.age < timedelta(minutes=1)
    assert len(wikidata.log()) == asked


def test_an_old_answer_is_fetched_anew(client, wikidata):
    client().select(RUSSIA)
    asked = len(wikidata.log())
    assert not client(max_age=0.0).select(RUSSIA).cached
    assert len(wikidata.log()) > asked


def test_offline_answers_from_the_cache_whatever_its_age_and_says_so(client):
    client().select(RUSSIA)
    offline = client(offline=True, max_age=0.0)
    assert offline.select(RUSSIA).cached
    with pytest.raises(Offline, match="offline"):
        offline.select("SELECT * { ?never ?asked ?this }")


def test_a_damaged_cache_is_fetched_anew(client):
    asking = client()
    asking.select(RUSSIA)
    for path in kept(asking):
        path.write_text('{"query": "')
    assert found(asking.select(RUSSIA)) == [Q159]


@given(st.integers(min_value=1))
def test_an_answer_cut_off_anywhere_is_no_answer(cut):
    row = {"item": {"type": "uri", "value": Q159}}
    whole = json.dumps({"head": {"vars": ["item"]}, "results": {"bindings": [row]}}).encode()
    with pytest.raises(InvalidResponse):
        read_rows(whole[: -(cut % (len(whole) - 1) + 1)], "application/sparql-results+json")


@pytest.mark.parametrize(
    "body",
    [b"<html>", b'{"error": {}}', b"[]", b'{"head": {}}', b'{"head": {}, "results": {"bindings": [1]}}', b""],
)
def test_what_is_no_solution_is_no_answer(body):
    with pytest.raises(InvalidResponse):
        read_rows(body, "application/json")


def test_settings_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        WikidataSettings().offline = True
