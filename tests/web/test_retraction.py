"""A document that is withdrawn leaves the graph as if it had never been taken in."""

import shutil

import pytest

from bilateral.build.build_record import BuildSettings
from bilateral.build.builder import build
from bilateral.content.locations import Content
from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.backup import backup
from bilateral.store.snapshots.dump import dump
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

from .conftest import WRITER

SLUG = "russia-north-korea-treaty-2024-06-19"
TRIG = b"""
PREFIX g: <https://w3id.org/bilateral/graph/> PREFIX d: <https://w3id.org/bilateral/id/document/>
PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX bil: <https://w3id.org/bilateral/ns#> PREFIX : <http://e/>
GRAPH g:one { :s :p :both, :one } GRAPH g:two { :s :p :both } GRAPH g:one\\,two { :s :p :joint }
GRAPH g:three { :s :p :three } GRAPH g:direct { :s :p :direct }
GRAPH g:provenance {
  g:one prov:wasDerivedFrom d:one . g:one\\,two prov:wasDerivedFrom d:one, d:two .
  g:two prov:wasDerivedFrom d:two . g:three prov:wasDerivedFrom d:three .
  d:one bil:text "one" . d:three bil:text "three" ; bil:digestOf d:three-original .
  d:three-original bil:hasSection d:three-original\\/lead ; bil:kind "report" .
  d:three-original\\/lead bil:sourcing "a" .
}
"""


def retract(server, slug, **headers):
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return server.request("DELETE", f"/documents/{slug}", headers={**WRITER, **given})


def objects(server, subject):
    rows = server.query(f"SELECT ?o {{ {subject} ?p ?o }}", "text/csv").body.decode().split()[1:]
    return {row.rpartition("/")[2] for row in rows}


@pytest.fixture
def small(start, token_file, tmp_path):
    build_store(tmp_path / "data", parse(TRIG, media_type="application/trig"))
    return start(data=tmp_path / "data", token_file=token_file)


def test_what_rests_on_others_too_stays(small):
    assert retract(small, "one").status == 200
    assert objects(small, "<http://e/s>") == {"both", "joint", "three", "direct"}
    # The joint graph still rests on the document.
    assert objects(small, "<https://w3id.org/bilateral/id/document/one>") == {"one"}
    assert objects(small, "<https://w3id.org/bilateral/graph/one>") == set()


def test_what_describes_the_document_goes_with_it(small):
    assert retract(small, "three").status == 200
    assert not small.ask('ASK { ?s ?p ?o FILTER(CONTAINS(CONCAT(STR(?s), STR(?o)), "three")) }')
    assert not small.ask('ASK { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), "three")) }')


@pytest.mark.parametrize("slug", ["none", "one,two", "provenance", "inferred", "direct", "%3E"])
def test_what_is_no_document_is_not_found(small, slug):
    before = small.get("/health").json()
    assert retract(small, slug).status == 404
    assert small.get("/health").json() == before


def test_a_document_of_another_state_is_not_withdrawn(small):
    tag = small.get("/graphs?default", Accept="text/turtle").headers["etag"]
    assert retract(small, "one", If_Match=tag).status == 200
    assert retract(small, "three", If_Match=tag).status == 412
    assert retract(small, "three", If_Match="*").status == 200


def test_only_who_may_write_withdraws(small, plain):
    assert retract(small, "one", Authorization="").status == 401
    assert retract(small, "one", Authorization="Bearer let-me-read").status == 403
    assert retract(plain, "one").status == 403


def test_the_graph_is_then_that_of_a_build_without_the_document(
    start, token_file, world, small_content, tmp_path
):
    backup(world.data, tmp_path / "data")
    server = start(
        data=tmp_path / "data", token_file=token_file, committer="bilateral.build.commit_processes:infer"
    )
    assert retract(server, SLUG).status == 200
    content = tmp_path / "content"
    for folder in ("ontology", "seeds", "queries"):
        shutil.copytree(small_content.root / folder, content / folder)
    for path in (content / "seeds" / "documents").glob(f"{SLUG}.*"):
        path.unlink()
    build(Content(content), BuildSettings(data=tmp_path / "without"))
    with Snapshot(tmp_path / "data") as left, Snapshot(tmp_path / "without") as never:
        assert named(left) == named(never)
        assert left.counts == never.counts


def named(snapshot):
    """Return what a state holds, but for the labels of blank nodes."""
    quads = dump(snapshot)
    return {quad for quad in quads if "_:" not in f"{quad.subject}{quad.object}"}
