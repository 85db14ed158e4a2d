"""The W3C suites over HTTP: what fails is what is expected to, each with its reason.

By default the quick suites run; with CI set, all of them, each query in one format of results; with
TESTS_EXAM=all each in every format, which takes minutes.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from bilateral.store.snapshots.snapshot_builder import build_store

EXPECTED = Path(__file__).parent / "w3c_failures.txt"
QUICK = "strict,protocol,gsp,sd,federation"


def expected(categories):
    """Return the tests that fail, of the categories that were run."""
    lines = EXPECTED.read_text().splitlines()
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    assert all(len(row) == 3 for row in rows), "category, test and reason, with tabs between"
    return {(category, test) for category, test, _ in rows if category in categories}


def test_the_published_suites_fail_where_expected_and_nowhere_else(shared, start, token_file, tmp_path):
    build_store(tmp_path / "data", [])
    server = start(
        data=tmp_path / "data",
        token_file=token_file,
        plain=True,
        reasoning=False,
        services=("http://127.0.0.1:", "http://localhost:"),
    )
    address = f"http://127.0.0.1:{server.port}"
    command = [
        *(sys.executable, str(shared / "conformance/sparql/w3c_http_exam.py")),
        *("--query", f"{address}/sparql", "--update", f"{address}/update", "--gsp", f"{address}/graphs"),
        *("--auth", "Bearer let-me-write", "--json", str(tmp_path / "exam.json")),
    ]
    if os.environ.get("TESTS_EXAM") != "all":
        command += ["--no-matrix"] if os.environ.get("CI") else ["--only", QUICK]
    subprocess.run(command, check=True, capture_output=True, timeout=900)
    results = json.loads((tmp_path / "exam.json").read_text())["results"]
    assert len(results) > 100
    failed = {(row["cat"], row["test"]) for row in results if row["status"] == "FAIL"}
    assert failed == expected({row["cat"] for row in results})
