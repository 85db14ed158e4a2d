"""What machines that visit ask first."""

import re
import xml.etree.ElementTree as ET
from urllib.parse import urlencode, urlsplit

import pytest

from bilateral.explore.questions import question_catalogue
from bilateral.store.engine.rdf_parser import parse

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def places(site, path):
    return [urlsplit(place.text).path for place in ET.fromstring(site.get(path, "*/*").data).iter(LOC)]


def test_every_sitemap_lists_pages_that_are_there(site):
    maps = places(site, "/sitemap.xml")
    pages = {page for each in maps for page in places(site, each)[:3]}
    assert len(maps) > 5
    assert all(site.get(page).status_code == 200 for page in pages)


def test_every_address_of_openapi_works(site):
    paths = site.get("/openapi.json", "*/*").get_json()["paths"]
    assert {f"/queries/{name}.csv" for name in question_catalogue.catalogue()} <= paths.keys()
    for path, methods in paths.items():
        # A draft is there once somebody brought a text, a snapshot once somebody kept one; test_openapi does.
        made = "/graphs", "/ingest/{slug}", "/snapshots/{name}", "/timegate", "/timemap"
        if "get" not in methods or path.startswith(made):
            continue
        parameters = methods["get"]["parameters"]
        address = path
        for each in (each for each in parameters if each["in"] == "path"):
            address = address.replace(f"{{{each['name']}}}", each["example"])
        query = {each["name"]: each["example"] for each in parameters if each["in"] == "query"}
        response = site.get(f"{address}?{urlencode(query)}", "*/*")
        assert response.status_code in {200, 303}, address
        described = methods["get"]["responses"].get("200", {}).get("content", {})
        assert response.status_code == 303 or response.mimetype in described, address


def test_void_counts_what_there_is(site, world):
    quads = list(parse(site.get("/.well-known/void", "*/*").data, media_type="text/turtle"))
    triples = next(quad.object for quad in quads if quad.predicate.endswith("void#triples>"))
    assert triples.startswith(f'"{world.snapshot.counts.asserted + world.snapshot.counts.inferred}"')


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html", "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_the_ontology_is_documented_and_returned(site, accept, media_type):
    response = site.get("/ontology", accept)
    assert (response.status_code, response.mimetype) == (200, media_type)


def test_every_own_term_is_documented(site, world):
    text = site.page("/ontology")
    anchors = set(re.findall(r'id="([^"]+)"', text))
    graph = world.rows(
        "SELECT ?term { ?term a ?kind ; <http://www.w3.org/2004/02/skos/core#definition> ?text }"
    )
    own = {row["term"].removeprefix("bil:") for row in graph if row["term"].startswith("bil:")}
    assert own <= anchors


def test_a_class_lists_its_members(site):
    assert "/page/state/CHN" in site.page("/class/State")
    assert site.get("/class/Nonsense").status_code == 404


def test_robots_are_kept_from_what_is_computed(site):
    text = site.get("/robots.txt", "*/*").get_data(as_text=True)
    assert "Disallow: /sparql" in text
    assert "Sitemap: http://localhost/sitemap.xml" in text
