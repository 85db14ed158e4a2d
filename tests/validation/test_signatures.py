"""Validation by signature finds what the validation of every node finds."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.content.locations import locate
from bilateral.rdf.rdflib_bridge import to_node
from bilateral.rdf.terms import XSD, iri, literal
from bilateral.rdf.vocabulary import BIL, PREFIXES, RDF, RDFS
from bilateral.store.engine.rdf_parser import parse
from bilateral.validation import signatures
from bilateral.validation.shacl import prepare, validate
from bilateral.validation.shape_reading import NotReadable, read_constraints
from bilateral.validation.signatures import validate_by_signature
from bilateral.validation.value_tests import pair_order

CONTENT = locate(Path(__file__).parents[2])
CASES = Path(__file__).parent / "cases"
HEADER = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("bil", "sh", "xsd", "rdfs"))
EX = "https://example.org/"
EVERY_CONSTRAINT = """
    @prefix : <https://example.org/> .
    :A a sh:NodeShape ; sh:targetClass bil:Visit ; sh:nodeKind sh:IRI ;
        sh:property [ sh:path bil:visitor ; sh:minCount 1 ; sh:maxCount 2 ; sh:class bil:Actor ] ,
            [ sh:path bil:start ; sh:maxCount 1 ; sh:datatype xsd:date ; sh:lessThan bil:end ] ,
            [ sh:path bil:start ; sh:lessThanOrEquals bil:date ] ,
            [ sh:path bil:host ; sh:disjoint bil:visitor ; sh:equals bil:place ] ,
            [ sh:path [ sh:alternativePath ( bil:start bil:date ) ] ; sh:minCount 1 ; sh:maxCount 1 ] ,
            [ sh:path [ sh:inversePath bil:during ] ; sh:maxCount 1 ; sh:class bil:Visit ] ,
            [ sh:path bil:place ; sh:node :Once ] ,
            [ sh:path rdfs:label ; sh:uniqueLang true ; sh:qualifiedValueShape [ sh:languageIn ( "en" ) ] ;
              sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 2 ] .
    :Once a sh:NodeShape ; sh:property [ sh:path [ sh:inversePath bil:place ] ; sh:maxCount 2 ] .
    :B a sh:NodeShape ; sh:targetSubjectsOf rdfs:label ; sh:property [
            sh:path rdfs:label ; sh:pattern "^[a-m]" ; sh:flags "i" ; sh:minLength 2 ; sh:maxLength 4 ] .
    :C a sh:NodeShape ; sh:targetObjectsOf bil:during ; sh:class bil:Visit ;
        sh:not [ sh:path bil:level ; sh:hasValue :low ] .
    :D a sh:NodeShape ; sh:targetNode :n0 ; sh:property [ sh:path bil:level ; sh:in ( :low :high ) ] .
    :E a sh:NodeShape ; sh:targetClass bil:Actor ;
        sh:xone ( [ sh:class bil:State ] [ sh:class bil:Person ] ) ;
        sh:and ( [ sh:property [ sh:path bil:latitude ; sh:minInclusive 1 ; sh:maxExclusive 5.5 ] ] ) ;
        sh:or ( [ sh:path bil:level ; sh:maxCount 0 ] [ sh:path bil:latitude ; sh:minExclusive 2 ] ) .
"""
HIERARCHY = [
    (BIL["State"], RDFS.subClassOf, BIL["Actor"]),
    (BIL["Person"], RDFS.subClassOf, BIL["Actor"]),
    (BIL["guest"], RDFS.subPropertyOf, BIL["visitor"]),
]

nodes = st.sampled_from([iri(f"{EX}n{number}") for number in range(8)])
days = [literal(f"2024-01-0{day}", datatype=XSD + "date") for day in (1, 2, 3)]
dates = st.sampled_from(
    [*days, literal("2024", datatype=XSD + "gYear"), literal("2024-02-30", datatype=XSD + "date")]
)
labels = st.builds(
    lambda text, tag: literal(text, language=tag),
    st.sampled_from(["a", "Abc", "zoo", "mmmmm", "n\nab"]),
    st.sampled_from(["en", "fr", ""]),
)
numbers = [literal(text, datatype=XSD + kind) for text in ("1", "2", "5") for kind in ("integer", "decimal")]
statements = st.one_of(
    st.tuples(
        nodes, st.just(RDF.type), st.sampled_from([BIL["Visit"], BIL["State"], BIL["Person"], BIL["Actor"]])
    ),
    st.tuples(nodes, st.sampled_from([BIL["start"], BIL["end"], BIL["date"]]), dates),
    st.tuples(
        nodes,
        st.sampled_from([BIL["visitor"], BIL["guest"], BIL["host"], BIL["place"], BIL["during"]]),
        nodes,
    ),
    st.tuples(nodes, st.just(RDFS.label), labels),
    st.tuples(nodes, st.just(BIL["level"]), st.sampled_from([iri(f"{EX}low"), iri(f"{EX}high")])),
    st.tuples(nodes, st.just(BIL["latitude"]), st.sampled_from([*numbers, days[0], literal("1")])),
)


@pytest.fixture(scope="module")
def shapes(tmp_path_factory):
    def prepared(text):
        path = tmp_path_factory.mktemp("shapes") / "shapes.ttl"
        path.write_text(HEADER + text, "utf-8")
        return prepare([path])

    return prepared


@pytest.fixture(scope="module")
def every_constraint(shapes):
    return shapes(EVERY_CONSTRAINT)


@given(st.sets(statements, min_size=1, max_size=40))
@settings(max_examples=100, deadline=None)
def test_whatever_is_said_of_some_nodes_gets_the_same_results(every_constraint, triples):
    everything = validate(triples, every_constraint, HIERARCHY)
    assert validate_by_signature(triples, every_constraint, HIERARCHY) == everything


def test_every_case_told_twice_gets_the_same_results():
    ontology = [quad[:3] for path in CONTENT.ontology for quad in parse(path)]
    triples = [quad[:3] for quad in parse(CASES / "world.ttl", base=EX)]
    for file in CASES.glob("*/*.ttl"):
        for copy in ("one", "two"):
            base = f"{EX}{copy}/{file.parent.name}/{file.stem}/"
            triples += [quad[:3] for quad in parse(file, base=base)]
    found = validate_by_signature(triples, CONTENT.shapes, ontology)
    assert found == validate(triples, CONTENT.shapes, ontology)
    assert found


@given(st.dates(), st.dates())
def test_days_have_the_order_that_is_validated(one, other):
    first, second = (literal(each.isoformat(), datatype=XSD + "date") for each in (one, other))
    expected = to_node(first) < to_node(second), to_node(first) <= to_node(second)
    assert pair_order(first, second) == expected


def visit(number):
    node = iri(f"{EX}visit{number}")
    return {
        (node, RDF.type, BIL["Visit"]),
        (node, RDFS.label, literal(f"a{number % 99}", language="en")),
        (node, BIL["visitor"], iri(f"{EX}n1")),
        (node, BIL["start"], days[number % 2]),
        (node, BIL["end"], days[2]),
    }


BROKEN = {
    "missing": lambda node: {(node, BIL["visitor"], iri(f"{EX}n1"))},
    "a wrong class": lambda node: {(node, BIL["visitor"], iri(f"{EX}visit1"))},
    "a wrong datatype": lambda node: {(node, BIL["start"], literal("2024", datatype=XSD + "gYear"))},
    "too many": lambda node: {(node, BIL["visitor"], iri(f"{EX}n{number}")) for number in (2, 3)},
    "a start after the end": lambda node: {(node, BIL["end"], days[0])},
    "a host who visits": lambda node: {(node, BIL["host"], iri(f"{EX}n1"))},
    "two within one": lambda node: {(iri(f"{EX}visit{number}"), BIL["during"], node) for number in (1, 2)},
    "a place named too often": lambda _: {
        (iri(f"{EX}visit{n}"), BIL["place"], iri(f"{EX}n4")) for n in (1, 2, 3)
    },
    "a label that does not match": lambda node: {(node, RDFS.label, literal("no", language="en"))},
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_row_is_found_among_many_alike(every_constraint, kind):
    good = {(iri(f"{EX}n{number}"), RDF.type, BIL["State"]) for number in range(1, 5)}
    good = good.union(*(visit(number) for number in range(60)))
    broken = BROKEN[kind](iri(f"{EX}visit57"))
    data = good - broken if kind == "missing" else good | broken
    assert validate_by_signature(good, every_constraint, HIERARCHY) == []
    found = validate_by_signature(data, every_constraint, HIERARCHY)
    assert found == validate(data, every_constraint, HIERARCHY)
    assert found


def test_one_of_each_kind_is_validated(every_constraint, monkeypatch):
    sizes = []
    true = signatures.evaluate

    def counted(selected, rules, focus):
        sizes.append(len(focus))
        return true(selected, rules, focus)

    monkeypatch.setattr(signatures, "evaluate", counted)
    rows = {(iri(f"{EX}n1"), RDF.type, BIL["State"])}.union(*(visit(number) for number in range(60)))
    assert validate_by_signature(rows, every_constraint, HIERARCHY) == []
    assert sizes[0] < 5


BEYOND = {
    "a path of two steps": "sh:property [ sh:path ( bil:place bil:locatedIn ) ; sh:minCount 1 ]",
    "a path of any length": "sh:property [ sh:path [ sh:oneOrMorePath bil:during ] ; sh:maxCount 1 ]",
    "the values of a value": "sh:node [ sh:property [ sh:path bil:place ; sh:property [ sh:path bil:area ; "
    "sh:class bil:Area ] ] ]",
    "a node that is compared with its own values": "sh:disjoint bil:during",
    "what it may have and no more": "sh:closed true",
}


@pytest.mark.parametrize("kind", BEYOND)
def test_shapes_that_look_further_are_tried_on_every_node(shapes, kind):
    further = shapes(f"<{EX}S> a sh:NodeShape ; sh:targetClass bil:Visit ; {BEYOND[kind]} .")
    with pytest.raises(NotReadable):
        read_constraints(further.graph)
    node, place = iri(f"{EX}n1"), iri(f"{EX}n2")
    triples = {
        (node, RDF.type, BIL["Visit"]),
        (node, BIL["during"], node),
        (node, BIL["during"], place),
        (node, BIL["place"], place),
        (place, BIL["area"], node),
    }
    found = validate_by_signature(triples, further, [])
    assert found == validate(triples, further, [])


def test_the_shapes_of_the_ontology_need_no_more_than_one_node_of_each_kind():
    """A shape that cannot be read makes each build ten times as long."""
    read_constraints(prepare(CONTENT.shapes).graph)
