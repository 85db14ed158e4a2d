"""Names of things: from the identifier to a page for readers and data for programs."""

import json

import pytest

from bilateral.store.engine.rdf_parser import parse

NAME = "state/CHN"


@pytest.mark.parametrize(
    ("accept", "location"),
    [
        ("text/html", "/page/state/CHN"),
        ("*/*", "/page/state/CHN"),
        ("text/turtle", "/data/state/CHN.ttl"),
        ("application/ld+json", "/data/state/CHN.jsonld"),
        ("application/rdf+xml;q=0.9, text/html;q=0.1", "/data/state/CHN.rdf"),
        ("application/n-triples", "/data/state/CHN.nt"),
        ("application/json", "/data/state/CHN.json"),
        ("text/html;q=0.5, text/turtle;q=0.6", "/data/state/CHN.ttl"),
    ],
)
def test_an_identifier_leads_to_what_the_client_likes_best(site, accept, location):
    response = site.get(f"/id/{NAME}", accept)
    assert (response.status_code, response.headers["Location"]) == (303, location)
    assert "Accept" in response.headers["Vary"]
    assert any('rel="alternate"' in link for link in response.headers.getlist("Link"))


def test_a_client_that_takes_nothing_on_offer_is_told_what_there_is(site):
    response = site.get(f"/id/{NAME}", "image/png")
    problem = json.loads(response.data)
    assert (response.status_code, response.mimetype) == (406, "application/problem+json")
    assert "text/turtle" in problem["offers"]


@pytest.mark.parametrize(
    "path", ["/id/state/XXX", "/page/state/XXX", "/data/state/XXX.ttl", "/page/nonsense"]
)
def test_what_is_not_known_is_not_found_for_programs_and_readers(site, path):
    plain, page = site.get(path, "*/*"), site.get(path)
    assert (plain.status_code, plain.mimetype) == (404, "application/problem+json")
    assert (page.status_code, page.mimetype) == (404, "text/html")


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf"])
def test_every_format_says_the_same(site, form):
    media_type = {"ttl": "text/turtle", "nt": "application/n-triples", "rdf": "application/rdf+xml"}[form]
    quads = parse(site.get(f"/data/{NAME}.{form}", "*/*").data, media_type=media_type)
    china = "<https://w3id.org/bilateral/id/state/CHN>"
    facts = {(s, p, o) for s, p, o, _ in quads if not o.startswith("_:")}
    assert (china, "<https://w3id.org/bilateral/ns#iso3>", '"CHN"') in facts
    assert (
        china,
        "<https://w3id.org/bilateral/ns#everMemberOf>",
        china.replace("state/CHN", "organisation/sco"),
    ) in facts


def test_data_tell_asserted_from_inferred(site):
    facts = site.get(f"/data/{NAME}.json", "*/*").get_json()["facts"]
    by_property = {fact["property"].rpartition("#")[2]: fact for fact in facts}
    assert by_property["iso3"]["status"] == "asserted"
    assert by_property["iso3"]["graphs"]
    assert by_property["everMemberOf"]["status"] == "inferred"


def test_a_page_that_the_reader_has_is_not_sent_again(site):
    first = site.get(f"/page/{NAME}")
    again = site.get(f"/page/{NAME}", **{"If-None-Match": first.headers["ETag"]})
    other = site.get(f"/page/{NAME}", **{"If-None-Match": first.headers["ETag"], "Accept-Language": "ru"})
    assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)
    assert "Accept-Language" in first.headers["Vary"]


def test_a_page_carries_its_content_as_json_ld(site):
    text = site.page(f"/page/{NAME}")
    found = json.loads(text.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert found["@id"] == "https://w3id.org/bilateral/id/state/CHN"
    assert {"@id": "http://www.wikidata.org/entity/Q148"} in found["schema:sameAs"]
