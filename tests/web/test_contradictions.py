"""Contradictions that the operator wants to keep are listed as long as they last."""

import pytest

from bilateral.build.build_record import BuildSettings
from bilateral.build.builder import build_empty

SCHEMA = """
    PREFIX : <http://e/> PREFIX owl: <http://www.w3.org/2002/07/owl#>
    INSERT DATA { :before a owl:IrreflexiveProperty , owl:TransitiveProperty . :A owl:disjointWith :B }
"""
LOOP = "PREFIX : <http://e/> INSERT DATA { :x :before :y . :y :before :x }"


def serve(start, token_file, data, *, keep):
    build_empty(BuildSettings(data=data, keep_clashes=keep))
    server = start(
        data=data, token_file=token_file, plain=True, committer="bilateral.build.commit_processes:infer"
    )
    assert server.update(SCHEMA).status < 300
    return server


@pytest.fixture
def keeping(start, token_file, tmp_path):
    return serve(start, token_file, tmp_path / "data", keep=True)


def test_a_contradiction_is_kept_listed_and_ended(keeping):
    assert keeping.get("/health").json()["consistent"]
    assert keeping.update(LOOP).status < 300
    assert not keeping.get("/health").json()["consistent"]
    listed = keeping.get("/clashes").json()
    assert not listed["consistent"]
    assert {clash["rule"] for clash in listed["clashes"]} == {"prp-irp"}
    assert any("<http://e/x> <http://e/before> <http://e/x>" in c["premises"] for c in listed["clashes"])
    assert keeping.update("PREFIX : <http://e/> DELETE DATA { :y :before :x }").status < 300
    assert keeping.get("/clashes").json() == {"consistent": True, "clashes": []}
    assert keeping.get("/health").json()["graphs"] == 0


def test_a_contradiction_outlasts_other_writes_and_a_change_of_the_schema(keeping):
    keeping.update("PREFIX : <http://e/> INSERT DATA { :z a :A , :B }")
    (clash,) = keeping.get("/clashes").json()["clashes"]
    assert clash["rule"] == "cax-dw"
    keeping.update("PREFIX : <http://e/> INSERT DATA { :x :before :y }")
    assert keeping.get("/clashes").json()["clashes"] == [clash]
    rdfs = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
    keeping.update(f"{rdfs} PREFIX : <http://e/> INSERT DATA {{ :A rdfs:subClassOf :C }}")
    assert keeping.get("/clashes").json()["clashes"] == [clash]
    owl = "PREFIX owl: <http://www.w3.org/2002/07/owl#>"
    keeping.update(f"{owl} PREFIX : <http://e/> DELETE DATA {{ :A owl:disjointWith :B }}")
    assert keeping.get("/health").json()["consistent"]


def test_a_contradiction_is_refused_where_it_is_not_kept(start, token_file, tmp_path):
    server = serve(start, token_file, tmp_path / "data", keep=False)
    answer = server.update(LOOP)
    assert answer.status == 409
    assert "prp-irp" in answer.json()["detail"]
    assert server.get("/health").json()["consistent"]
