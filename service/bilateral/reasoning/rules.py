"""The 78 rules of OWL 2 RL/RDF as data: each line below is a rule and its implementation.

Rules about lists of any length are in `lists`; datatypes are in `datatypes`; equality is
kept by representatives (`equality`), so that eq-ref, eq-sym, eq-trans and eq-rep-* are not
run but hold by construction. The tables give their text for explanations.

Source: OWL 2 Web Ontology Language Profiles, section 4.3, tables 4 to 9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bilateral.reasoning.names import NAMESPACES, SAME, TYPE, name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bilateral.terms import Term, Triple


def is_variable(term: Term) -> bool:
    """Tell whether a rule's term is a variable: no N-Triples term starts with a question mark."""
    return term[0] == "?"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A filter: both sides are variables or terms, compared by value where they are literals."""

    left: Term
    operator: str
    right: Term


@dataclass(frozen=True, slots=True)
class Rule:
    """A Horn rule.

    Attributes:
        text: the rule as its source writes it.
        head: what it concludes; None where it concludes false.
        premises: the schema triples that were bound when the rule was specialised.
    """

    name: str
    text: str
    head: Triple | None
    body: tuple[Triple, ...]
    filters: tuple[Comparison, ...] = ()
    premises: tuple[Triple, ...] = ()

    def variables(self) -> list[Term]:
        """Return the variables of the body, each once, in order."""
        return list(dict.fromkeys(term for atom in self.body for term in atom if is_variable(term)))


@dataclass(frozen=True, slots=True)
class Merge:
    """A rule concluding owl:sameAs for all members that share a group: prp-fp, prp-key, cls-maxc2 ….

    Kept whole, because pairs of members are quadratic where a group is large.
    """

    name: str
    text: str
    member: Term
    group: tuple[Term, ...]
    body: tuple[Triple, ...]
    premises: tuple[Triple, ...] = ()

    def pairwise(self) -> Rule:
        """Return the rule as the specification writes it, about two members of the group."""
        other = {
            term: f"{term}_"
            for atom in self.body
            for term in atom
            if is_variable(term) and term not in self.group
        }
        twins = tuple(substitute(atom, other) for atom in self.body)
        body = tuple(dict.fromkeys(self.body + twins))
        return Rule(
            self.name, self.text, (self.member, SAME, other[self.member]), body, premises=self.premises
        )


def substitute(atom: Triple, bindings: Mapping[Term, Term]) -> Triple:
    """Return the atom with its bound variables replaced."""
    subject, predicate, object_ = atom
    return (
        bindings.get(subject, subject),
        bindings.get(predicate, predicate),
        bindings.get(object_, object_),
    )


EQUALITY_TEXT = {
    "eq-ref": "T(?s ?p ?o) → T(?s owl:sameAs ?s), T(?p owl:sameAs ?p), T(?o owl:sameAs ?o)",
    "eq-sym": "T(?x owl:sameAs ?y) → T(?y owl:sameAs ?x)",
    "eq-trans": "T(?x owl:sameAs ?y), T(?y owl:sameAs ?z) → T(?x owl:sameAs ?z)",
    "eq-rep-s": "T(?s owl:sameAs ?s'), T(?s ?p ?o) → T(?s' ?p ?o)",
    "eq-rep-p": "T(?p owl:sameAs ?p'), T(?s ?p ?o) → T(?s ?p' ?o)",
    "eq-rep-o": "T(?o owl:sameAs ?o'), T(?s ?p ?o) → T(?s ?p ?o')",
}

AXIOM_TEXT = {
    "prp-ap": "→ T(ap rdf:type owl:AnnotationProperty), for each built-in annotation property",
    "cls-thing": "→ T(owl:Thing rdf:type owl:Class)",
    "cls-nothing1": "→ T(owl:Nothing rdf:type owl:Class)",
    "dt-type1": "→ T(dt rdf:type rdfs:Datatype), for each datatype supported in OWL 2 RL",
    "dt-type2": "→ T(lt rdf:type dt), for each literal and each datatype whose value space has its value",
    "dt-eq": "→ T(lt1 owl:sameAs lt2), for all literals with the same data value",
    "dt-diff": "→ T(lt1 owl:differentFrom lt2), for all literals with different data values",
    "dt-not-type": "T(lt rdf:type dt) → false, where the value of lt is not in the value space of dt",
}

# Rules with a variable predicate: specialised for each match of their schema atoms.
INSTANCE_RULES = """
prp-dom: T(?p rdfs:domain ?c), T(?x ?p ?y) → T(?x rdf:type ?c)
prp-rng: T(?p rdfs:range ?c), T(?x ?p ?y) → T(?y rdf:type ?c)
prp-irp: T(?p rdf:type owl:IrreflexiveProperty), T(?x ?p ?x) → false
prp-symp: T(?p rdf:type owl:SymmetricProperty), T(?x ?p ?y) → T(?y ?p ?x)
prp-asyp: T(?p rdf:type owl:AsymmetricProperty), T(?x ?p ?y), T(?y ?p ?x) → false
prp-trp: T(?p rdf:type owl:TransitiveProperty), T(?x ?p ?y), T(?y ?p ?z) → T(?x ?p ?z)
prp-spo1: T(?p1 rdfs:subPropertyOf ?p2), T(?x ?p1 ?y) → T(?x ?p2 ?y)
prp-eqp1: T(?p1 owl:equivalentProperty ?p2), T(?x ?p1 ?y) → T(?x ?p2 ?y)
prp-eqp2: T(?p1 owl:equivalentProperty ?p2), T(?x ?p2 ?y) → T(?x ?p1 ?y)
prp-pdw: T(?p1 owl:propertyDisjointWith ?p2), T(?x ?p1 ?y), T(?x ?p2 ?y) → false
prp-inv1: T(?p1 owl:inverseOf ?p2), T(?x ?p1 ?y) → T(?y ?p2 ?x)
prp-inv2: T(?p1 owl:inverseOf ?p2), T(?x ?p2 ?y) → T(?y ?p1 ?x)
prp-npa1: T(?x owl:sourceIndividual ?i1), T(?x owl:assertionProperty ?p), T(?x owl:targetIndividual ?i2), T(?i1 ?p ?i2) → false
prp-npa2: T(?x owl:sourceIndividual ?i), T(?x owl:assertionProperty ?p), T(?x owl:targetValue ?lt), T(?i ?p ?lt) → false
cls-svf1: T(?x owl:someValuesFrom ?y), T(?x owl:onProperty ?p), T(?u ?p ?v), T(?v rdf:type ?y) → T(?u rdf:type ?x)
cls-svf2: T(?x owl:someValuesFrom owl:Thing), T(?x owl:onProperty ?p), T(?u ?p ?v) → T(?u rdf:type ?x)
cls-avf: T(?x owl:allValuesFrom ?y), T(?x owl:onProperty ?p), T(?u rdf:type ?x), T(?u ?p ?v) → T(?v rdf:type ?y)
cls-hv1: T(?x owl:hasValue ?y), T(?x owl:onProperty ?p), T(?u rdf:type ?x) → T(?u ?p ?y)
cls-hv2: T(?x owl:hasValue ?y), T(?x owl:onProperty ?p), T(?u ?p ?y) → T(?u rdf:type ?x)
cls-maxc1: T(?x owl:maxCardinality 0), T(?x owl:onProperty ?p), T(?u rdf:type ?x), T(?u ?p ?y) → false
cls-maxqc1: T(?x owl:maxQualifiedCardinality 0), T(?x owl:onProperty ?p), T(?x owl:onClass ?c), T(?u rdf:type ?x), T(?u ?p ?y), T(?y rdf:type ?c) → false
cls-maxqc2: T(?x owl:maxQualifiedCardinality 0), T(?x owl:onProperty ?p), T(?x owl:onClass owl:Thing), T(?u rdf:type ?x), T(?u ?p ?y) → false
"""

# Rules whose conclusion is equality: the part about one member, its name, and what the members share.
MERGE_RULES = """
prp-fp ?y of ?x: T(?p rdf:type owl:FunctionalProperty), T(?x ?p ?y)
prp-ifp ?x of ?y: T(?p rdf:type owl:InverseFunctionalProperty), T(?x ?p ?y)
cls-maxc2 ?y of ?u: T(?x owl:maxCardinality 1), T(?x owl:onProperty ?p), T(?u rdf:type ?x), T(?u ?p ?y)
cls-maxqc3 ?y of ?u: T(?x owl:maxQualifiedCardinality 1), T(?x owl:onProperty ?p), T(?x owl:onClass ?c), T(?u rdf:type ?x), T(?u ?p ?y), T(?y rdf:type ?c)
cls-maxqc4 ?y of ?u: T(?x owl:maxQualifiedCardinality 1), T(?x owl:onProperty ?p), T(?x owl:onClass owl:Thing), T(?u rdf:type ?x), T(?u ?p ?y)
"""

# Rules whose predicates are all known: run as they stand, so that ten thousand classes are one join.
CLASS_RULES = """
cls-nothing2: T(?x rdf:type owl:Nothing) → false
cls-com: T(?c1 owl:complementOf ?c2), T(?x rdf:type ?c1), T(?x rdf:type ?c2) → false
cax-sco: T(?c1 rdfs:subClassOf ?c2), T(?x rdf:type ?c1) → T(?x rdf:type ?c2)
cax-eqc1: T(?c1 owl:equivalentClass ?c2), T(?x rdf:type ?c1) → T(?x rdf:type ?c2)
cax-eqc2: T(?c1 owl:equivalentClass ?c2), T(?x rdf:type ?c2) → T(?x rdf:type ?c1)
cax-dw: T(?c1 owl:disjointWith ?c2), T(?x rdf:type ?c1), T(?x rdf:type ?c2) → false
eq-diff1: T(?x owl:sameAs ?y), T(?x owl:differentFrom ?y) → false
"""

SCHEMA_RULES = """
scm-cls: T(?c rdf:type owl:Class) → T(?c rdfs:subClassOf ?c), T(?c owl:equivalentClass ?c), T(?c rdfs:subClassOf owl:Thing), T(owl:Nothing rdfs:subClassOf ?c)
scm-sco: T(?c1 rdfs:subClassOf ?c2), T(?c2 rdfs:subClassOf ?c3) → T(?c1 rdfs:subClassOf ?c3)
scm-eqc1: T(?c1 owl:equivalentClass ?c2) → T(?c1 rdfs:subClassOf ?c2), T(?c2 rdfs:subClassOf ?c1)
scm-eqc2: T(?c1 rdfs:subClassOf ?c2), T(?c2 rdfs:subClassOf ?c1) → T(?c1 owl:equivalentClass ?c2)
scm-op: T(?p rdf:type owl:ObjectProperty) → T(?p rdfs:subPropertyOf ?p), T(?p owl:equivalentProperty ?p)
scm-dp: T(?p rdf:type owl:DatatypeProperty) → T(?p rdfs:subPropertyOf ?p), T(?p owl:equivalentProperty ?p)
scm-spo: T(?p1 rdfs:subPropertyOf ?p2), T(?p2 rdfs:subPropertyOf ?p3) → T(?p1 rdfs:subPropertyOf ?p3)
scm-eqp1: T(?p1 owl:equivalentProperty ?p2) → T(?p1 rdfs:subPropertyOf ?p2), T(?p2 rdfs:subPropertyOf ?p1)
scm-eqp2: T(?p1 rdfs:subPropertyOf ?p2), T(?p2 rdfs:subPropertyOf ?p1) → T(?p1 owl:equivalentProperty ?p2)
scm-dom1: T(?p rdfs:domain ?c1), T(?c1 rdfs:subClassOf ?c2) → T(?p rdfs:domain ?c2)
scm-dom2: T(?p2 rdfs:domain ?c), T(?p1 rdfs:subPropertyOf ?p2) → T(?p1 rdfs:domain ?c)
scm-rng1: T(?p rdfs:range ?c1), T(?c1 rdfs:subClassOf ?c2) → T(?p rdfs:range ?c2)
scm-rng2: T(?p2 rdfs:range ?c), T(?p1 rdfs:subPropertyOf ?p2) → T(?p1 rdfs:range ?c)
scm-hv: T(?c1 owl:hasValue ?i), T(?c1 owl:onProperty ?p1), T(?c2 owl:hasValue ?i), T(?c2 owl:onProperty ?p2), T(?p1 rdfs:subPropertyOf ?p2) → T(?c1 rdfs:subClassOf ?c2)
scm-svf1: T(?c1 owl:someValuesFrom ?y1), T(?c1 owl:onProperty ?p), T(?c2 owl:someValuesFrom ?y2), T(?c2 owl:onProperty ?p), T(?y1 rdfs:subClassOf ?y2) → T(?c1 rdfs:subClassOf ?c2)
scm-svf2: T(?c1 owl:someValuesFrom ?y), T(?c1 owl:onProperty ?p1), T(?c2 owl:someValuesFrom ?y), T(?c2 owl:onProperty ?p2), T(?p1 rdfs:subPropertyOf ?p2) → T(?c1 rdfs:subClassOf ?c2)
scm-avf1: T(?c1 owl:allValuesFrom ?y1), T(?c1 owl:onProperty ?p), T(?c2 owl:allValuesFrom ?y2), T(?c2 owl:onProperty ?p), T(?y1 rdfs:subClassOf ?y2) → T(?c1 rdfs:subClassOf ?c2)
scm-avf2: T(?c1 owl:allValuesFrom ?y), T(?c1 owl:onProperty ?p1), T(?c2 owl:allValuesFrom ?y), T(?c2 owl:onProperty ?p2), T(?p1 rdfs:subPropertyOf ?p2) → T(?c2 rdfs:subClassOf ?c1)
"""

_ATOM = re.compile(r"T\((\S+) (\S+) ([^)\s]+)\)")


def rules_of(table: str) -> Iterator[Rule]:
    """Yield the rules of a table, one for each conclusion."""
    for line in table.strip().splitlines():
        rule_name, _, text = line.partition(": ")
        left, _, right = text.partition(" → ")
        body, filters = _conditions(left)
        for head in list(_atoms(right)) or [None]:
            yield Rule(rule_name, text, head, body, filters)


def merges_of(table: str) -> Iterator[Merge]:
    """Yield the rules of a table that conclude equality."""
    for line in table.strip().splitlines():
        title, _, text = line.partition(": ")
        rule_name, member, _, group = title.split(" ")
        body, _ = _conditions(text)
        merge = Merge(rule_name, "", member, (group,), body)
        pair = merge.pairwise()
        yield replace(merge, text=spell(pair.body, pair.head))


def spell(body: Iterable[Triple], head: Triple | None) -> str:
    """Return a rule's text in the notation of the specification."""
    conclusion = "false" if head is None else _spell_atom(head)
    return f"{', '.join(map(_spell_atom, body))} → {conclusion}"


def _spell_atom(atom: Triple) -> str:
    from bilateral.reasoning.names import compact  # noqa: PLC0415

    return f"T({' '.join(map(compact, atom))})"


def _conditions(text: str) -> tuple[tuple[Triple, ...], tuple[Comparison, ...]]:
    return tuple(_atoms(text)), ()


def _atoms(text: str) -> Iterator[Triple]:
    for subject, predicate, object_ in _ATOM.findall(text):
        yield _term(subject), _term(predicate), _term(object_)


def _term(token: str) -> Term:
    if token[0] == "?":
        return token
    if token.isdigit():
        return cardinality(int(token))
    return name(token)


def cardinality(number: int) -> Term:
    """Return the literal that the rules compare cardinalities with."""
    return f'"{number}"^^<{NAMESPACES["xsd"]}nonNegativeInteger>'


INSTANCE = tuple(rules_of(INSTANCE_RULES))
MERGES = tuple(merges_of(MERGE_RULES))
CLASSES = tuple(rules_of(CLASS_RULES))
SCHEMA = tuple(rules_of(SCHEMA_RULES))

TEXT = EQUALITY_TEXT | AXIOM_TEXT | {rule.name: rule.text for rule in (*INSTANCE, *MERGES, *CLASSES, *SCHEMA)}


def is_schema_atom(atom: Triple) -> bool:
    """Tell whether the atom is bound when a rule is specialised: not about individuals."""
    _, predicate, object_ = atom
    if predicate == TYPE:
        return object_ in META_CLASSES
    return not is_variable(predicate) and predicate != SAME


META_CLASSES = frozenset(
    atom[2]
    for rule in (*INSTANCE, *MERGES)
    for atom in rule.body
    if atom[1] == TYPE and not is_variable(atom[2])
)
