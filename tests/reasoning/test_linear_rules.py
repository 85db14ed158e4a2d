"""What follows from a row alone is what reasoning over all rows and the graph finds."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.content.locations import locate
from bilateral.rdf.iris import ID
from bilateral.rdf.terms import XSD, literal
from bilateral.rdf.vocabulary import BIL, OWL, RDF, RDFS
from bilateral.reasoning.bulk.materialise import materialise
from bilateral.reasoning.rules.domain_rules import DomainRule, load_rules, parse_rule
from bilateral.reasoning.rules.linear_rules import linear_closure
from bilateral.reasoning.rules.program import specialise
from bilateral.reasoning.rules.schema_index import Schema, is_schema
from bilateral.store.engine.rdf_parser import parse

CONTENT = locate(Path(__file__).parents[2])
SUB_CLASS, SUB_PROPERTY = RDFS.subClassOf, RDFS.subPropertyOf
A, B, C, D = (f"<a:{name}>" for name in "ABCD")
P, Q, R, S, T, U, V, W = (f"<a:{name}>" for name in "pqrstuvw")
CHAIN = "_:chain"
SCHEMA = [
    *((A, SUB_CLASS, B), (B, SUB_CLASS, C), (P, SUB_PROPERTY, Q), (P, RDFS.domain, A), (Q, RDFS.range, D)),
    *(
        (Q, OWL["inverseOf"], R),
        (S, RDF.type, OWL["SymmetricProperty"]),
        (T, RDF.type, OWL["TransitiveProperty"]),
    ),
    *((V, RDF.type, OWL["FunctionalProperty"]), (A, OWL["disjointWith"], D)),
    *((U, OWL["propertyChainAxiom"], CHAIN), (CHAIN, RDF.first, P), (CHAIN, RDF.rest, "_:rest")),
    *(("_:rest", RDF.first, S), ("_:rest", RDF.rest, RDF.nil)),
]
RULES = [
    parse_rule("CONSTRUCT { ?x <a:w> ?y } WHERE { ?x <a:q> ?y . ?x a <a:B> }", Path("within.rq")),
    parse_rule("CONSTRUCT { ?x <a:w> ?z } WHERE { ?x <a:key> ?k . ?z <a:key> ?k }", Path("across.rq")),
    parse_rule("CONSTRUCT { ?x a <a:C> } WHERE { ?x <a:day> ?d FILTER(?d > 5) }", Path("value.rq")),
]
GRAPH = [("<a:e1>", RDF.type, D), ("<a:e2>", RDF.type, C), ("<a:e1>", S, "<a:e2>"), ("<a:e2>", T, "<a:e1>")]


def program_of(facts, rules: list[DomainRule]):
    return specialise(Schema(filter(is_schema, facts)), [horn for rule in rules for horn in rule.rules])


def known_of(closed, things):
    return {fact for fact in closed if is_schema(fact) or (fact[1] == RDF.type and fact[0] in things)}


def closed_of(facts, rules):
    facts = set(facts)
    return facts | set(materialise(facts, rules).inferred)


CLOSED = closed_of([*SCHEMA, *GRAPH], RULES)
PROGRAM = program_of(CLOSED, RULES)
KNOWN = known_of(CLOSED, {"<a:e1>", "<a:e2>"})
predicates = st.sampled_from([P, Q, R, S, T, V, "<a:key>", "<a:day>", "<a:plain>"])
values = st.sampled_from(["<a:e1>", "<a:e2>", literal("7", datatype=XSD + "integer"), "part"])
said = st.one_of(
    st.tuples(st.sampled_from(["row", "part"]), predicates, values),
    st.tuples(st.sampled_from(["row", "part"]), st.just(RDF.type), st.sampled_from([A, B, C, D])),
)


def named(template, number):
    names = {"row": f"<a:row{number}>", "part": f"<a:part{number}>"}
    return [tuple(names.get(term, term) for term in triple) for triple in template], set(names.values())


@given(st.lists(st.lists(said, min_size=1, max_size=4), min_size=1, max_size=12))
@settings(deadline=None)
def test_what_follows_from_rows_is_what_follows_from_each(templates):
    rows, follows = [], set()
    for number, template in enumerate(templates):
        row, own = named(template, number)
        found = linear_closure(PROGRAM, row, own, KNOWN)
        if found is not None:
            rows += row
            follows |= set(found)
    facts = {*SCHEMA, *GRAPH, *rows}
    result = materialise(facts, RULES)
    assert result.clashes == []
    assert facts | set(result.inferred) == CLOSED | set(rows) | follows


OTHERS = {
    "a transitive property": [("row", T, "<a:e2>")],
    "a chain": [("row", P, "<a:e1>")],
    "a key that others have": [("row", "<a:key>", "<a:e1>")],
    "a matter of values": [("row", "<a:day>", literal("7", datatype=XSD + "integer"))],
    "two values of one": [("row", V, "<a:e1>"), ("row", V, "<a:e2>")],
    "a contradiction": [("row", RDF.type, A), ("row", RDF.type, D)],
    "a schema": [("row", SUB_CLASS, A)],
    "the same": [("row", OWL["sameAs"], "<a:e1>")],
}


@pytest.mark.parametrize("kind", OTHERS)
def test_where_other_facts_may_take_part_it_says_so(kind):
    row, own = named(OTHERS[kind], 1)
    assert linear_closure(PROGRAM, row, own, KNOWN) is None


def test_a_join_within_a_row_is_no_obstacle():
    row, own = named([("row", Q, "<a:e1>"), ("row", RDF.type, A)], 1)
    found = linear_closure(PROGRAM, row, own, KNOWN)
    assert set(found) == {("<a:row1>", RDF.type, B), ("<a:row1>", RDF.type, C), ("<a:row1>", W, "<a:e1>")} | {
        ("<a:e1>", R, "<a:row1>")
    }


@pytest.fixture(scope="module")
def ontology():
    rules = load_rules(CONTENT.rules)
    facts = {quad[:3] for path in CONTENT.ontology for quad in parse(path)}
    states = {f"<{ID}state/{code}>" for code in ("CHN", "FRA")}
    facts |= {(state, RDF.type, BIL["State"]) for state in states}
    closed = closed_of(facts, rules)
    return facts, closed, rules, known_of(closed, states)


def agreement(number):
    row = f"<{ID}voting-agreement/{number}>"
    votes = literal(str(number), datatype=XSD + "integer")
    return row, [
        (row, RDF.type, BIL["VotingAgreement"]),
        (row, BIL["party"], f"<{ID}state/CHN>"),
        (row, BIL["party"], f"<{ID}state/FRA>"),
        (row, BIL["votesAlike"], votes),
        (row, BIL["votesCompared"], votes),
    ]


def test_votes_need_no_reasoning_over_all_of_them(ontology):
    facts, closed, rules, known = ontology
    program = program_of(closed, rules)
    rows, follows = [], set()
    for number in range(5):
        name, row = agreement(number)
        rows += row
        follows |= set(linear_closure(program, row, {name}, known))
    found = {*facts, *rows} | set(materialise({*facts, *rows}, rules).inferred)
    assert found - closed - set(rows) == follows
    assert follows


def test_visits_are_reasoned_with_the_graph(ontology):
    _, closed, rules, known = ontology
    visit = f"<{ID}visit/1>"
    row = [
        (visit, RDF.type, BIL["Visit"]),
        (visit, BIL["visitor"], f"<{ID}state/CHN>"),
        (visit, BIL["place"], f"<{ID}state/FRA>"),
    ]
    assert linear_closure(program_of(closed, rules), row, {visit}, known) is None
