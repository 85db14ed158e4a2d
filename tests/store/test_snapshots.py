"""What stands where, what a query sees, and what stays when something fails."""

import subprocess
import sys

import pytest

from bilateral.errors import QuerySyntaxError, StoreError
from bilateral.rdf.terms import Quad
from bilateral.store.engine.graph_layout import INFERRED, Dataset
from bilateral.store.snapshots.dump import dump
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
EX = "http://example.org/"


def count(snapshot, text=COUNT, dataset=None):
    ((number,),) = snapshot.query(text, dataset or Dataset()).rows()
    return int(number.split('"')[1])


def test_a_triple_of_two_documents_counts_once(data):
    with Snapshot(data) as snapshot:
        assert snapshot.counts == (5, 1, 2)
        assert count(snapshot, dataset=Dataset(inferred=False)) == 5


def test_a_query_sees_what_is_inferred_unless_it_says_otherwise(data):
    ask = "ASK { ?s <http://example.org/r> ?o }"
    with Snapshot(data) as snapshot:
        assert snapshot.query(ask)
        assert not snapshot.query(ask, Dataset(inferred=False))


def test_without_reasoning_no_graph_holds_what_is_inferred(data):
    everywhere = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    with Snapshot(data) as snapshot:
        assert count(snapshot, everywhere, Dataset(inferred=False)) == 5
        assert count(snapshot, everywhere) == 6


@pytest.mark.parametrize(
    ("text", "dataset", "expected"),
    [
        ("SELECT (COUNT(*) AS ?n) FROM <http://example.org/one> { ?s ?p ?o }", Dataset(), 3),
        (f"SELECT (COUNT(*) AS ?n) FROM {INFERRED} {{ ?s ?p ?o }}", Dataset(inferred=False), 1),
        (COUNT, Dataset(default=(EX + "two",)), 2),
        (
            "SELECT (COUNT(*) AS ?n) FROM <http://example.org/one> { ?s ?p ?o }",
            Dataset(default=(EX + "two",)),
            2,
        ),
        (COUNT, Dataset(named=(EX + "two",)), 0),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", Dataset(named=(EX + "two",)), 2),
    ],
)
def test_a_dataset_is_what_the_request_says(data, text, dataset, expected):
    with Snapshot(data) as snapshot:
        assert count(snapshot, text, dataset) == expected


def test_bindings_reach_projected_variables(data):
    with Snapshot(data) as snapshot:
        rows = snapshot.query("SELECT ?s ?o { ?s ?p ?o }", bindings={"s": f"<{EX}bare>"}).rows()
        assert list(rows) == [(f"<{EX}bare>", '"1"^^<http://www.w3.org/2001/XMLSchema#integer>')]


def test_a_syntax_error_has_a_place(data):
    with Snapshot(data) as snapshot, pytest.raises(QuerySyntaxError) as caught:
        snapshot.query("SELECT *\n{ ?s no:such ?o }")
    assert caught.value.line == 2
    assert caught.value.column


def test_an_unknown_function_is_an_error_of_the_expression(data):
    with Snapshot(data) as snapshot:
        text = "SELECT ?x { BIND(<http://example.org/f>(1) AS ?x) }"
        assert list(snapshot.query(text).rows()) == [(None,)]


def test_an_unknown_function_beside_a_variable_for_a_graph_is_one_too(data):
    with Snapshot(data) as snapshot:
        text = "SELECT ?k { { ?g ?p ?o } UNION { GRAPH ?g { } } } GROUP BY (<http://example.org/f>(?g) AS ?k)"
        assert list(snapshot.query(text).rows()) == [(None,)]


def test_a_dump_is_the_same_for_the_same_graph(data, tmp_path):
    with Snapshot(data) as snapshot:
        first = dump(snapshot, "both")
        asserted = dump(snapshot, "asserted")
    inferred = [quad[:3] for quad in first if quad.graph == INFERRED]
    build_store(tmp_path / "again", reversed(asserted), inferred)
    with Snapshot(tmp_path / "again") as snapshot:
        assert dump(snapshot, "both") == first


def test_a_build_that_fails_leaves_what_was_there(data):
    def broken():
        yield Quad("<http://example.org/new>", "<http://example.org/p>", '"x"', "")
        raise ValueError("the source broke")

    with pytest.raises(StoreError, match="the source broke"):
        build_store(data, broken())
    with Snapshot(data) as snapshot:
        assert snapshot.counts.asserted == 5
    assert not list(data.glob("partial-*"))


def test_a_state_answers_the_same_after_the_next_was_built(data):
    with Snapshot(data) as before:
        build_store(data, [])
        assert count(before) == 6
        with Snapshot(data) as after:
            assert (count(after), after.number) == (0, before.number + 1)


def test_states_that_nobody_reads_are_removed(data):
    for _ in range(3):
        build_store(data, [])
    assert len(list((data / "snapshots").iterdir())) == 1


def test_only_one_process_builds_at_a_time(data):
    holding = (
        "import sys; from pathlib import Path; from bilateral.store.snapshots.data_directory import writing\n"
        "with writing(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(StoreError, match="another process"):
            build_store(data, [])
        other.stdin.close()


def test_an_empty_directory_says_that_nothing_was_built(tmp_path):
    with pytest.raises(StoreError, match="no graph was built"):
        Snapshot(tmp_path)
