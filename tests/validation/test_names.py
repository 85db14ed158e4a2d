"""Content uses only the names that the ontology declares."""

from pathlib import Path

import pytest

from bilateral.content.locations import locate
from bilateral.rdf.terms import iri, literal
from bilateral.rdf.vocabulary import BIL, OWL, PREFIXES, RDF, RDFS, WD
from bilateral.store.engine.rdf_parser import parse
from bilateral.validation.declared_terms import declared_terms, unknown_term

ONE = iri("https://example.org/one")


@pytest.fixture(scope="module")
def declared():
    content = locate(Path(__file__).parents[2])
    return declared_terms(quad[:3] for path in content.ontology for quad in parse(path))


@pytest.mark.parametrize(
    "triple",
    [
        (ONE, RDF.type, BIL["Membership"]),
        (ONE, BIL.member, ONE),
        (ONE, RDFS.label, literal("one")),
        (ONE, RDF.predicate, BIL.place),
        (ONE, RDF.predicate, RDF.type),
        (ONE, RDF.type, OWL.Class),
    ],
)
def test_a_declared_name_is_known(declared, triple):
    assert unknown_term(triple, declared) is None


@pytest.mark.parametrize(
    ("triple", "reason"),
    [
        ((ONE, RDF.type, BIL["Membrship"]), "unknown class bil:Membrship; did you mean bil:Membership?"),
        ((ONE, RDF.type, BIL["membership"]), "unknown class bil:membership; did you mean bil:Membership?"),
        ((ONE, BIL["organizer"], ONE), "unknown property bil:organizer; did you mean bil:organiser?"),
        ((ONE, RDFS["lable"], ONE), "unknown property rdfs:lable; did you mean rdfs:label?"),
        (
            (ONE, iri(PREFIXES["org"] + "member"), ONE),
            "unknown property org:member; did you mean bil:member?",
        ),
        ((ONE, BIL["Membership"], ONE), "bil:Membership is a class, used here as a property"),
        ((ONE, RDF.type, BIL.member), "bil:member is a property, used here as a class"),
        ((ONE, RDF.predicate, BIL["plase"]), "unknown property bil:plase; did you mean bil:place?"),
        (
            (ONE, WD["P463"], ONE),
            "unknown property wd:P463; did you mean <http://www.wikidata.org/prop/P463>?",
        ),
        ((ONE, iri("http://example.org/"), ONE), "unknown property <http://example.org/>"),
    ],
)
def test_an_undeclared_name_is_refused_with_the_nearest_declared_one(declared, triple, reason):
    assert unknown_term(triple, declared) == reason


def test_a_literal_is_no_class(declared):
    assert unknown_term((ONE, RDF.type, literal("Membership")), declared) is None


def test_only_classes_and_properties_are_declared(declared):
    assert BIL["Membership"] in declared.classes
    assert BIL.member in declared.properties
    assert iri("https://w3id.org/bilateral/id/role/member") not in declared.classes | declared.properties
    assert not any(term.startswith(f"<{RDF}") for term in declared.classes | declared.properties)
