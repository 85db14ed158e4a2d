"""A page leads to its states in the snapshots that are kept, and each is as it was."""

import pytest

from bilateral.rdf.iris import entity
from bilateral.rdf.terms import Quad, literal
from bilateral.rdf.vocabulary import BIL, RDF, RDFS
from bilateral.store.snapshots.named_snapshots import keep
from bilateral.store.snapshots.snapshot_builder import build_store


def person(slug, name):
    yield Quad(entity(f"person/{slug}"), RDF.type, BIL.Person, "")
    yield Quad(entity(f"person/{slug}"), RDFS.label, literal(name, language="en"), "")


@pytest.fixture(scope="module")
def kept(open_site, tmp_path_factory):
    """A site whose snapshot `one` calls a person otherwise than the present state, which has one more."""
    data = tmp_path_factory.mktemp("states")
    build_store(data, list(person("ada", "Ada Then")))
    made = keep(data, "one")
    build_store(data, [*person("ada", "Ada Now"), *person("bob", "Bob Stone")])
    return open_site(data=data), made


def links(response):
    return ", ".join(response.headers.getlist("Link"))


def test_a_page_leads_to_its_gate_and_the_list(kept):
    site, _ = kept
    said = links(site.get("/page/person/ada"))
    assert '<http://localhost/timegate/page/person/ada>; rel="timegate"' in said
    assert (
        '<http://localhost/timemap/link/page/person/ada>; rel="timemap"; type="application/link-format"'
        in said
    )


@pytest.mark.parametrize("asked", [{}, {"Accept-Datetime": "Tue, 11 Sep 2001 20:35:00 GMT"}])
def test_the_gate_leads_to_a_state(kept, asked):
    site, _ = kept
    response = site.get("/timegate/page/person/ada", **asked)
    assert response.status_code == 302
    assert response.headers["Location"] == "http://localhost/snapshots/one/page/person/ada"
    assert "accept-datetime" in response.headers["Vary"]
    assert '<http://localhost/page/person/ada>; rel="original"' in links(response)
    assert site.get("/timegate/page/person/ada", **{"Accept-Datetime": "soon"}).status_code == 400


def test_the_state_is_the_page_as_it_was(kept):
    site, made = kept
    response = site.get("/snapshots/one/page/person/ada")
    text = response.get_data(as_text=True)
    assert "Ada Then" in text
    assert "Ada Now" not in text
    assert response.headers["Memento-Datetime"].endswith(made.made[11:19] + " GMT")
    assert '<http://localhost/page/person/ada>; rel="original"' in links(response)
    assert 'rel="first last memento"' in links(response)
    assert "Ada Now" in site.page("/page/person/ada")


def test_the_list_has_the_states(kept):
    site, _ = kept
    response = site.get("/timemap/link/page/person/ada", "*/*")
    assert response.content_type.startswith("application/link-format")
    assert "<http://localhost/snapshots/one/page/person/ada>" in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    [
        "/timegate/page/person/bob",
        "/timemap/link/page/person/bob",
        "/snapshots/one/page/person/bob",
        "/snapshots/two/page/person/ada",
    ],
)
def test_what_no_snapshot_has_has_no_states(kept, path):
    site, _ = kept
    assert site.get(path).status_code == 404
