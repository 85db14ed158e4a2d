"""Names that things had before, and things that are no more."""

import json

import pytest

from bilateral.rdf import iris
from bilateral.rdf.iris import PROVENANCE, entity
from bilateral.rdf.terms import XSD, Quad, literal
from bilateral.rdf.vocabulary import BIL, DCT, OWL, PROV, RDF, RDFS
from bilateral.store.snapshots.snapshot_builder import build_store

WHEN = literal("2026-11-24T00:00:00Z", datatype=XSD + "dateTime")
OLD, NEW, TWIN = entity("person/a-smith"), entity("person/anna-smith"), entity("person/smith")
QUADS = [
    Quad(NEW, RDF.type, BIL.Person, ""),
    Quad(NEW, RDFS.label, literal("Anna Smith", language="en"), ""),
    Quad(OLD, DCT.isReplacedBy, NEW, ""),
    Quad(TWIN, OWL.sameAs, NEW, ""),
    Quad(entity("person/nobody"), PROV.invalidatedAtTime, WHEN, ""),
    Quad(iris.graph("rumour"), PROV.invalidatedAtTime, WHEN, PROVENANCE),
]


@pytest.fixture(scope="module")
def changed(tmp_path_factory, open_site):
    """A site of a graph in which things were merged and withdrawn."""
    data = tmp_path_factory.mktemp("changed")
    build_store(data, QUADS, [])
    return open_site(data=data)


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/id/state/chn", "/id/state/CHN"),
        ("/page/state/CN", "/page/state/CHN"),
        ("/page/state/156?lang=ru", "/page/state/CHN?lang=ru"),
        ("/page/state/Q148", "/page/state/CHN"),
        ("/data/state/cn.ttl", "/data/state/CHN.ttl"),
        ("/dossier/organisation/SCO.csv", "/dossier/organisation/sco.csv"),
        ("/page/Person/Wang-Yi", "/page/person/wang-yi"),
    ],
)
def test_another_name_leads_to_the_one_in_use(site, path, location):
    response = site.get(path)
    assert (response.status_code, response.headers["Location"]) == (301, location)


@pytest.mark.parametrize("name", ["person/a-smith", "person/smith"])
def test_a_merged_thing_leads_to_what_it_became(changed, name):
    response = changed.get(f"/page/{name}")
    assert (response.status_code, response.headers["Location"]) == (301, "/page/person/anna-smith")


def test_a_former_name_is_no_link(changed):
    text = changed.page("/page/person/anna-smith")
    assert "<bdi>a smith</bdi>" in text
    assert "/page/person/a-smith" not in text


@pytest.mark.parametrize("path", ["/page/person/nobody", "/id/document/rumour", "/data/document/rumour.ttl"])
def test_what_was_withdrawn_is_gone(changed, path):
    page, plain = changed.get(path), changed.get(path, "application/problem+json")
    assert (page.status_code, page.mimetype) == (410, "text/html")
    assert "24 November 2026" in page.get_data(as_text=True)
    assert json.loads(plain.data)["type"].endswith("/gone")


def test_what_is_not_known_is_told_with_names_like_it(site):
    # A page of an error does not wait for the names of a new state, as a search does.
    assert site.get("/search?q=lavrov").status_code == 200
    response = site.get("/page/person/sergei-lawrow")
    assert response.status_code == 404
    assert 'href="/page/person/sergey-lavrov"' in response.get_data(as_text=True)


@pytest.mark.parametrize("name", ["state/CHN", "person/wang-yi", "document/chinese-readout-2025-07-13"])
def test_a_thing_that_is_there_stays_under_its_name(site, name):
    assert site.get(f"/page/{name}").status_code == 200


def test_a_withdrawn_version_says_so_and_leads_to_the_next(site):
    text = site.page("/page/document/chinese-readout-2025-07-13")
    assert "Withdrawn on <time" in text
    assert 'href="/page/document/chinese-readout-2025-07-13-revised"' in text
