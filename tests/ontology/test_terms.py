"""The ontology explains every term of its own, and uses no term that is not declared."""

import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import traverse

from bilateral.content.locations import locate
from bilateral.rdf.iris import ID
from bilateral.rdf.vocabulary import BIL, PREFIXES, WD

CONTENT = locate(Path(__file__).parents[2])
RULES = CONTENT.rules
VOCABULARIES = tuple(PREFIXES.values())
BUILT_IN = tuple(str(namespace) for namespace in (OWL, RDF, RDFS))
ALIGNED = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch)
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def read(paths):
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


ONTOLOGY = read(CONTENT.ontology)
DECLARED = {term for kind in KINDS for term in ONTOLOGY.subjects(RDF.type, kind)}
OWN = sorted(term for term in DECLARED if term.startswith(BIL))


def is_own(term):
    return isinstance(term, URIRef) and term.startswith(BIL)


def local(term):
    return term.removeprefix(BIL)


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
