"""What OpenRefine sends, over HTTP, to the real server."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request

import pytest


def fetch(address, fields=None, method="GET", **headers):
    """Send a form as OpenRefine does; return the response with its body."""
    encoded = urllib.parse.urlencode(fields or {})
    body = encoded.encode() if method == "POST" else None
    where = address if body or not encoded else f"{address}?{encoded}"
    request = urllib.request.Request(where, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.headers, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


def ask(address, queries):
    return json.loads(fetch(address, {"queries": json.dumps(queries)}, "POST")[2])


@pytest.fixture(scope="module")
def manifest(address):
    """What the service says of itself."""
    return json.loads(fetch(address)[2])


def test_a_column_is_reconciled_in_batches_by_a_form_without_limits(address):
    names = {"q0": "Russian Federation", "q1": "Deutschland", "q2": "Korea", "q3": "", "q4": "Нарния"}
    queries = {
        key: {"query": name or " ", "type": "State", "type_strict": "should"} for key, name in names.items()
    }
    found = ask(address, {key: value for key, value in queries.items() if names[key]})
    first = {key: value["result"][0] for key, value in found.items() if value["result"]}
    assert (first["q0"]["id"], first["q0"]["match"]) == ("state/RUS", True)
    assert (first["q1"]["id"], first["q1"]["match"]) == ("state/DEU", True)
    assert not any(each["match"] for key in ("q2", "q4") for each in found[key]["result"])


def test_further_columns_come_as_values_of_any_kind(address):
    for value in ("CN", ["CN"], {"id": "CN", "name": "CN"}):
        query = {"query": "China", "properties": [{"pid": "iso2", "v": value}]}
        assert ask(address, {"q0": query})["q0"]["result"][0]["match"]
    capital = {"query": "China", "properties": [{"pid": "capital", "v": {"id": "place/beijing"}}]}
    assert ask(address, {"q0": capital})["q0"]["result"][0]["id"] == "state/CHN"


def test_the_type_of_a_column_is_guessed_from_its_first_cells(address):
    cells = ["Sergey Lavrov", "Wang Yi", "Marco Rubio", "Vladimir Putin", "Xi Jinping"]
    found = ask(address, {f"q{i}": {"query": cell, "limit": 3} for i, cell in enumerate(cells)})
    assert all(len(each["result"]) <= 3 for each in found.values())
    types = [each["result"][0]["type"][0]["id"] for each in found.values()]
    assert set(types) == {"Person"}


@pytest.mark.parametrize(
    ("kind", "prefix", "wanted"),
    [("entity", "Lavr", "person/sergey-lavrov"), ("type", "stat", "State"), ("property", "capi", "capital")],
)
def test_what_somebody_types_is_completed_and_shown_in_a_flyout(manifest, kind, prefix, wanted):
    suggest = manifest["suggest"][kind]
    where = suggest["service_url"] + suggest["service_path"]
    for extra in ({}, {"callback": "jQuery3610_1700000000000", "_": "1700000000001"}):
        _, _, body = fetch(where, {"prefix": prefix, **extra})
        text = re.sub(r"\A[\w.]+\((.*)\);\Z", r"\1", body, flags=re.DOTALL)
        assert wanted in [each["id"] for each in json.loads(text)["result"]]
    path = suggest["flyout_service_path"].replace("${id}", urllib.parse.quote(wanted, safe=""))
    flyout = json.loads(fetch(suggest["flyout_service_url"] + path)[2])
    assert flyout["id"] == wanted
    assert "<script" not in flyout["html"]


def test_completion_goes_on_where_the_last_page_ended_and_keeps_to_a_type(manifest):
    suggest = manifest["suggest"]["entity"]
    where = suggest["service_url"] + suggest["service_path"]
    pages = [json.loads(fetch(where, {"prefix": "s", "cursor": n})[2])["result"] for n in (0, 10)]
    ids = [each["id"] for page in pages for each in page]
    assert len(ids) == len(set(ids)) == 20
    found = json.loads(fetch(where, {"prefix": "georg", "type": "Person"})[2])["result"]
    assert found
    assert all(each["id"].startswith("person/") for each in found)


def test_a_preview_may_be_framed_by_any_page_and_runs_nothing(manifest):
    where = manifest["preview"]["url"].replace("{{id}}", "state%2FCHN")
    status, headers, body = fetch(where)
    assert status == 200
    assert "X-Frame-Options" not in headers
    assert "frame-ancestors *" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Beijing" in body


def test_columns_are_proposed_and_added_with_their_settings(address, manifest):
    proposing = manifest["extend"]["propose_properties"]
    where = proposing["service_url"] + proposing["service_path"]
    proposed = json.loads(fetch(where, {"type": "State", "limit": 500})[2])["properties"]
    assert {"capital", "iso2"} <= {each["id"] for each in proposed}
    asked = {
        "ids": ["state/CHN", "state/RUS"],
        "properties": [
            {"id": "capital"},
            {"id": "officialName", "settings": {"limit": "1", "language": "en"}},
        ],
    }
    rows = json.loads(fetch(address, {"extend": json.dumps(asked)}, "POST")[2])["rows"]
    assert rows["state/CHN"]["capital"] == [{"id": "place/beijing", "name": "Beijing"}]
    assert rows["state/CHN"]["officialName"] == [{"str": "People's Republic of China"}]


@pytest.mark.parametrize("name", ["jQuery3610_17", "a.b.c", "$"])
def test_a_callback_that_is_a_name_is_called(address, name):
    _, headers, body = fetch(address, {"callback": name})
    assert body.startswith(f"{name}({{")
    assert headers["Content-Type"].startswith("application/javascript")
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["alert(1)//", "a;b", "<script>", "a b", "1a", "x" * 400, "a..b", "ä"])
def test_a_callback_that_is_no_name_is_refused(address, name):
    status, _, body = fetch(address, {"callback": name})
    assert status == 400
    assert name not in body


def test_pages_of_any_origin_may_ask(address):
    for method in ("GET", "POST"):
        query = {"queries": json.dumps({"q0": {"query": "China"}})}
        _, headers, _ = fetch(address, query, method, Origin="http://127.0.0.1:3333")
        assert headers["Access-Control-Allow-Origin"] == "*"
