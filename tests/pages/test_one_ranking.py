"""Whoever is asked for a name, the first thing found is the same."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.names.graph_names import GraphNames
from bilateral.rdf.iris import ID

TYPOS = 200


def search(site, text):
    hits = site.client.get("/search", query_string={"q": text, "format": "json"}).get_json()["hits"]
    return hits[0]["iri"] if hits else None


def reconciled(site, text):
    batch = json.dumps({"q": {"query": text}})
    found = site.client.post("/reconcile", data={"queries": batch}).get_json()["q"]["result"]
    return ID + found[0]["id"] if found else None


def suggested(site, text):
    found = site.client.get("/reconcile/suggest/entity", query_string={"prefix": text}).get_json()["result"]
    return ID + found[0]["id"] if found else None


def completed(site, text):
    parameters = {"q": text, "kind": "entity"}
    found = site.client.get("/api/complete", query_string=parameters).get_json()["completions"]
    return found[0]["iri"] if found else None


def first(site, text):
    """Return what is found first, which is the same wherever it is asked."""
    found = search(site, text)
    assert reconciled(site, text) == found
    assert suggested(site, text) == found
    if ":" not in text and len(text) > 1:
        assert completed(site, text) == found
    return found


@pytest.fixture(scope="module")
def names(world):
    return GraphNames(world.snapshot)


@pytest.fixture(scope="module")
def texts(names):
    """Every way in which something is called, in all languages."""
    found = sorted({name.text.strip()[:200] for name in names.index.natures if name.text.strip()})
    random.Random(7).shuffle(found)  # reproducible, not secret
    return found


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_label_in_any_language_leads_to_one_thing(site, texts, data):
    assert first(site, data.draw(st.sampled_from(texts))) is not None


@settings(max_examples=TYPOS, deadline=None)
@given(st.data())
def test_so_does_a_slip_or_the_beginning_of_one(site, texts, data):
    text = data.draw(st.sampled_from(texts))
    place = data.draw(st.integers(0, len(text) - 1))
    change = data.draw(st.sampled_from(["", "x", text[place]]))
    slip = text[:place] + change + text[place + data.draw(st.integers(0, 1)) :]
    for each in (slip.strip(), text[: max(2, place)].strip()):
        if each:
            first(site, each)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=20).map(str.strip).filter(bool))
def test_so_does_any_text(site, text):
    first(site, text)


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("Zambijská republika", "state/ZMB"),
        ("Sergej Lawrow", "person/sergey-lavrov"),
        ("Лавров", "person/sergey-lavrov"),
        ("王毅", "person/wang-yi"),
        ("Russ", "state/RUS"),
        ("Sergey Lav", "person/sergey-lavrov"),
        ("chn", "state/CHN"),
        ("ШОС", "organisation/sco"),
        ("state/CHN", "state/CHN"),
        ("Q148", "state/CHN"),
    ],
)
def test_it_is_the_right_thing(site, text, entity):
    assert first(site, text) == ID + entity


def test_every_label_leads_to_what_is_called_so(names, texts):
    for text in texts[:300]:
        found = names.find(text)[0]
        owners = {name.entity for name in names.index.natures if name.text.strip()[:200] == text}
        assert found.entity in owners or found.score == 100, text
