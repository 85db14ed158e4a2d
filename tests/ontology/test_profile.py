"""The ontology is in OWL 2 RL.

The grammar is checked on the RDF graph, with its mapping to class expressions and axioms.

Source: OWL 2 Profiles, section 4.2; OWL 2 Mapping to RDF Graphs; OWL 2 Structural Specification,
sections 5.8.1 (typing) and 11.2 (simple roles, regular chains).
"""

from collections import defaultdict
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef

from bilateral.content.locations import locate

HERE = Path(__file__).parent
DATATYPES = {RDF.PlainLiteral, RDF.XMLLiteral, RDFS.Literal, RDF.langString} | {
    XSD[name]
    for name in (
        "anyURI", "base64Binary", "boolean", "byte", "dateTime", "dateTimeStamp", "decimal", "double",
        "float", "hexBinary", "int", "integer", "language", "long", "Name", "NCName",
        "negativeInteger", "NMTOKEN",
        "nonNegativeInteger", "nonPositiveInteger", "normalizedString", "positiveInteger", "short", "string",
        "token", "unsignedByte", "unsignedInt", "unsignedLong", "unsignedShort",
    )
}  # fmt: skip
CONSTRUCTORS = {
    OWL[name]
    for name in (
        "allValuesFrom", "cardinality", "complementOf", "datatypeComplementOf", "hasSelf", "hasValue",
        "intersectionOf", "maxCardinality", "maxQualifiedCardinality", "minCardinality",
        "minQualifiedCardinality", "onDatatype", "oneOf", "qualifiedCardinality", "someValuesFrom", "unionOf",
    )
}  # fmt: skip
ALLOWED = {
    "subclass": {OWL.intersectionOf, OWL.unionOf, OWL.oneOf, OWL.someValuesFrom, OWL.hasValue},
    "superclass": {
        OWL.intersectionOf, OWL.complementOf, OWL.allValuesFrom, OWL.hasValue,
        OWL.maxCardinality, OWL.maxQualifiedCardinality,
    },
    "equivalent class": {OWL.intersectionOf, OWL.hasValue},
}  # fmt: skip
"""The constructors that may stand in each position: tables of section 4.2.3."""

PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
NEED_SIMPLE = (
    OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.IrreflexiveProperty, OWL.AsymmetricProperty,
)  # fmt: skip
KNOWN_TYPES = {
    *PROPERTY_KINDS, *NEED_SIMPLE, OWL.SymmetricProperty, OWL.TransitiveProperty, OWL.Class,
    OWL.NamedIndividual, OWL.Ontology, OWL.Restriction, OWL.AllDifferent, OWL.AllDisjointClasses,
    OWL.AllDisjointProperties, OWL.NegativePropertyAssertion, OWL.Axiom, OWL.Annotation,
    OWL.DeprecatedClass, OWL.DeprecatedProperty, RDFS.Datatype,
}  # fmt: skip


def outside(graph):
    """Return a sentence for each thing in the graph that OWL 2 RL has no room for."""
    return sorted({*axioms(graph), *vocabulary(graph), *typing(graph), *roles(graph)})


POSITIONS = (
    (RDFS.subClassOf, "subclass", "superclass"),
    (OWL.disjointWith, "subclass", "subclass"),
    (OWL.hasKey, "subclass", None),
    (RDFS.domain, None, "superclass"),
)
"""The axioms of one triple, with the positions of their subject and object."""


def axioms(graph):
    for predicate, *positions in POSITIONS:
        for ends in graph.subject_objects(predicate):
            if OWL.AnnotationProperty not in kinds(graph, ends[0]):
                for end, position in zip(ends, positions, strict=True):
                    yield from expression(graph, end, position) if position else ()
    for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        for member in graph.items(graph.value(axiom, OWL.members)):
            yield from expression(graph, member, "subclass")
    yield from equivalences(graph)
    yield from ranges(graph)
    yield from instances(graph)


def equivalences(graph):
    for one, other in graph.subject_objects(OWL.equivalentClass):
        if (one, RDF.type, RDFS.Datatype) in graph:
            yield from data_range(graph, other)
        else:
            yield from expression(graph, one, "equivalent class")
            yield from expression(graph, other, "equivalent class")


def ranges(graph):
    for property_, range_ in graph.subject_objects(RDFS.range):
        if OWL.DatatypeProperty in kinds(graph, property_):
            yield from data_range(graph, range_)
        elif OWL.ObjectProperty in kinds(graph, property_):
            yield from expression(graph, range_, "superclass")


def instances(graph):
    for individual, type_ in graph.subject_objects(RDF.type):
        is_builtin = str(type_).startswith((str(OWL), str(RDF), str(RDFS)))
        if not is_builtin and not constructors(graph, individual):
            yield from expression(graph, type_, "superclass")


def expression(graph, node, position):
    """Yield what is wrong with a class expression in its position."""
    if isinstance(node, URIRef):
        if node == OWL.Thing:
            yield f"owl:Thing as {position}"
        elif node != OWL.Nothing and (node, RDF.type, OWL.Class) not in graph:
            yield f"{node} as {position}, not declared as a class"
        return
    found = constructors(graph, node)
    if len(found) != 1:
        yield f"{len(found)} constructors as {position}"
    elif found[0] not in ALLOWED[position]:
        yield f"owl:{fragment(found[0])} as {position}"
    else:
        yield from operands(graph, node, found[0], position)


def operands(graph, node, constructor, position):
    argument = graph.value(node, constructor)
    if constructor in {OWL.intersectionOf, OWL.unionOf}:
        for member in graph.items(argument):
            yield from expression(graph, member, position)
    elif constructor == OWL.complementOf:
        yield from expression(graph, argument, "subclass")
    elif constructor in {OWL.someValuesFrom, OWL.allValuesFrom}:
        yield from filler(graph, node, argument, position)
    elif constructor in {OWL.maxCardinality, OWL.maxQualifiedCardinality}:
        yield from cardinality(graph, node, argument)
    elif constructor == OWL.hasValue and isinstance(argument, Literal) and argument.datatype:
        yield from data_range(graph, argument.datatype)
    if constructor not in {OWL.intersectionOf, OWL.unionOf, OWL.oneOf, OWL.complementOf}:
        yield from restricted(graph, node)


def filler(graph, node, argument, position):
    if is_data(graph, node):
        yield from data_range(graph, argument)
    elif not (argument == OWL.Thing and position == "subclass"):
        yield from expression(graph, argument, position)


def cardinality(graph, node, argument):
    if not (isinstance(argument, Literal) and argument.value in {0, 1}):
        yield f"a maximum cardinality of {argument}: only 0 and 1 are allowed"
    if (range_ := graph.value(node, OWL.onDataRange)) is not None:
        yield from data_range(graph, range_)
    class_ = graph.value(node, OWL.onClass)
    if class_ is not None and class_ != OWL.Thing:
        yield from expression(graph, class_, "subclass")


def restricted(graph, node):
    properties = list(graph.objects(node, OWL.onProperty))
    if len(properties) != 1:
        yield f"a restriction on {len(properties)} properties"
    for property_ in properties:
        if not kinds(graph, property_) & {OWL.ObjectProperty, OWL.DatatypeProperty}:
            yield f"a restriction on {property_}, which is not declared as an object or data property"


def data_range(graph, node):
    if isinstance(node, URIRef):
        is_own = (node, OWL.equivalentClass, None) in graph and (node, RDF.type, RDFS.Datatype) in graph
        if node not in DATATYPES and not is_own:
            yield f"the datatype {node} is not in OWL 2 RL"
        return
    found = constructors(graph, node)
    if found != [OWL.intersectionOf]:
        yield f"the data range {', '.join('owl:' + fragment(each) for each in found) or node}"
        return
    for member in graph.items(graph.value(node, OWL.intersectionOf)):
        yield from data_range(graph, member)


def vocabulary(graph):
    """Yield what section 4.2.5 leaves out, and words that OWL 2 does not have."""
    for axiom in graph.subjects(OWL.disjointUnionOf):
        yield f"{axiom} is a disjoint union"
    for property_ in graph.subjects(RDF.type, OWL.ReflexiveProperty):
        yield f"{property_} is a reflexive property"
    for _ in graph.subjects(OWL.hasSelf):
        yield "owl:hasSelf"
    for type_ in set(graph.objects(None, RDF.type)):
        if str(type_).startswith((str(OWL), str(RDFS), str(RDF))) and type_ not in KNOWN_TYPES | {
            OWL.ReflexiveProperty
        }:
            yield f"instances of {type_}"
    for predicate in set(graph.predicates()):
        if predicate.startswith(str(OWL)) and predicate not in OWL:
            yield f"{predicate} is no word of OWL"
    for import_ in graph.objects(None, OWL.imports):
        yield f"{import_} is imported, and not looked into"


def typing(graph):
    """Yield properties and classes that are used undeclared, or as two things at once."""
    for node in set(graph.subjects(RDF.type)):
        if len(found := kinds(graph, node)) > 1:
            yield f"{node} is {' and '.join(sorted(map(fragment, found)))} at once"
        if {OWL.Class, RDFS.Datatype} <= set(graph.objects(node, RDF.type)):
            yield f"{node} is class and datatype at once"
    for predicate in set(graph.predicates()):
        builtin = str(predicate).startswith((str(OWL), str(RDF), str(RDFS)))
        if not builtin and not kinds(graph, predicate):
            yield f"{predicate} is not declared as a property"
    for subject, predicate, object_ in graph:
        found = kinds(graph, predicate)
        if OWL.ObjectProperty in found and isinstance(object_, Literal):
            yield f"{predicate} is an object property with a literal, of {subject}"
        if OWL.DatatypeProperty in found and not isinstance(object_, Literal):
            yield f"{predicate} is a data property without a literal, of {subject}"


def roles(graph):
    """Yield the global restrictions on properties that are broken: they are those of OWL 2 DL."""
    composite = composites(graph)
    for kind in NEED_SIMPLE:
        for property_ in graph.subjects(RDF.type, kind):
            if property_ in composite:
                yield f"{property_} is {fragment(kind)} and not simple"
    for pair in graph.subject_objects(OWL.propertyDisjointWith):
        yield from (f"{each} is disjoint and not simple" for each in pair if each in composite)
    for constructor in (OWL.maxCardinality, OWL.maxQualifiedCardinality):
        for node in graph.subjects(constructor):
            if graph.value(node, OWL.onProperty) in composite:
                yield f"{graph.value(node, OWL.onProperty)} is counted and not simple"
    before = depends(graph)
    yield from (f"the property chains of {each} are not regular" for each in before if each in before[each])


def composites(graph):
    """Return the properties that transitivity or chains make longer than one step."""
    found = set(graph.subjects(RDF.type, OWL.TransitiveProperty)) | set(
        graph.subjects(OWL.propertyChainAxiom)
    )
    ahead = list(found)
    while ahead:
        here = ahead.pop()
        above = {*graph.objects(here, RDFS.subPropertyOf), *same(graph, here)}
        ahead += above - found
        found |= above
    return found


def same(graph, property_):
    for relation in (OWL.inverseOf, OWL.equivalentProperty):
        yield from graph.objects(property_, relation)
        yield from graph.subjects(relation, property_)


def depends(graph):
    """Return for each property with chains what must be smaller than it in a regular order."""
    direct = defaultdict(set)
    for property_, chain in graph.subject_objects(OWL.propertyChainAxiom):
        links = list(graph.items(chain))
        inner = links[1:] if links[0] == property_ else links[:-1] if links[-1] == property_ else links
        direct[property_] |= set(inner) if links != [property_, property_] else set()
    for sub, sup in graph.subject_objects(RDFS.subPropertyOf):
        direct[sup].add(sub)
    closed = {property_: set(smaller) for property_, smaller in direct.items()}
    while any(add(closed, direct, property_) for property_ in closed):
        pass
    return {
        property_: smaller
        for property_, smaller in closed.items()
        if (property_, OWL.propertyChainAxiom, None) in graph
    }


def add(closed, direct, property_):
    """Add what the smaller properties depend on, and tell whether that was new."""
    further = set().union(*(direct.get(each, set()) for each in closed[property_])) - closed[property_]
    closed[property_] |= further
    return bool(further)


def constructors(graph, node):
    return sorted(CONSTRUCTORS & set(graph.predicates(node)))


def is_data(graph, node):
    return OWL.DatatypeProperty in kinds(graph, graph.value(node, OWL.onProperty))


def kinds(graph, property_):
    if isinstance(property_, BNode):
        return {OWL.ObjectProperty} if (property_, OWL.inverseOf, None) in graph else set()
    return {kind for kind in PROPERTY_KINDS if (property_, RDF.type, kind) in graph}


def fragment(node):
    return str(node).rpartition("#")[2]


def test_the_ontology_is_in_owl_2_rl():
    graph = Graph()
    for path in locate(HERE.parents[1]).ontology:
        graph.parse(path)
    assert outside(graph) == []


DECLARED = f"""
    @prefix : <https://example.org/> . @prefix owl: <{OWL}> . @prefix rdf: <{RDF}> .
    @prefix rdfs: <{RDFS}> . @prefix xsd: <{XSD}> .
    :A a owl:Class . :B a owl:Class . :C a owl:Class .
    :p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty .
    :d a owl:DatatypeProperty . :note a owl:AnnotationProperty .
"""


def parsed(text):
    return Graph().parse(data=DECLARED + text, format="turtle")


@pytest.mark.parametrize("text", (HERE / "inside.txt").read_text("utf-8").splitlines())
def test_what_owl_2_rl_allows_is_let_through(text):
    assert outside(parsed(text)) == []


@pytest.mark.parametrize("text", (HERE / "outside.txt").read_text("utf-8").split("\n\n"))
def test_what_owl_2_rl_leaves_out_is_found(text):
    reason = text.splitlines()[0].removeprefix("# ")
    assert reason in "\n".join(outside(parsed(text)))
