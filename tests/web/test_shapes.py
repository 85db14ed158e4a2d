"""Where it is configured, a write after which content would not conform to the shapes is refused."""

import pytest

from bilateral import __main__ as cli
from bilateral.store.snapshots.backup import backup
from bilateral.store.snapshots.dump import dump
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

PREFIXES = """
PREFIX bil: <https://w3id.org/bilateral/ns#> PREFIX id: <https://w3id.org/bilateral/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX g: <https://w3id.org/bilateral/graph/>
PREFIX state: <https://w3id.org/bilateral/id/state/> PREFIX bil: <https://w3id.org/bilateral/ns#>
"""
CONFORMING = {
    "a label": "INSERT DATA { GRAPH g:new { state:CHN rdfs:label 'Kina'@sv } }",
    "what has no shape": "INSERT DATA { <http://e/s> <http://e/p> 1 }",
    "another value": """DELETE { GRAPH ?g { state:CHN bil:capital ?c } }
        INSERT { GRAPH g:new { state:CHN bil:capital ?c } }
        WHERE { GRAPH ?g { state:CHN bil:capital ?c } }""",
}
VIOLATING = {
    "a value of the wrong form": (
        "INSERT DATA { GRAPH g:new { state:CHN bil:cow 'seven' } }",
        ("state/CHN", "cow"),
    ),
    "a value too many": (
        "INSERT DATA { GRAPH g:new { state:CHN bil:iso3 'CHI' } }",
        ("state/CHN", "iso3"),
    ),
    "a value that is missing": (
        "DELETE WHERE { GRAPH ?g { state:CHN bil:iso2 ?code } }",
        ("state/CHN", "iso2"),
    ),
    "a code that another bears": (
        """DELETE { GRAPH ?g { state:CHN bil:iso3 ?old } } INSERT { GRAPH ?g { state:CHN bil:iso3 'RUS' } }
        WHERE { GRAPH ?g { state:CHN bil:iso3 ?old } }""",
        ("state/CHN", "iso3"),
    ),
    "a thing of another class": (
        "INSERT DATA { GRAPH g:new { state:CHN bil:capital state:RUS } }",
        ("state/CHN", "capital"),
    ),
    "a class that others counted on": (
        """DELETE { ?city a ?type } WHERE { GRAPH ?h { state:CHN bil:capital ?city }
        GRAPH ?g { ?city a ?type } FILTER (!CONTAINS(STR(?g), 'inferred')) }""",
        ("state/CHN", "capital"),
    ),
    "what an economy is here for": (
        """DELETE { GRAPH ?g { ?m bil:member ?e } } WHERE { GRAPH ?h { ?e a bil:Economy }
        GRAPH ?g { ?m bil:member ?e } }""",
        ("economy/HKG", "member"),
    ),
}


@pytest.fixture(scope="module")
def shaped(start, token_file, world, tmp_path_factory):
    data = tmp_path_factory.mktemp("shaped") / "data"
    backup(world.data, data)
    return start(
        data=data, token_file=token_file, committer="bilateral.build.commit_processes:infer_and_validate"
    )


@pytest.mark.parametrize("name", CONFORMING)
def test_a_write_that_conforms_is_made(shaped, name):
    answer = shaped.update(PREFIXES + CONFORMING[name])
    assert answer.status == 200, answer.body


@pytest.mark.parametrize("name", VIOLATING)
def test_a_write_that_does_not_conform_is_refused_and_changes_nothing(shaped, name):
    text, (node, path) = VIOLATING[name]
    before = shaped.get("/health").json()
    answer = shaped.update(PREFIXES + text)
    problem = answer.json()
    assert (answer.status, problem["type"].rpartition("/")[2]) == (422, "shapes"), problem
    found = {(each["focusNode"], each.get("path")) for each in problem["results"]}
    assert (f"https://w3id.org/bilateral/id/{node}", f"https://w3id.org/bilateral/ns#{path}") in found
    assert all(each["message"] for each in problem["results"])
    assert shaped.get("/health").json() == before


def test_what_was_wrong_before_does_not_stand_in_the_way(start, token_file, world, tmp_path):
    with Snapshot(world.data) as snapshot:
        quads = [quad for quad in dump(snapshot, "asserted") if not quad.predicate.endswith("#iso2>")]
    build_store(tmp_path / "data", quads)
    (tmp_path / "data" / "build.json").write_bytes((world.data / "build.json").read_bytes())
    server = start(
        data=tmp_path / "data", token_file=token_file, committer="bilateral.build.commit_processes:validate"
    )
    for text, status in (
        ("INSERT DATA { state:CHN rdfs:label 'Kina'@sv }", 200),
        ("INSERT DATA { state:CHN bil:iso2 'china' }", 422),
        ("INSERT DATA { state:CHN bil:iso2 'CN' }", 200),
        ("DELETE DATA { state:CHN bil:iso2 'CN' }", 422),
    ):
        answer = server.update(PREFIXES + text)
        assert answer.status == status, answer.body


def test_there_are_no_shapes_without_content(capsys, tmp_path):
    assert cli.run(["serve", "--empty", "--shapes", "--data", str(tmp_path / "data")]) == 2
    assert "--shapes" in capsys.readouterr().err


def test_of_very_many_violations_some_are_shown_and_all_counted(shaped):
    events = " ".join(f"<https://w3id.org/bilateral/id/event/many-{i}> a bil:Meeting ." for i in range(150))
    problem = shaped.update(f"{PREFIXES} INSERT DATA {{ GRAPH g:many {{ {events} }} }}").json()
    assert (problem["status"], len(problem["results"])) == (422, 100)
    more = int(problem["detail"].rpartition("and ")[2].removesuffix(" more"))
    assert more >= 50
    assert not shaped.ask(f"{PREFIXES} ASK {{ GRAPH g:many {{ ?s ?p ?o }} }}")


SUMMIT = "<http://e/Summit> rdfs:subClassOf <http://e/Big> . "
BIG = "<http://e/Big> rdfs:subClassOf bil:Event . "
EVENT = "<http://e/e> a <http://e/Summit> ; rdfs:label 'Summit of nowhere'@en . "
OCCURRED = "<http://e/e> bil:status <https://w3id.org/bilateral/id/status/occurred> . "
WHEN = OCCURRED + "<http://e/e> bil:date '2024-05-01'^^<http://www.w3.org/2001/XMLSchema#date> . "


def tell(server, *texts, verb="INSERT DATA"):
    """Write one text after another and return the status of the last."""
    graph = "<http://e/g>"
    for text in texts:
        answer = server.update(f"{PREFIXES} {verb} {{ GRAPH {graph} {{ {text} }} }}")
    return answer.status


@pytest.fixture(scope="module")
def only_shaped(start, token_file, world, tmp_path_factory):
    """A server that infers nothing: each change of classes would have everything reasoned over anew."""
    data = tmp_path_factory.mktemp("shapes") / "data"
    backup(world.data, data)
    return start(data=data, token_file=token_file, committer="bilateral.build.commit_processes:validate")


@pytest.fixture
def shaped_anew(only_shaped):
    yield only_shaped
    assert only_shaped.update("DROP SILENT GRAPH <http://e/g>").status == 200


@pytest.mark.parametrize(
    "texts",
    [
        (SUMMIT + BIG + EVENT,),
        (SUMMIT + BIG, EVENT),
        (SUMMIT, EVENT, BIG),
        (EVENT, SUMMIT + BIG),
        (BIG, EVENT, SUMMIT),
        (EVENT + SUMMIT, BIG),
    ],
)
def test_classes_that_the_data_put_below_others_are_held_to_their_shapes(shaped_anew, texts):
    assert tell(shaped_anew, *texts) == 422
    assert tell(shaped_anew, WHEN) == 200
    assert tell(shaped_anew, *texts) == 200
    assert (
        tell(
            shaped_anew,
            "<http://e/e> bil:status <https://w3id.org/bilateral/id/status/occurred>",
            verb="DELETE DATA",
        )
        == 422
    )


def test_a_value_that_is_of_its_class_by_what_the_data_say_needs_that_said(shaped_anew):
    link = "<http://e/Club> rdfs:subClassOf bil:Actor . "
    event = "<http://e/e> a bil:Event ; rdfs:label 'Talks'@en ; bil:participant <http://e/c> . "
    club = "<http://e/c> a <http://e/Club> ; rdfs:label 'Club of nowhere'@en . "
    assert tell(shaped_anew, event + WHEN + club) == 422
    assert tell(shaped_anew, event + WHEN + club + link) == 200
    assert tell(shaped_anew, link, verb="DELETE DATA") == 422


def test_classes_that_no_shape_knows_are_free(shaped_anew):
    assert tell(shaped_anew, SUMMIT + EVENT) == 200


def test_classes_in_a_ring_come_to_an_end(shaped_anew):
    ring = "<http://e/Big> rdfs:subClassOf <http://e/Summit> . "
    assert tell(shaped_anew, SUMMIT + ring + EVENT) == 200
    assert tell(shaped_anew, BIG) == 422
