"""Content uses only the names that the ontology declares."""

from pathlib import Path

import pytest

from bilateral.content.locations import locate
from bilateral.rdf.terms import iri, literal
from bilateral.rdf.vocabulary import ORG, OWL, RDF, RDF_PREDICATE, RDF_TYPE, RDFS, RDFS_LABEL, WD, bil
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
        (ONE, RDF_TYPE, bil("Membership")),
        (ONE, bil("member"), ONE),
        (ONE, RDFS_LABEL, literal("one")),
        (ONE, RDF_PREDICATE, bil("place")),
        (ONE, RDF_PREDICATE, RDF_TYPE),
        (ONE, RDF_TYPE, iri(OWL + "Class")),
    ],
)
def test_a_declared_name_is_known(declared, triple):
    assert unknown_term(triple, declared) is None


@pytest.mark.parametrize(
    ("triple", "reason"),
    [
        ((ONE, RDF_TYPE, bil("Membrship")), "unknown class bil:Membrship; did you mean bil:Membership?"),
        ((ONE, RDF_TYPE, bil("membership")), "unknown class bil:membership; did you mean bil:Membership?"),
        ((ONE, bil("organizer"), ONE), "unknown property bil:organizer; did you mean bil:organiser?"),
        ((ONE, iri(RDFS + "lable"), ONE), "unknown property rdfs:lable; did you mean rdfs:label?"),
        ((ONE, iri(ORG + "member"), ONE), "unknown property org:member; did you mean bil:member?"),
        ((ONE, bil("Membership"), ONE), "bil:Membership is a class, used here as a property"),
        ((ONE, RDF_TYPE, bil("member")), "bil:member is a property, used here as a class"),
        ((ONE, RDF_PREDICATE, bil("plase")), "unknown property bil:plase; did you mean bil:place?"),
        (
            (ONE, iri(WD + "P463"), ONE),
            "unknown property wd:P463; did you mean <http://www.wikidata.org/prop/P463>?",
        ),
        ((ONE, iri("http://example.org/"), ONE), "unknown property <http://example.org/>"),
    ],
)
def test_an_undeclared_name_is_refused_with_the_nearest_declared_one(declared, triple, reason):
    assert unknown_term(triple, declared) == reason


def test_a_literal_is_no_class(declared):
    assert unknown_term((ONE, RDF_TYPE, literal("Membership")), declared) is None


def test_only_classes_and_properties_are_declared(declared):
    assert bil("Membership") in declared.classes
    assert bil("member") in declared.properties
    assert iri("https://w3id.org/bilateral/id/role/member") not in declared.classes | declared.properties
    assert not any(term.startswith("<" + RDF) for term in declared.classes | declared.properties)
