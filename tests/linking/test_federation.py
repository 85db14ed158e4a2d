"""The worked examples of asking our graph and Wikidata together, against the local Wikidata."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = sorted((ROOT / "queries" / "federation").glob("*.rq"))
OURS = [path for path in EXAMPLES if "at-wikidata" not in path.name]
THEIRS = [path for path in EXAMPLES if path not in OURS]
FETCHED = sorted((ROOT / "queries" / "wikidata").glob("*.rq"))
PUBLIC, EXAMPLE = "https://query.wikidata.org/sparql", "https://bilateral.example/sparql"


@pytest.fixture(scope="module")
def endpoint(world, stand_in):
    """Our endpoint, allowed to ask the local Wikidata."""
    command = [sys.executable, "-m", "bilateral", "serve", "--content", str(ROOT), "--data", str(world.data)]
    command += ["--port", "0", "--allow-service", stand_in.endpoint]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            lines = iter(process.stderr.readline, "")
            ready = next(filter(None, (re.search(r"ready at (http://\S+)", line) for line in lines)))
            yield f"{ready[1]}/sparql"
        finally:
            process.terminate()


def ask(endpoint, query):
    headers = {
        "Content-Type": "application/sparql-query",
        "Accept": "text/csv",
        "User-Agent": "tests (tests@example.org)",
    }
    request = urllib.request.Request(endpoint, query.encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as response:
        return list(csv.DictReader(io.StringIO(response.read().decode())))


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_an_example_joins_both_sides(path, endpoint, wikidata):
    rows = ask(endpoint, path.read_text("utf-8").replace(PUBLIC, wikidata.endpoint))
    assert rows
    assert all(any("wikidata.org" in value for value in row.values()) for row in rows)


@pytest.mark.parametrize("path", THEIRS, ids=lambda path: path.stem)
def test_an_example_from_the_other_side_reaches_ours(path, endpoint, wikidata):
    rows = ask(wikidata.endpoint, path.read_text("utf-8").replace(EXAMPLE, endpoint))
    assert rows
    assert all(any("wikidata.org" in value for value in row.values()) for row in rows)


def test_an_endpoint_that_the_operator_has_not_allowed_is_not_asked(endpoint):
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(endpoint, OURS[0].read_text("utf-8"))
    with refused.value as error:
        assert error.code == 403
        assert PUBLIC in error.read().decode()


def test_every_example_is_explained():
    text = (ROOT / "queries" / "federation" / "README.md").read_text("utf-8")
    assert [path.name for path in EXAMPLES if f"`{path.name}`" not in text] == []


def test_there_are_five_examples_from_either_side_and_each_says_what_it_asks():
    assert len(EXAMPLES) >= 5
    assert 0 < len(OURS) < len(EXAMPLES)
    assert all(path.read_text("utf-8").startswith("# ") for path in (*EXAMPLES, *FETCHED))


@pytest.mark.parametrize("path", [*EXAMPLES, *FETCHED], ids=lambda path: path.stem)
def test_only_standard_sparql_is_sent(path):
    assert not re.search(r"wikibase:label|\bbd:|\bhint:|\bINCLUDE\b|\bWITH\b\s*\{", path.read_text("utf-8"))
