"""What validation returns, beyond what the cases of the shapes show."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pyshacl
import pytest
from rdflib import SH, Graph

from bilateral.content.locations import locate
from bilateral.errors import InputError
from bilateral.rdf.rdflib_bridge import to_graph, to_node, to_term
from bilateral.rdf.terms import XSD, iri, literal
from bilateral.rdf.vocabulary import BIL, PREFIXES, RDF, RDFS
from bilateral.store.engine.rdf_parser import parse
from bilateral.validation.selection import select
from bilateral.validation.shacl import Violation, read_shapes, validate

CONTENT = locate(Path(__file__).parents[2])
CASES = Path(__file__).parent / "cases"
HEADER = " ".join(f"@prefix {name}: <{PREFIXES[name]}> ." for name in ("bil", "sh", "xsd", "rdfs")) + "\n"
ONE, TWO, THREE = (iri(f"https://example.org/{name}") for name in ("one", "two", "three"))
TALKS = """
    bil:TalksShape a sh:NodeShape ; sh:targetClass bil:Talks ; sh:property [
        sh:path bil:participant ; sh:minCount 1 ; sh:class bil:Actor ;
        sh:message "Talks have participants." ] .
"""


@pytest.fixture
def shapes(tmp_path):
    """Write shapes to a file and return its path."""

    def write(text):
        path = tmp_path / "shapes.ttl"
        path.write_text(HEADER + text, "utf-8")
        return [path]

    return write


def test_a_violation_names_its_node_value_path_shape_and_constraint(shapes):
    data = [(ONE, RDF.type, BIL["Talks"]), (ONE, BIL.participant, TWO)]
    (violation,) = validate(data, shapes(TALKS), [])
    assert violation == Violation(
        focus_node=ONE,
        message="Talks have participants.",
        path=BIL.participant,
        value=TWO,
        severity=iri(str(SH.Violation)),
        shape=BIL["TalksShape"],
        component=iri(str(SH.ClassConstraintComponent)),
    )


def test_a_path_backwards_is_named_by_its_property(shapes):
    text = """bil:ActorShape a sh:NodeShape ; sh:targetClass bil:Actor ; sh:property [
        sh:path [ sh:inversePath bil:participant ] ; sh:minCount 1 ; sh:message "Actors act." ] ."""
    (violation,) = validate([(ONE, RDF.type, BIL["Actor"])], shapes(text), [])
    assert (violation.path, violation.value) == (BIL.participant, None)


def test_an_instance_of_a_subclass_is_held_to_the_shapes_of_the_class(shapes):
    ontology = [(BIL["Summit"], RDFS.subClassOf, BIL.Meeting), (BIL.Meeting, RDFS.subClassOf, BIL["Talks"])]
    assert validate([(ONE, RDF.type, BIL["Summit"])], shapes(TALKS), ontology)


def test_a_value_of_a_subclass_has_the_class(shapes):
    ontology = [(BIL.Person, RDFS.subClassOf, BIL["Actor"])]
    data = [
        (ONE, RDF.type, BIL["Talks"]),
        (ONE, BIL.participant, TWO),
        (TWO, RDF.type, BIL.Person),
    ]
    assert validate(data, shapes(TALKS), ontology) == []


def test_a_subproperty_counts_as_the_property(shapes):
    ontology = [(BIL["host"], RDFS.subPropertyOf, BIL.participant)]
    data = [(ONE, RDF.type, BIL["Talks"]), (ONE, BIL["host"], TWO), (TWO, RDF.type, BIL["Actor"])]
    assert validate(data, shapes(TALKS), ontology) == []


def test_a_range_gives_no_value_its_class(shapes):
    ontology = [(BIL.participant, RDFS.range, BIL["Actor"])]
    data = [(ONE, RDF.type, BIL["Talks"]), (ONE, BIL.participant, TWO)]
    assert len(validate(data, shapes(TALKS), ontology)) == 1


def test_instances_in_the_ontology_are_validated_too(shapes):
    assert validate([], shapes(TALKS), [(ONE, RDF.type, BIL["Talks"])])


def test_only_the_nodes_in_focus_are_validated(shapes):
    data = [(node, RDF.type, BIL["Talks"]) for node in (ONE, TWO, THREE)]
    violations = validate(data, shapes(TALKS), [], focus={TWO})
    assert [violation.focus_node for violation in violations] == [TWO]


def test_nothing_in_focus_is_nothing_validated(shapes):
    assert validate([(ONE, RDF.type, BIL["Talks"])], shapes(TALKS), [], focus=()) == []


def test_labels_in_other_languages_still_count(shapes):
    text = """bil:NamedShape a sh:NodeShape ; sh:targetClass bil:Actor ; sh:property [
        sh:path rdfs:label ; sh:minCount 1 ; sh:message "It has no name." ] ."""
    labels = [literal("中国", language="zh"), literal("Китай", language="ru")]
    data = [(ONE, RDF.type, BIL["Actor"]), *((ONE, RDFS.label, label) for label in labels)]
    assert validate(data, shapes(text), []) == []
    assert validate(data[:1], shapes(text), [])


def test_a_deactivated_shape_says_nothing(shapes):
    text = TALKS + "bil:TalksShape sh:deactivated true ."
    assert validate([(ONE, RDF.type, BIL["Talks"])], shapes(text), []) == []


def test_an_ill_typed_literal_is_a_violation_and_no_noise(shapes, caplog):
    text = """bil:DatedShape a sh:NodeShape ; sh:targetClass bil:Talks ; sh:property [
        sh:path bil:date ; sh:datatype xsd:date ; sh:message "A date is an xsd:date." ] ."""
    wrong = literal("2025-02-30", datatype=XSD + "date")
    data = [(ONE, RDF.type, BIL["Talks"]), (ONE, BIL.date, wrong)]
    assert [violation.value for violation in validate(data, shapes(text), [])] == [wrong]
    assert caplog.records == []


def test_shapes_that_are_no_turtle_are_refused_with_their_line(shapes):
    paths = shapes("bil:A sh:property ;; ]\n")
    with pytest.raises(InputError) as refused:
        validate([], paths, [])
    assert refused.value.origin == (paths[0], 2)


def test_shapes_that_are_no_shacl_are_refused(shapes):
    paths = shapes('bil:AShape a sh:NodeShape ; sh:targetClass bil:A ; sh:property [ sh:path "text" ] .')
    with pytest.raises(InputError, match="not SHACL"):
        validate([(ONE, RDF.type, BIL["A"])], paths, [])


def test_the_short_cuts_change_no_result():
    """The shapes as they stand, on all triples of all cases, with classes left to pySHACL."""
    ontology = [quad[:3] for path in CONTENT.ontology for quad in parse(path)]
    data = [quad[:3] for path in CASES.rglob("*.ttl") for quad in parse(path, base=path.as_uri())]
    shapes = read_shapes(CONTENT.shapes)
    superproperties = {parent for _, predicate, parent in ontology if predicate == RDFS.subPropertyOf}
    above = select(data, ontology, superproperties, ())
    _, report, _ = pyshacl.validate(to_graph([*data, *ontology, *above]), shacl_graph=shapes)
    parts = (SH.focusNode, SH.resultMessage, SH.sourceConstraintComponent)
    results = report.objects(None, SH.result)
    plain = Counter(tuple(to_term(report.value(result, part)) for part in parts) for result in results)
    short = validate(data, CONTENT.shapes, ontology)
    assert Counter((each.focus_node, literal(each.message), each.component) for each in short) == plain


@pytest.mark.parametrize(
    "term",
    [
        ONE,
        literal("text"),
        literal("текст", language="ru"),
        literal("zh-Hant", language="zh-hant"),
        literal("01", datatype=XSD + "integer"),
        literal("yes", datatype=XSD + "boolean"),
        literal("2022-02", datatype=XSD + "gYearMonth"),
        literal('a "b"\n\\c'),
        "_:b0",
    ],
)
def test_a_term_survives_the_way_to_rdflib_and_back(term):
    assert to_term(to_node(term)) == term


def test_a_graph_of_no_triples_is_empty():
    assert isinstance(to_graph([]), Graph)
    assert len(to_graph([])) == 0


def test_a_long_chain_of_classes_is_followed_to_its_end_and_not_spelled_out():
    chain = [iri(f"http://e/C{number}") for number in range(3000)]
    links = [(below, RDFS.subClassOf, above) for below, above in pairwise([*chain, BIL["Event"]])]
    instances = [(iri(f"http://e/i{number}"), RDF.type, cls) for number, cls in enumerate(chain)]
    found = list(select([*links, *instances], [], {BIL["Event"]}, ()))
    assert sum(cls == BIL["Event"] for _, _, cls in found) == len(chain)
    assert len(found) == 2 * len(chain)
