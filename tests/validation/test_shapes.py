"""Every shape holds of its valid cases, and says of each invalid one what is wrong.

A case is a Turtle file in `cases/<shape>/`. It describes nodes by relative IRIs and may refer
to the nodes of `world.ttl`. The comments that an invalid case begins with name what is expected,
one result a line: the focus node and the message.
"""

import re
from collections import Counter, defaultdict
from importlib.resources import files
from pathlib import Path

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, XSD, Graph, URIRef

from bilateral.content.locations import locate
from bilateral.rdf.terms import iri, iri_value
from bilateral.store.engine.rdf_parser import parse
from bilateral.validation.shacl import read_shapes, validate

CONTENT = locate(Path(__file__).parents[2])
CASES = Path(__file__).parent / "cases"
BUILT_IN = tuple(str(namespace) for namespace in (OWL, RDF, RDFS, XSD))
FILES = sorted(CASES.glob("*/*.ttl"))
SHAPES = "https://w3id.org/bilateral/shapes#"
PARAMETERS = {
    parameter: SH[parameter[0].upper() + parameter[1:] + "ConstraintComponent"]
    for parameter in (
        "class", "datatype", "disjoint", "hasValue", "in", "languageIn", "lessThan", "lessThanOrEquals",
        "maxCount", "maxExclusive", "maxInclusive", "maxLength", "minCount", "minExclusive", "minInclusive",
        "minLength", "node", "nodeKind", "not", "or", "pattern", "qualifiedMaxCount", "qualifiedMinCount",
        "uniqueLang", "xone",
    )
}  # fmt: skip
"""Each parameter of SHACL Core and the component that it gives a value."""


def base(file):
    return f"https://example.org/cases/{file.relative_to(CASES).with_suffix('').as_posix()}/"


def triples(file):
    return [quad[:3] for quad in parse(file, base=base(file))]


def expected(file):
    """Return the focus nodes and messages that the first comments of a case name."""
    lines = file.read_text("utf-8").split("\n\n")[0].splitlines()
    return Counter(tuple(line[2:].split(": ", 1)) for line in lines if line.startswith("# "))


@pytest.fixture(scope="module")
def violations():
    """What is wrong with each case: all are validated in one run, each in a namespace of its own."""
    ontology = [quad[:3] for path in CONTENT.ontology for quad in parse(path)]
    data = [triple for file in [CASES / "world.ttl", *FILES] for triple in triples(file)]
    found = defaultdict(list)
    for violation in validate(data, CONTENT.shapes, ontology):
        namespace, _, name = iri_value(violation.focus_node).rpartition("/")
        found[namespace + "/"].append((name, violation))
    return found


@pytest.fixture(scope="module")
def shapes():
    return read_shapes(CONTENT.shapes)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_case_gets_exactly_the_results_it_names(file, violations):
    found = Counter((name, violation.message) for name, violation in violations[base(file)])
    assert found == expected(file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_case_is_invalid_if_and_only_if_it_says_so(file):
    assert bool(expected(file)) == file.stem.startswith("invalid")


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_case_describes_its_own_nodes_only(file):
    subjects = {subject for subject, _, _ in triples(file)}
    assert all(subject.startswith("<" + base(file)) for subject in subjects)


def test_the_world_and_the_ontology_conform(violations):
    others = {namespace for namespace, found in violations.items() if found} - {base(file) for file in FILES}
    assert others == set()


def test_every_shape_has_valid_and_invalid_cases(shapes):
    targeted = {str(shape).removeprefix(SHAPES) for shape, _ in targets(shapes)}
    cases = {(file.parent.name, file.stem.split("-")[0]) for file in FILES}
    assert cases == {(name, kind) for name in targeted for kind in ("valid", "invalid")}


def test_every_constraint_is_broken_in_an_invalid_case_of_its_shape(shapes, violations):
    broken = {
        (violation.shape, violation.message, violation.component)
        for file in FILES
        for _, violation in violations[base(file)]
        if violation.shape == iri(SHAPES + file.parent.name)
    }
    assert set(constraints(shapes)) - broken == set()


def test_every_message_is_a_sentence(shapes):
    messages = [str(shapes.value(shape, SH.message)) for shape, _, _ in constrained(shapes)]
    assert [message for message in messages if not re.fullmatch(r"[A-Z].*\.", message)] == []


def test_the_shapes_are_shacl(shapes):
    shapes_of_shapes = Graph().parse(files(pyshacl) / "assets" / "shacl-shacl.ttl")
    # a path with alternatives inside sh:or lies deeper than pySHACL's own check of shapes goes
    conforms, _, text = pyshacl.validate(shapes, shacl_graph=shapes_of_shapes, max_validation_depth=40)
    assert conforms, text


def test_the_shapes_name_only_what_is_declared(shapes):
    ontology = Graph()
    for path in CONTENT.ontology:
        ontology.parse(path)
    named = {node for triple in shapes for node in triple if isinstance(node, URIRef)}
    of_shacl = {node for node in named if node.startswith(str(SH))}
    theirs = {node for node in named - of_shacl if not str(node).startswith((SHAPES, *BUILT_IN))}
    assert theirs - set(ontology.subjects()) == set()
    assert {node for node in of_shacl if node not in SH} == set()


def targets(shapes):
    """Yield the node shapes that choose their focus nodes, and how."""
    for target in (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf):
        yield from ((shape, target) for shape in shapes.subjects(target))


def constrained(shapes):
    """Yield each shape that can yield a result of its own, the node shape it stands in, and a component."""
    for outer in {shape for shape, _ in targets(shapes)}:
        for shape in (outer, *shapes.objects(outer, SH.property)):
            for parameter, component in PARAMETERS.items():
                if (shape, SH[parameter], None) in shapes:
                    yield shape, outer, component


def constraints(shapes):
    """Yield each node shape, message and component that a result can have."""
    for shape, outer, component in constrained(shapes):
        yield iri(str(outer)), str(shapes.value(shape, SH.message)), iri(str(component))
