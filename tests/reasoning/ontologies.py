"""Random small ontologies with data, as hypothesis strategies."""

from itertools import count

from hypothesis import strategies as st

from bilateral.rdf.iris import read_term
from bilateral.rdf.vocabulary import RDF

INDIVIDUALS = [f"<http://e/{letter}>" for letter in "abcd"]
CLASSES = [f"<http://e/{letter}>" for letter in "CDEF"]
PROPERTIES = [f"<http://e/{letter}>" for letter in "pqr"]
RESTRICTIONS = [f"<http://e/R{number}>" for number in range(2)]

_individuals, _properties = st.sampled_from(INDIVIDUALS), st.sampled_from(PROPERTIES)
_classes = st.sampled_from(CLASSES + RESTRICTIONS)


def _statement(predicate, subjects, objects):
    return st.tuples(subjects, st.just(read_term(predicate)), objects).map(lambda triple: [triple])


def _characteristic(cls):
    return _properties.map(lambda prop: [(prop, RDF.type, read_term(cls))])


facts = st.one_of(
    st.tuples(_individuals, _properties, _individuals).map(lambda triple: [triple]),
    st.tuples(_individuals, st.just(RDF.type), _classes).map(lambda triple: [triple]),
)
LITERALS = [
    '"1"',
    *(
        f'"{text}"^^{read_term(f"xsd:{kind}")}'
        for text, kind in (("1", "integer"), ("1", "decimal"), ("1", "byte"))
    ),
    *(
        f'"{text}"^^{read_term(f"xsd:{kind}")}'
        for text, kind in (("1.0", "decimal"), ("2", "integer"), ("2", "int"))
    ),
]
"""Some of them are the same value, in other words or of another datatype."""
values = st.tuples(_individuals, _properties, st.sampled_from(LITERALS)).map(lambda triple: [triple])
sames = _statement("owl:sameAs", _individuals, _individuals)
hierarchies = st.one_of(
    _statement("rdfs:subClassOf", _classes, _classes),
    _statement("owl:equivalentClass", _classes, _classes),
    _statement("rdfs:subPropertyOf", _properties, _properties),
    _statement("owl:equivalentProperty", _properties, _properties),
    _statement("rdfs:domain", _properties, _classes),
    _statement("rdfs:range", _properties, _classes),
    _statement("owl:inverseOf", _properties, _properties),
    _classes.map(lambda cls: [(cls, RDF.type, read_term("owl:Class"))]),
    *map(
        _characteristic,
        ("owl:SymmetricProperty", "owl:TransitiveProperty", "owl:ObjectProperty"),
    ),
)
functional = st.one_of(*map(_characteristic, ("owl:FunctionalProperty", "owl:InverseFunctionalProperty")))
disjoint = st.one_of(
    _statement("owl:disjointWith", _classes, _classes),
    _statement("owl:complementOf", _classes, _classes),
    _statement("owl:propertyDisjointWith", _properties, _properties),
    _statement("owl:differentFrom", _individuals, _individuals),
    *map(_characteristic, ("owl:AsymmetricProperty", "owl:IrreflexiveProperty")),
)


@st.composite
def restrictions(draw):
    node = draw(st.sampled_from(RESTRICTIONS))
    kind, fillers = draw(
        st.sampled_from(
            [
                ("owl:someValuesFrom", [*CLASSES, read_term("owl:Thing")]),
                ("owl:allValuesFrom", CLASSES),
                ("owl:hasValue", INDIVIDUALS),
                ("owl:maxCardinality", [f'"1"^^{read_term("xsd:nonNegativeInteger")}']),
            ]
        )
    )
    filler = draw(st.sampled_from(fillers))
    return [(node, read_term("owl:onProperty"), draw(_properties)), (node, read_term(kind), filler)]


_fresh = count()


def listed(subject, predicate, members):
    """Return the triples of a list."""
    nodes = [f"_:l{next(_fresh)}" for _ in members]
    triples = [(subject, read_term(predicate), nodes[0])]
    for node, member, rest in zip(nodes, members, [*nodes[1:], RDF.nil], strict=True):
        triples += [(node, RDF.first, member), (node, RDF.rest, rest)]
    return triples


@st.composite
def lists(draw):
    predicate, pool = draw(
        st.sampled_from(
            [
                ("owl:intersectionOf", CLASSES),
                ("owl:unionOf", CLASSES),
                ("owl:oneOf", INDIVIDUALS),
                ("owl:propertyChainAxiom", PROPERTIES),
            ]
        )
    )
    subject = draw(_properties if predicate == "owl:propertyChainAxiom" else _classes)
    return listed(subject, predicate, draw(st.lists(st.sampled_from(pool), min_size=2, max_size=3)))


@st.composite
def keys(draw):
    return listed(draw(_classes), "owl:hasKey", draw(st.lists(_properties, min_size=1, max_size=2)))


schemas = st.lists(st.one_of(hierarchies, restrictions(), lists(), functional), max_size=7).map(
    lambda parts: [triple for part in parts for triple in part]
)
data = st.lists(st.one_of(facts, facts, sames), max_size=8).map(
    lambda parts: [triple for part in parts for triple in part]
)
graphs = st.tuples(schemas, data).map(lambda parts: parts[0] + parts[1])
whole_graphs = st.tuples(
    schemas,
    st.lists(st.one_of(disjoint, keys(), hierarchies), max_size=3).map(
        lambda parts: [triple for part in parts for triple in part]
    ),
    data,
).map(lambda parts: parts[0] + parts[1] + parts[2])
