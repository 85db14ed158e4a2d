"""Hostile labels, IRIs and parameters are shown, and do nothing."""

import csv
import io
import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from bilateral.rdf.iris import entity
from bilateral.rdf.terms import Quad, iri, literal
from bilateral.rdf.vocabulary import BIL, RDF, RDFS, SKOS
from bilateral.store.snapshots.snapshot_builder import build_store

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://x.example","click")'
OVERRIDE = "\u202egnp.exe"
THING, NOTE = entity("person/mallory"), BIL.note
QUADS = [
    Quad(THING, RDF.type, BIL.Person, ""),
    Quad(THING, RDFS.label, literal(SCRIPT, language="en"), ""),
    Quad(THING, NOTE, literal("</script><svg onload=alert(1)>"), ""),
    Quad(THING, NOTE, literal(OVERRIDE), ""),
    Quad(THING, NOTE, literal(FORMULA), ""),
    Quad(THING, SKOS.exactMatch, iri("javascript:alert(1)"), ""),
    Quad(THING, SKOS.exactMatch, iri("data:text/html,x"), ""),
    Quad(THING, iri("http://x.example/'onmouseover='alert(1)"), literal("odd property"), ""),
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, open_site):
    data = tmp_path_factory.mktemp("hostile")
    build_store(data, QUADS, [])
    return open_site(data=data).client


class Elements(HTMLParser):
    """The elements of a page as a browser sees them."""

    def __init__(self, text):
        super().__init__()
        self.seen = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def text_of(client, path):
    response = client.get(path, headers={"Accept": "text/html"})
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    return response.get_data(as_text=True)


PATHS = [
    "/page/person/mallory",
    f"/search?{urlencode({'q': SCRIPT})}",
    f"/search?{urlencode({'q': 'script'})}",
    f"/page/person/mallory?{urlencode({'lang': SCRIPT})}",
    f"/page/person/mallory?{urlencode({'show': SCRIPT, 'page': SCRIPT})}",
    f"/page/person/mallory?{urlencode({'date': SCRIPT})}",
    f"/page/person/{SCRIPT}",
    f"/why?{urlencode({'s': THING, 'p': RDFS.label, 'o': QUADS[1].object})}",
]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_that_is_said_becomes_markup(hostile, path):
    found = Elements(text_of(hostile, path))
    assert not {"img", "svg", "iframe", "object"} & {tag for tag, _ in found.seen}
    scripts = [attributes for tag, attributes in found.seen if tag == "script"]
    assert all(each.get("src", "/static/").startswith("/static/") for each in scripts)
    assert all(each["type"] in {"module", "application/ld+json"} for each in scripts)
    assert all("src" in each for each in scripts if each["type"] == "module")
    assert not [
        name for _, attributes in found.seen for name in attributes if name.startswith(("on", "style"))
    ]


def test_links_that_run_or_carry_content_are_not_links(hostile):
    targets = re.findall(r'(?:href|src|action)="([^"]*)"', text_of(hostile, "/page/person/mallory"))
    assert not [each for each in targets if each.startswith(("javascript:", "data:", "//"))]


def test_a_direction_override_stays_in_its_own_text(hostile):
    assert f"<bdi>{OVERRIDE}</bdi>" in text_of(hostile, "/page/person/mallory")


def test_no_cell_of_a_dossier_is_run_by_a_spreadsheet(hostile):
    text = hostile.get("/dossier/person/mallory.csv").get_data(as_text=True)
    cells = {cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row}
    assert f"'{FORMULA}" in cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
