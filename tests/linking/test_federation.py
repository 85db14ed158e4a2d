"""The worked examples of asking our graph and Wikidata together, against the local Wikidata."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = sorted((ROOT / "queries" / "federation").glob("*.rq"))
OURS = [path for path in EXAMPLES if "at-wikidata" not in path.name]
FETCHED = sorted((ROOT / "queries" / "wikidata").glob("*.rq"))
PUBLIC = "https://query.wikidata.org/sparql"


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


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_an_example_joins_both_sides(path, endpoint, wikidata):
    query = path.read_text("utf-8").replace(PUBLIC, wikidata.endpoint)
    headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    request = urllib.request.Request(endpoint, query.encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        rows = list(csv.DictReader(io.StringIO(response.read().decode())))
    assert rows
    assert all(any("wikidata.org" in value for value in row.values()) for row in rows)


def test_there_are_five_examples_from_either_side_and_each_says_what_it_asks():
    assert len(EXAMPLES) >= 5
    assert 0 < len(OURS) < len(EXAMPLES)
    assert all(path.read_text("utf-8").startswith("# ") for path in (*EXAMPLES, *FETCHED))


@pytest.mark.parametrize("path", [*EXAMPLES, *FETCHED], ids=lambda path: path.stem)
def test_only_standard_sparql_is_sent(path):
    assert not re.search(r"wikibase:label|\bbd:|\bhint:|\bINCLUDE\b|\bWITH\b\s*\{", path.read_text("utf-8"))
