"""Answers read back are the terms that the store would give."""

import io

import pytest

from bilateral.protocol import result_rows
from bilateral.rdf import media_types
from bilateral.rdf.terms import Quad, literal
from bilateral.store.engine.query_results import BINDINGS, BOOLEAN, TRIPLES
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    data = tmp_path_factory.mktemp("rows")
    value = literal('tab\t quote" back\\slash\nnew line é')
    build_store(data, [Quad(f"<http://e/{n}>", "<http://e/p>", value, "") for n in range(30)], [])
    with Snapshot(data) as snapshot:
        yield snapshot


def written(store, query, media_type, size=7):
    """Return an answer in small chunks, as it may come through a pipe."""
    output = io.BytesIO()
    store.query(query).write(output, media_type)
    data = output.getvalue()
    return [data[start : start + size] for start in range(0, len(data), size)]


QUERY = """SELECT ?s ?v ?n { ?s ?p ?v . BIND (1 AS ?x)
  VALUES ?n { 1 1.5 1e0 true "x"@en "2020"^^<http://www.w3.org/2001/XMLSchema#gYear> UNDEF <http://e/i> } }"""


def test_solutions_are_what_the_store_says(store):
    found = result_rows.read(BINDINGS, written(store, QUERY, media_types.TSV), 1000)
    assert found.columns == ("s", "v", "n")
    assert found.rows == list(store.query(QUERY).rows())
    assert (found.total, found.more) == (240, False)


def test_triples_are_what_the_store_says(store):
    query = "CONSTRUCT WHERE { ?s ?p ?v }"
    found = result_rows.read(TRIPLES, written(store, query, media_types.N_TRIPLES), 1000)
    assert sorted(found.rows) == sorted(store.query(query).triples())


def test_what_is_not_shown_is_counted(store):
    found = result_rows.read(BINDINGS, written(store, QUERY, media_types.TSV), 10)
    assert (len(found.rows), found.total) == (10, 240)


def test_an_answer_without_rows_has_its_columns(store):
    found = result_rows.read(
        BINDINGS, written(store, "SELECT ?a ?b { ?a <http://e/none> ?b }", media_types.TSV), 10
    )
    assert found == (("a", "b"), [], 0, False)


def test_solutions_without_columns_are_counted(store):
    query = "SELECT * { <http://e/1> <http://e/p> [] }"
    found = result_rows.read(BINDINGS, written(store, query, media_types.TSV), 10)
    assert (found.rows, found.total) == ([()], 1)


@pytest.mark.parametrize("query", ["ASK { ?s ?p ?o }", "ASK { ?s <http://e/none> ?o }"])
def test_a_boolean_is_one_row(store, query):
    found = result_rows.read(BOOLEAN, written(store, query, media_types.JSON), 10)
    assert found.rows[0][0].startswith(f'"{str(bool(store.query(query))).lower()}"')
