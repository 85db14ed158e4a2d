"""Two recordings differ where the answers do, and nowhere else."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
JSON = "application/sparql-results+json"


def recording(path, *entries, base="http://127.0.0.1:8000", day="2026-11-29"):
    """Write a recording of answers by address."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"base": base, "day": day}) + "\n")
        for address, status, headers, body in sorted(entries):
            asked = {"method": "GET", "address": address, "headers": [], "body": "", "repeat": 1}
            answered = {"status": status, "headers": sorted(headers.items()), "body": body}
            file.write(json.dumps({"key": f"GET {address}", "asked": asked, "answered": answered}) + "\n")
    return path


@pytest.fixture
def compare(tmp_path):
    """Return what compares two lists of answers, and gives the exit status and the report."""

    def compare_(before, after, allow="", **other):
        paths = (
            recording(tmp_path / "a.gz", *before),
            recording(tmp_path / "b.gz", *after, **other),
        )
        (tmp_path / "allow").write_text(allow)
        command = [sys.executable, FOLDER / "compare.py", *paths, "--allow", tmp_path / "allow"]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        return ended.returncode, ended.stdout + ended.stderr

    return compare_


def rows(*values):
    """Return solutions as JSON."""
    bindings = [{"x": {"type": "literal", "value": value}} for value in values]
    return json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": bindings}})


def test_the_same_answers_do_not_differ(compare):
    page = "/page/state/CHN", 200, {"etag": 'W/"1-0123456789abcdef"'}, "China"
    assert compare([page], [page]) == (0, "1 requests, no differences\n")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("see http://127.0.0.1:8000/help", "see http://127.0.0.1:21000/help"),
        ("url=http%3A%2F%2F127.0.0.1%3A8000%2Fhelp", "url=http%3A%2F%2F127.0.0.1%3A21000%2Fhelp"),
        ("read on 29 November 2026", "read on 1 December 2026"),
        ('"date-parts": [[2026,\n 11,\n 29]]', '"date-parts": [[2026,\n 12,\n 1]]'),
        ('ETag: "1-0123456789abcdef"', 'ETag: "1-fedcba9876543210"'),
        ("Answered in 12 ms.", "Answered in 1.3 s."),
        ("_:0123456789abcdef0123456789abcdef <a:b> 1 .", "_:fedcba9876543210fedcba9876543210 <a:b> 1 ."),
    ],
)
def test_what_depends_on_the_run_is_not_compared(compare, one, other):
    before, after = [("/x", 200, {}, one)], [("/x", 200, {}, other)]
    assert compare(before, after, base="http://127.0.0.1:21000", day="2026-12-01")[0] == 0


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("content-length", "12", "13"),
        ("allow", "GET, HEAD", "HEAD,GET"),
        ("etag", 'W/"1-01234567-owl2rl-csv"', 'W/"1-fedcba98-owl2rl-csv"'),
    ],
)
def test_what_a_header_says_of_the_run_is_not_compared(compare, name, one, other):
    assert compare([("/x", 200, {name: one}, "")], [("/x", 200, {name: other}, "")])[0] == 0


@pytest.mark.parametrize(("query", "status"), [("SELECT", 0), ("SELECT%20ORDER+BY+x", 1)])
def test_rows_are_sorted_where_no_order_was_asked_for(compare, query, status):
    def asked(*values):
        return [(f"/sparql?query={query}", 200, {"content-type": JSON}, rows(*values))]

    assert compare(asked("a", "b"), asked("b", "a"))[0] == status


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (("/x", 404, {"a": "b"}, "one\ntwo"), "+ 404"),
        (("/x", 200, {"a": "c"}, "one\ntwo"), "header:a"),
        (("/x", 200, {}, "one\ntwo"), "- b"),
        (("/x", 200, {"a": "b"}, "one\nthree"), "- two\n    + three"),
        (("/x", 200, {"a": "b"}, "two\none"), "- one\n    + two"),
        (("/x", 200, {"a": "b"}, "one\ntwo\n"), "body: 1"),
        (("/y", 200, {"a": "b"}, "one\ntwo"), "missing: 1"),
    ],
)
def test_a_difference_is_shown_and_fails(compare, after, told):
    status, text = compare([("/x", 200, {"a": "b"}, "one\ntwo")], [after])
    assert status == 1
    assert told in text


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ("/x body another wording", 0),
        (r"GET\s/x body:o another vowel", 0),
        ("/x body:w not in each line", 1),
        ("/x any all is new", 0),
        ("/y body another address", 1),
        ("/x status another thing", 1),
        ("/x header:a another thing", 1),
    ],
)
def test_a_difference_that_is_meant_is_allowed_by_a_line_with_its_reason(compare, rule, status):
    before, after = [("/x", 200, {}, "two")], [("/x", 200, {}, "no")]
    assert compare(before, after, allow=f"# comment\n{rule}\n")[0] == status


@pytest.mark.parametrize("line", ["/x", "/x body", "/x everything because"])
def test_a_line_without_reason_allows_nothing(compare, line):
    status, text = compare([], [], allow=line)
    assert status == 1
    assert "allow:1:" in text


def test_a_line_that_explains_nothing_is_told(compare):
    assert "explains nothing" in compare([], [], allow="/x body was once so")[1]
