"""A paper's query gives the same bytes next year, from the same endpoint code as any other query."""

import gzip
import hashlib
import json
import urllib.parse

import pytest
import yaml

from bilateral.store.snapshots.named_snapshots import keep
from bilateral.store.snapshots.snapshot_builder import build_store

from .conftest import WRITER

ROWS = "SELECT ?o { <a:s> <a:p> ?o } ORDER BY ?o"
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(9)) + " }"


@pytest.fixture(scope="module")
def server(start, token_file, tmp_path_factory):
    """A server that takes writes, with 60 triples, whose state is kept as `2026.1`."""
    data = tmp_path_factory.mktemp("kept") / "data"
    build_store(data, [])
    settings = {"plain": True, "reasoning": False, "query_timeout": 2.0}
    started = start(data=data, token_file=token_file, **settings)
    values = " ".join(f"<a:s> <a:p> {number} ." for number in range(60))
    assert started.update(f"INSERT DATA {{ {values} }}").status == 200
    keep(data, "2026.1", "For a paper <b>& its tables</b>")
    return started


def ask(server, text, accept="text/csv", **headers):
    path = f"/snapshots/2026.1/sparql?{urllib.parse.urlencode({'query': text})}"
    return server.get(path, Accept=accept, **headers)


def test_a_query_gives_the_same_bytes_after_a_hundred_writes(server):
    before = ask(server, ROWS)
    assert before.status == 200
    assert len(before.body.split()) == 61
    for number in range(100):
        text = f"DELETE DATA {{ <a:s> <a:p> {number} }} ; INSERT DATA {{ <a:s> <a:p> {number + 1000} }}"
        assert server.update(text).status == 200
    after = ask(server, ROWS)
    assert (after.body, after.headers["etag"]) == (before.body, before.headers["etag"])
    assert server.query(ROWS, "text/csv").body != before.body
    assert ask(server, ROWS, if_none_match=before.headers["etag"]).status == 304


def test_a_posted_query_is_answered_too(server):
    kind = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    answer = server.request("POST", "/snapshots/2026.1/sparql", ROWS.encode(), kind)
    assert answer.body == ask(server, ROWS).body


def test_its_endpoint_has_the_limits_of_the_other(server):
    assert ask(server, "SELECT nonsense").json()["type"].endswith("/syntax")
    assert ask(server, ENDLESS + "#").status == 504
    assert ask(server, ROWS).status == 200


def test_its_endpoint_takes_no_writes(server):
    kind = {"Content-Type": "application/sparql-update", **WRITER}
    answer = server.request("POST", "/snapshots/2026.1/sparql", b"CLEAR ALL", kind)
    assert answer.status in {400, 415}


def test_the_endpoint_describes_itself(server):
    answer = server.get("/snapshots/2026.1/sparql", Accept="text/turtle")
    assert f"127.0.0.1:{server.port}/snapshots/2026.1/sparql".encode() in answer.body


def test_the_archive_is_what_its_descriptions_say(server):
    known = server.get("/snapshots/2026.1", Accept="application/json").json()
    answer = server.get("/snapshots/2026.1/dataset.nq.gz")
    assert hashlib.sha256(answer.body).hexdigest() == known["archive_sha256"]
    assert hashlib.sha256(gzip.decompress(answer.body)).hexdigest() == known["sha256"]
    (file,) = server.get("/snapshots/2026.1/croissant.json").json()["distribution"]
    dcat = server.get("/snapshots/2026.1/dcat.jsonld").json()["dcat:distribution"][0]
    assert file["sha256"] == dcat["spdx:checksum"]["spdx:checksumValue"]["@value"] == known["archive_sha256"]
    assert server.get(file["contentUrl"].partition(str(server.port))[2]).body == answer.body


def test_it_is_described_for_those_who_cite_it(server):
    datacite = server.get("/snapshots/2026.1/datacite.json").json()
    required = {"titles", "creators", "publisher", "publicationYear", "types", "schemaVersion"}
    assert required <= set(datacite)
    citation = yaml.safe_load(server.get("/snapshots/2026.1/CITATION.cff").body)
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["version"] == datacite["version"] == "2026.1"
    assert citation["abstract"].endswith("For a paper <b>& its tables</b>")


def test_pages_list_and_show_it(server):
    assert b'href="/snapshots/2026.1"' in server.get("/snapshots", Accept="text/html").body
    listed = server.get("/snapshots", Accept="application/json").json()["snapshots"]
    assert [each["name"] for each in listed] == ["2026.1"]
    page = server.get("/snapshots/2026.1", Accept="text/html").body.decode()
    assert listed[0]["sha256"] in page
    assert "&lt;b&gt;&amp; its tables" in page
    assert "<b>&" not in page


@pytest.mark.parametrize("path", ["", "/sparql?query=ASK%7B%7D", "/dataset.nq.gz", "/dcat.jsonld"])
@pytest.mark.parametrize("name", ["2027", "..%2f..", "current"])
def test_what_is_not_kept_is_not_found(server, name, path):
    answer = server.get(f"/snapshots/{name}{path}", Accept="application/json")
    assert answer.status == 404
    assert json.loads(answer.body)["status"] == 404
