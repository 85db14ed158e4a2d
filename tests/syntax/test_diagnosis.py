"""A malformed query is told what is wrong with it, and where."""

from pathlib import Path

import pytest

from bilateral.errors import BilateralError, QuerySyntaxError
from bilateral.protocol import request_guard
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store
from bilateral.syntax import diagnosis, grammar

CAPS = request_guard.RequestLimits(services=("http",))
QUERIES = sorted((Path(__file__).parents[2] / "queries").rglob("*.rq"))

# The bar stands before what is wrong.
CASES = [
    ("SELECT * { ?s ?p |) }", "unexpected ); expected a value"),
    ("SELECT * {\n ?s ?p ?o .\n ?s ?p\n|}", "unexpected }; expected a value"),
    ('SELECT * { ?s |"x" ?o }', 'unexpected "x"; expected a property'),
    ("|SELEC * { ?s ?p ?o }", "did you mean SELECT?"),
    ("SELECT |{ ?s ?p ?o }", "expected “(”, “*”, a variable, DISTINCT or REDUCED"),
    ("SELECT * { |OPTIONL { ?x ?y ?z } }", "did you mean OPTIONAL?"),
    ("SELECT * { ?s ?p ?o } LIMIT |x", "expected a number"),
    ("SELECT * { ?s ?p ?o |", "the query ends too early; expected"),
    ("SELECT * { ?s ?p ?o } |}", "expected the end"),
    ("SELECT * { ?s ?p ?o FILTER |?s > 3 }", "expected a condition in brackets"),
    ("SELECT * { ?s ?p ?o FILTER(?s > |) }", "expected an expression"),
    ("SELECT (COUNT(?x) |?n) {}", "expected an operator or AS"),
    ("SELECT * { BIND(1 AS |x) }", "expected a variable"),
    ("SELECT * { ?a ?b ?c , |}", "expected a value"),
    ("SELECT * { ?a ?b ?c |?d }", "expected “,”, “.”, “;”, “}” …"),
    ("ASK { VALUES ?x { 1 2 |) }", "unexpected )"),
    ('SELECT * { ?s ?p |"abc }', "has no end"),
    ("SELECT * { ?x a |bil:Meeting }", "begin with PREFIX bil: <https://w3id.org/bilateral/ns#>"),
    ("SELECT * { ?x a |foo:Bar }", "the prefix foo: is not declared"),
    ("PREFIX |a <x> SELECT * {}", "expected a prefix with its colon"),
    ("SELECT * { ?é |'日本' ?o }", "expected a property"),
    ("|", "the query ends too early"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    data = tmp_path_factory.mktemp("nothing")
    build_store(data, [], [])
    with Snapshot(data) as snapshot:
        yield snapshot


def refusal(store, text):
    with pytest.raises(QuerySyntaxError) as caught:
        store.query(text)
    return caught.value


@pytest.mark.parametrize(("text", "reason"), CASES)
def test_the_place_and_the_reason_are_told(store, text, reason):
    before, _, after = text.partition("|")
    found = diagnosis.locate(refusal(store, before + after), before + after)
    lines = before.split("\n")
    assert (found.line, found.column) == (len(lines), len(lines[-1]) + 1)
    assert reason in found.reason


def test_what_the_grammar_allows_is_told_in_the_words_of_the_engine(store):
    text = "SELECT ?s WHERE { ?s ?p ?o } GROUP BY ?p"
    found = diagnosis.locate(refusal(store, text), text)
    assert "variable that is" in found.reason
    assert found.line is None


def test_what_is_newer_than_the_grammar_is_left_to_the_engine(store):
    error = refusal(store, "SELECT * { << ?s ?p >> ?q }")
    assert diagnosis.locate(error, "SELECT * { << ?s ?p >> ?q }") is error


def test_deep_nesting_is_left_to_the_engine():
    text = "SELECT * { FILTER(" + "(" * 500 + "}"
    error = QuerySyntaxError("no", 1, 1)
    assert diagnosis.locate(error, text) is error


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_query_of_ours_is_one(path):
    assert grammar.first_error(path.read_text("utf-8")) is None


def test_every_query_of_the_w3c_that_the_engine_takes_is_one(store, shared):
    accepted, wrong = 0, []
    for path in sorted((shared / "conformance" / "sparql" / "tests").rglob("*.rq")):
        text = path.read_text("utf-8", errors="surrogateescape")
        try:
            store.query(text, base="http://example.org/")
            request_guard.inspect(text, CAPS)
        except (BilateralError, SyntaxError, ValueError, OSError):
            continue
        accepted += 1
        error = QuerySyntaxError("accepted", 1, 1)
        if diagnosis.locate(error, text) is not error:
            wrong.append(path.name)
    assert wrong == []
    assert accepted > 100
