"""Completion: what may be written next, from the graph, with counts."""

import time

import pytest

from bilateral.explore.graph.graph import Graph
from bilateral.explore.questions import query_completion
from bilateral.rdf.iris import ID
from bilateral.rdf.vocabulary import BIL, RDF

PATIENCE = 60


def complete(site, **parameters):
    query = {name: value for name, value in parameters.items() if value is not None}
    response = site.client.get("/api/complete", query_string=query)
    assert response.status_code == 200, response.text
    return response.get_json()


@pytest.fixture(scope="module", autouse=True)
def _counted(site):
    """Wait until the graph is counted, which nobody who asks has to."""
    end = time.monotonic() + PATIENCE
    while not complete(site)["counted"]:
        assert time.monotonic() < end, "the graph is not being counted"
        time.sleep(0.1)


def texts(site, **parameters):
    return [each["text"] for each in complete(site, **parameters)["completions"]]


def test_a_class_is_found_by_how_it_is_written_and_counted(site, world):
    answer = complete(site, q="bil:meet", kind="class")
    best = answer["completions"][0]
    members = {quad.subject for quad in world.snapshot.match(None, RDF.type, BIL.Meeting)}
    assert (best["text"], best["iri"], best["count"]) == ("bil:Meeting", f"{BIL}Meeting", len(members))
    assert answer["prefixes"] == {"bil": str(BIL)}


def test_a_property_is_found_by_a_word_of_its_label(site):
    assert "bil:onSidelinesOf" in texts(site, q="sidelines", kind="property")


def test_properties_of_a_class_come_first(site):
    found = complete(site, kind="property", of="bil:Tenure", limit="8")["completions"]
    assert {"bil:holder", "bil:office"} <= {each["text"] for each in found}
    assert all(each["text"] != "bil:participant" for each in found)


def test_a_prefix_comes_with_its_namespace(site):
    found = complete(site, q="sko", kind="prefix")["completions"]
    assert [(each["text"], each["iri"]) for each in found] == [
        ("skos:", "http://www.w3.org/2004/02/skos/core#")
    ]
    assert found[0]["count"] > 0


@pytest.mark.parametrize("name", ["Лавров", "lavrow", "Sergey Lav"])
def test_a_thing_is_found_by_its_name_in_any_script(site, name):
    found = complete(site, q=name, kind="entity")["completions"]
    best = found[0]
    assert best["text"] == f"<{ID}person/sergey-lavrov>"
    assert best["label"] == "Sergey Lavrov"
    assert best["count"] > 0


def test_labels_are_in_the_language_asked_for(site):
    found = complete(site, q="CHN", kind="entity", lang="ru")["completions"]
    assert found[0]["label"] == "Китай"


def test_nothing_typed_offers_what_occurs_most(site):
    counts = [each["count"] for each in complete(site, kind="class")["completions"]]
    assert counts == sorted(counts, reverse=True)
    assert len(counts) == 20


def test_a_text_that_fits_nothing_has_no_completions(site):
    assert complete(site, q="xyzzy:nothing")["completions"] == []


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "verb"},
        {"limit": "0"},
        {"limit": "x"},
        {"limit": "9" * 5000},
        {"of": "nope:Class"},
        {"of": '"text"'},
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_reason(site, given):
    response = site.client.get("/api/complete", query_string=given)
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert next(iter(given)) in response.get_json()["detail"]


def test_who_has_an_answer_already_is_told_so(site):
    first = site.client.get("/api/complete?q=bil:")
    again = site.client.get("/api/complete?q=bil:", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_before_the_graph_is_counted_the_words_of_the_ontology_are_there(world):
    found = query_completion.declared(Graph(world.snapshot)).find("bil:meeting", ["class"])
    assert [(each.text, each.number) for each in found] == [("bil:Meeting", None)]
