"""The vocabulary of RDF, RDFS, OWL and XML Schema that the rules speak about, as terms."""

from __future__ import annotations

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def name(compact: str) -> str:
    """Return the term of a compact name such as ``rdf:type``."""
    prefix, _, local = compact.partition(":")
    return f"<{NAMESPACES[prefix]}{local}>"


TYPE = name("rdf:type")
FIRST, REST, NIL = name("rdf:first"), name("rdf:rest"), name("rdf:nil")
SUB_CLASS, SUB_PROPERTY = name("rdfs:subClassOf"), name("rdfs:subPropertyOf")
DOMAIN, RANGE = name("rdfs:domain"), name("rdfs:range")
DATATYPE, LITERAL = name("rdfs:Datatype"), name("rdfs:Literal")
SAME, DIFFERENT = name("owl:sameAs"), name("owl:differentFrom")
THING, NOTHING, CLASS = name("owl:Thing"), name("owl:Nothing"), name("owl:Class")
TRANSITIVE, REFLEXIVE = name("owl:TransitiveProperty"), name("owl:ReflexiveProperty")
ANNOTATION_PROPERTY = name("owl:AnnotationProperty")
ALL_DIFFERENT = name("owl:AllDifferent")
ALL_DISJOINT_CLASSES = name("owl:AllDisjointClasses")
ALL_DISJOINT_PROPERTIES = name("owl:AllDisjointProperties")
MEMBERS, DISTINCT_MEMBERS = name("owl:members"), name("owl:distinctMembers")
INTERSECTION, UNION, ONE_OF = name("owl:intersectionOf"), name("owl:unionOf"), name("owl:oneOf")
CHAIN, KEY = name("owl:propertyChainAxiom"), name("owl:hasKey")


def compact(term: str) -> str:
    """Return the term as people write it: with a prefix where it is one of ours."""
    for prefix, namespace in NAMESPACES.items():
        if term.startswith(f"<{namespace}"):
            return f"{prefix}:{term[len(namespace) + 1 : -1]}"
    return term
