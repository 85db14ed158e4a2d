"""The Graph Store Protocol without a graph's name: all of them, as Jena and others read and write them."""

import json

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilateral.rdf import iris
from bilateral.store.changes.document_provenance import DIRECT
from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot_builder import build_store

from .conftest import WRITER

TRIG, N_QUADS, JSON_LD = "application/trig", "application/n-quads", "application/ld+json"
SYNTAX = {TRIG: ox.RdfFormat.TRIG, N_QUADS: ox.RdfFormat.N_QUADS, JSON_LD: ox.RdfFormat.JSON_LD}
# What RDFConnection of Jena 5 sends for fetchDataset.
JENA = "application/trig,application/ld+json;q=0.9,application/n-quads;q=0.8,*/*;q=0.1"
BODY = b"<a:s> <a:p> 1 . GRAPH <a:g> { <a:s> <a:p> 2, [ <a:q> 3 ] } GRAPH <a:h> { <a:s> <a:p> 1 }"
DOCUMENTS = b"""
PREFIX g: <https://w3id.org/bilateral/graph/> PREFIX : <http://e/>
GRAPH g:one { :s :p :both, :one, [ :q :node ] } GRAPH g:two { :s :p :both }
GRAPH g:ontology { :p a :Property ; :r [ :q :node ] } GRAPH g:provenance { g:one :from :document }
GRAPH g:wikidata-Q1 { :s :p :beside }
"""


def send(server, method, body, kind=TRIG, path="/graphs", **headers):
    given = {key.replace("_", "-"): value for key, value in headers.items()}
    return server.request(method, path, body, {"Content-Type": kind, **WRITER, **given})


def fetch(server, accept=JENA):
    answer = server.get("/graphs", Accept=accept)
    assert answer.status == 200
    return canonical(ox.parse(answer.body, format=SYNTAX[answer.type]))


def canonical(quads):
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def turtle(text):
    return canonical(ox.parse(text, format=ox.RdfFormat.TRIG))


@pytest.fixture
def documents(start, token_file, tmp_path):
    asserted = list(parse(DOCUMENTS, media_type=TRIG))
    build_store(tmp_path / "data", asserted, [("<http://e/s>", "<http://e/p>", "<http://e/inferred>")])
    return start(data=tmp_path / "data", token_file=token_file)


@pytest.mark.parametrize("kind", SYNTAX)
def test_a_dataset_is_put_and_read_in_each_format(empty, kind):
    body = ox.serialize(ox.parse(BODY, format=ox.RdfFormat.TRIG), format=SYNTAX[kind])
    send(empty, "PUT", b"<a:old> <a:p> 1 . GRAPH <a:old> { <a:s> <a:p> 1 }")
    receipt = send(empty, "PUT", body, kind)
    assert (receipt.status, receipt.json()["added"], receipt.json()["removed"]) == (200, 5, 2)
    assert all(fetch(empty, each) == turtle(BODY) for each in SYNTAX)
    assert empty.get("/health").json()["graphs"] == 2, "a graph that the dataset lacks is gone"


def test_jena_gets_trig_and_may_send_what_it_is_given(empty):
    send(empty, "PUT", BODY)
    answer = empty.get("/graphs", Accept=JENA)
    assert answer.type == TRIG
    assert send(empty, "PUT", answer.body).status == 200
    assert fetch(empty) == turtle(BODY)
    assert send(empty, "PUT", b"", "application/rdf+thrift").status == 415
    assert fetch(empty) == turtle(BODY)


def test_quads_are_added_to_their_graphs(empty):
    send(empty, "PUT", BODY)
    assert send(empty, "POST", b"<a:s> <a:p> 9 . GRAPH <a:g> { <a:s> <a:p> 2, 4 }").json()["added"] == 2
    assert fetch(empty) == turtle(BODY + b" <a:s> <a:p> 9 . GRAPH <a:g> { <a:s> <a:p> 4 }")
    assert send(empty, "POST", b"<a:s> <a:p> 7 <a:g> .".replace(b"7", b'"7"'), N_QUADS).json()["added"] == 1
    linked = json.dumps({"@id": "a:n", "@graph": [{"@id": "a:s", "a:p": "x"}]}).encode()
    assert send(empty, "POST", linked, JSON_LD).json()["added"] == 1
    assert empty.ask("ASK { GRAPH <a:n> { <a:s> <a:p> 'x' } GRAPH <a:g> { <a:s> <a:p> '7' } }")


def test_triples_without_a_name_make_a_graph_and_replace_none(empty):
    assert send(empty, "POST", b"<a:s> <a:p> 1 .", "text/turtle").status == 201
    refused = send(empty, "PUT", b"<a:s> <a:p> 1 .", "text/turtle")
    assert (refused.status, "N-Quads" in refused.json()["detail"]) == (400, True)
    assert send(empty, "DELETE", None).status == 400


def test_quads_of_other_graphs_are_not_sent_to_one(empty):
    for path in ("/graphs?default", "/graphs?graph=a:g"):
        assert send(empty, "POST", BODY, path=path).status == 400
        assert send(empty, "POST", b"<a:s> <a:p> 1 .", path=path).status in {200, 201}


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        (TRIG, b"GRAPH <a:g> { <a:s> <a:p> 1", 400),
        (N_QUADS, b"<a:s> <a:p> <a:o> <a:g>", 400),
        (JSON_LD, b'{"@context": "http://127.0.0.1:9/"}', 400),
        (JSON_LD, b"null", 400),
        (JSON_LD, b' ""', 400),
        (JSON_LD, b"", 400),
        (TRIG, "GRAPH <a:g> {}".encode("utf-16"), 400),
        ("text/csv", b"a,b", 415),
    ],
)
def test_a_dataset_that_cannot_be_read_changes_nothing(empty, kind, body, status):
    send(empty, "PUT", BODY)
    assert send(empty, "PUT", body, kind).status == status
    assert fetch(empty) == turtle(BODY)


def test_a_dataset_for_another_state_is_refused(empty):
    first = send(empty, "PUT", BODY).headers["etag"]
    assert send(empty, "PUT", b"<a:s> <a:p> 2 .", If_Match=first).status == 200
    assert send(empty, "PUT", BODY, If_Match=first).status == 412
    assert send(empty, "POST", BODY, If_None_Match="*").status == 412
    read = empty.get("/graphs", Accept=TRIG)
    assert empty.get("/graphs", Accept=TRIG, If_None_Match=read.headers["etag"]).status == 304
    assert send(empty, "PUT", BODY, If_Match=read.headers["etag"]).status == 200


def test_methods_formats_and_tokens_are_as_for_one_graph(empty):
    assert empty.get("/graphs", Accept="text/turtle").status == 406
    head = empty.request("HEAD", "/graphs", headers={"Accept": N_QUADS})
    assert (head.status, head.type, head.body) == (200, N_QUADS, b"")
    assert empty.request("PATCH", "/graphs", b"", WRITER).status == 405
    assert "PUT" in empty.request("OPTIONS", "/graphs").headers["allow"]
    assert empty.request("PUT", "/graphs", BODY, {"Content-Type": TRIG}).status == 401


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")
def test_a_client_library_reads_and_writes_a_dataset(empty):
    dataset = rdflib.Dataset()
    dataset.parse(data=BODY, format="trig")
    assert send(empty, "PUT", dataset.serialize(format="trig").encode()).status == 200
    answer = empty.get("/graphs", Accept=N_QUADS)
    back = rdflib.Dataset()
    back.parse(data=answer.body, format="nquads")
    assert len(list(back.quads())) == len(list(dataset.quads())) == 5


def test_documents_are_read_with_their_sum_and_without_what_follows(documents):
    found = {str(quad) for quad in fetch(documents)}
    assert not any("inferred" in quad for quad in found)
    named = {quad for quad in turtle(DOCUMENTS) if "_:" not in quad}
    assert named < found
    assert "<http://e/s> <http://e/p> <http://e/both>" in found
    assert "<http://e/s> <http://e/p> <http://e/beside>" not in found


def test_documents_that_are_put_as_they_were_read_stay_as_they_are(documents):
    before, health = fetch(documents), documents.get("/health").json()
    answer = send(documents, "PUT", documents.get("/graphs", Accept=TRIG).body)
    assert answer.status == 200
    assert fetch(documents) == before
    assert documents.get("/health").json()["asserted"] == health["asserted"]


def test_a_dataset_replaces_documents_and_nothing_else(documents):
    assert send(documents, "PUT", b"<a:s> <a:p> 1, 2 . GRAPH <a:new> { <a:s> <a:p> 2 }").status == 200
    kept = {
        quad for quad in turtle(DOCUMENTS) if "ontology" in quad or "provenance" in quad or "wiki" in quad
    }
    found = fetch(documents)
    assert {quad for quad in kept if "_:" not in quad} < found
    assert documents.query("SELECT ?o { <a:s> <a:p> ?o }", "text/csv").body.split()[1:] == [b"1", b"2"]
    assert documents.ask(f"ASK {{ GRAPH {DIRECT} {{ <a:s> <a:p> 1 }} GRAPH <a:new> {{ <a:s> <a:p> 2 }} }}")
    assert not documents.ask("ASK { GRAPH ?g { <http://e/s> <http://e/p> <http://e/both> } }")
    assert not documents.ask(f"ASK {{ GRAPH {DIRECT} {{ <a:s> <a:p> 2 }} }}")


@pytest.mark.parametrize("graph", [iris.INFERRED, iris.PROVENANCE, iris.ONTOLOGY, iris.graph("wikidata-Q1")])
def test_a_dataset_says_nothing_new_in_graphs_that_stay(documents, graph):
    before = fetch(documents)
    refused = send(documents, "PUT", f"GRAPH {graph} {{ <a:s> <a:p> 1 }}".encode())
    assert (refused.status, graph in refused.json()["detail"]) == (409, True)
    assert fetch(documents) == before


def test_a_document_is_not_named_by_a_blank_node(documents):
    assert send(documents, "POST", b"_:g { <a:s> <a:p> 1 }").status == 400


terms = st.sampled_from(["<a:a>", "<a:b>", "_:a", "_:b"])
quads = st.tuples(
    terms,
    st.sampled_from(["<a:p>", "<a:q>"]),
    terms | st.just('"x"'),
    st.sampled_from(["", "<a:g>", "<a:h>"]),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(quads, max_size=6), st.sets(quads, max_size=6))
def test_what_was_put_is_what_is_read(empty, first, second):
    for given_quads in (first, second):
        body = "".join(f"{' '.join(quad)} .\n" for quad in given_quads).encode()
        assert send(empty, "PUT", body, N_QUADS).status == 200
        assert fetch(empty, N_QUADS) == canonical(ox.parse(body, format=ox.RdfFormat.N_QUADS))
