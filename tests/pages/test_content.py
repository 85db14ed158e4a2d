"""Pages of a store built from other content go by that content's rules and questions."""

import shutil
from urllib.parse import urlencode

import pytest

from bilateral.build.build_record import BuildSettings
from bilateral.build.builder import build
from bilateral.content import locations

BASE = "https://w3id.org/bilateral/id/"
NS = "https://w3id.org/bilateral/ns#"
RULE = f"""# Whoever is a person is worth a note.
PREFIX bil: <{NS}>
CONSTRUCT {{ ?person bil:metWith <https://w3id.org/bilateral/id/person/everybody> }}
WHERE {{ ?person a bil:Person }}
"""
FACTS = f"""
@prefix bil: <{NS}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://w3id.org/bilateral/id/document/persons> a bil:SourceDocument ;
    dct:title "A list of persons"@en ; dct:issued "2025-01-01"^^xsd:date ; bil:kind "register" .
<https://w3id.org/bilateral/id/person/ada> a bil:Person ; rdfs:label "Ada"@en .
"""
QUESTION = """#+ title: Who is there?
SELECT ?person WHERE { ?person a <https://w3id.org/bilateral/ns#Person> }
"""
BOMB = """#+ title: Everything with everything
SELECT (COUNT(*) AS ?number) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory, open_site):
    """A site of a store that was built from content of its own."""
    root = tmp_path_factory.mktemp("own")
    shutil.copytree(locations.locate().root / "ontology", root / "ontology")
    for rule in (root / "ontology" / "rules").glob("*.rq"):
        rule.unlink()
    (root / "ontology" / "rules" / "everybody.rq").write_text(RULE)
    (root / "seeds").mkdir()
    (root / "seeds" / "persons.ttl").write_text(FACTS)
    (root / "queries" / "catalog").mkdir(parents=True)
    (root / "queries" / "catalog" / "who.rq").write_text(QUESTION)
    (root / "queries" / "catalog" / "bomb.rq").write_text(BOMB)
    build(locations.locate(root), BuildSettings(content=root, data=root / "data"))
    return open_site(data=root / "data", page_timeout=2.0)


def test_why_goes_by_the_rules_of_the_content(own):
    fact = {"s": f"<{BASE}person/ada>", "p": f"<{NS}metWith>"}
    fact["o"] = "<https://w3id.org/bilateral/id/person/everybody>"
    assert "<code>everybody</code>" in own.page(f"/why?{urlencode(fact)}")


def test_the_questions_are_those_of_the_content(own):
    assert "2 questions" in own.page("/queries")
    assert "Ada" in own.page("/queries/who")
    assert own.get("/queries/foreign-ministers").status_code == 404


def test_a_question_that_takes_too_long_is_stopped(own):
    response = own.get("/queries/bomb")
    assert (response.status_code, response.mimetype) == (504, "text/html")
    assert "Ada" in own.page("/queries/who")


def test_the_front_page_does_without_what_the_content_has_not(own):
    assert "Relations between states" in own.page("/")
