"""The ontology explains every term of its own, and uses no term that is not declared."""

import ast
import re
from pathlib import Path

import pytest
from rdflib import DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SKOS, VOID, Graph, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import traverse

from bilateral.content.locations import locate
from bilateral.rdf import vocabulary
from bilateral.rdf.iris import ID
from bilateral.rdf.vocabulary import BIL, PREFIXES, WD

ROOT = Path(__file__).parents[2]
CONTENT = locate(ROOT)
RULES = CONTENT.rules
VOCABULARIES = tuple(PREFIXES.values())
BUILT_IN = tuple(str(namespace) for namespace in (OWL, RDF, RDFS))
ALIGNED = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch)
PUBLISHED = {
    "DCT": DCTERMS,
    "FOAF": FOAF,
    "OWL": OWL,
    "PROV": PROV,
    "RDF": RDF,
    "RDFS": RDFS,
    "SKOS": SKOS,
    "VOID": VOID,
}
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def read(paths):
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


ONTOLOGY = read(CONTENT.ontology)
DECLARED = {term for kind in KINDS for term in ONTOLOGY.subjects(RDF.type, kind)}
OWN = sorted(term for term in DECLARED if term.startswith(str(BIL)))


def is_own(term):
    return isinstance(term, URIRef) and term.startswith(str(BIL))


def local(term):
    return term.removeprefix(str(BIL))


def used_in(source):
    """Return the terms that Python names by their namespace, as `OWL.sameAs` or `OWL.sameAs`."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(ast.Name(namespace), term):
                found.add((namespace, term))
            case ast.Subscript(ast.Name(namespace), ast.Constant(str(term))):
                found.add((namespace, term))
    return {(namespace, term) for namespace, term in found if namespace in {"BIL", *PUBLISHED}}


def undeclared(terms):
    own = {local(term) for term in OWN}
    return {
        (namespace, term)
        for namespace, term in terms
        if (term not in own if namespace == "BIL" else term not in PUBLISHED[namespace])
    }


MODULES = sorted((ROOT / "service").rglob("*.py"))
USED_BY_PYTHON = {term for path in MODULES for term in used_in(path.read_text("utf-8"))}


def comment(rule):
    return rule.read_text("utf-8").splitlines()[0]


def algebra(rule):
    return prepareQuery(rule.read_text("utf-8")).algebra


def names(rule):
    """Return the IRIs in the template and the pattern of a rule."""
    found = set()
    traverse(algebra(rule), visitPre=lambda node: found.add(node) if isinstance(node, URIRef) else None)
    return found


@pytest.mark.parametrize("term", OWN, ids=local)
def test_a_term_has_one_english_label_definition_and_example(term):
    for property_ in (RDFS.label, SKOS.definition, SKOS.example):
        assert [text.language for text in ONTOLOGY.objects(term, property_)] == ["en"]


@pytest.mark.parametrize("term", OWN, ids=local)
def test_a_definition_is_a_sentence(term):
    assert re.fullmatch(r"[A-Z].*\.", str(ONTOLOGY.value(term, SKOS.definition)), re.DOTALL)


@pytest.mark.parametrize("term", OWN, ids=local)
def test_classes_begin_with_a_capital_and_properties_do_not(term):
    assert local(term)[0].isupper() == ((term, RDF.type, OWL.Class) in ONTOLOGY)


def test_no_term_is_used_undeclared():
    used = {term for triple in ONTOLOGY for term in triple if is_own(term)}
    assert used - set(OWN) == set()


def test_every_term_that_python_names_is_declared():
    assert len(USED_BY_PYTHON) > 100
    assert undeclared(USED_BY_PYTHON) == set()


@pytest.mark.parametrize("source", ["x = BIL.madeUp", 'x = BIL["madeUp"]', "OWL.madeUp"])
def test_a_term_made_up_in_python_is_found(source):
    assert len(undeclared(used_in(source))) == 1


@pytest.mark.parametrize("name", ["BIL", *PUBLISHED])
def test_the_vocabulary_lists_what_python_names(name):
    listed = {term for term in vars(getattr(vocabulary, name)) if not term.startswith("_")}
    assert listed == {term for namespace, term in USED_BY_PYTHON if namespace == name} - {"class"}


def test_every_concept_used_is_described():
    used = {term for triple in ONTOLOGY for term in triple if str(term).startswith(ID)}
    assert used - set(ONTOLOGY.subjects(RDF.type)) == set()


def test_every_alignment_leads_to_what_is_declared_or_in_wikidata():
    alignments = read(path for path in CONTENT.ontology if path.stem == "alignments")
    ends = {end for property_ in ALIGNED for pair in alignments.subject_objects(property_) for end in pair}
    assert ends
    elsewhere = {end for end in ends - DECLARED if not re.fullmatch(f"{WD}[PQ][1-9][0-9]*", end)}
    assert elsewhere == set()


def test_every_foreign_term_declared_has_a_label():
    assert {term for term in DECLARED if not ONTOLOGY.value(term, RDFS.label)} == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_a_rule_begins_with_its_sentence(rule):
    assert re.fullmatch(r"# [A-Z].*\.", comment(rule))


def test_no_two_rules_say_the_same():
    assert len({comment(rule) for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_a_rule_is_a_construct_of_one_triple_from_a_pattern_and_filters(rule):
    root = algebra(rule)
    kinds = []
    traverse(root, visitPre=lambda node: kinds.append(getattr(node, "name", None)))
    assert root.name == "ConstructQuery"
    assert len(root.template) == 1
    patterns = {kind for kind in kinds if kind} - {"ConstructQuery", "Project", "BGP", "Filter"}
    assert {kind for kind in patterns if "Expression" not in kind} == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_a_rule_uses_declared_terms_only(rule):
    terms = {name for name in names(rule) if str(name).startswith(VOCABULARIES)}
    assert terms
    assert {name for name in terms - DECLARED if not str(name).startswith(BUILT_IN)} == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_a_concept_that_a_rule_names_is_described(rule):
    schemes = {term.rpartition("/")[0] for term in ONTOLOGY.subjects(SKOS.inScheme)}
    concepts = {name for name in names(rule) if name.rpartition("/")[0] in schemes}
    assert concepts - set(ONTOLOGY.subjects(RDF.type)) == set()
