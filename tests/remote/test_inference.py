"""What an engine concludes by updates is what our own reasoner concludes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilateral.build.remote_reasoner import RemoteReasoner
from bilateral.rdf.terms import Quad
from bilateral.reasoning.bulk.materialise import materialise
from bilateral.remote.reads.remote_view import current
from bilateral.remote.writes import graph_loading
from bilateral.remote.writes.remote_committer import RemoteCommitter
from bilateral.store.engine.graph_layout import INFERRED
from bilateral.store.engine.rdf_parser import parse
from bilateral.workers.pool import Limits

PREFIXES = """
PREFIX : <http://e/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
AXIOMS = [
    ":A rdfs:subClassOf :B .",
    ":B rdfs:subClassOf :C .",
    ":p a owl:TransitiveProperty .",
    ":q a owl:SymmetricProperty .",
    ":r owl:inverseOf :p .",
    ":p rdfs:subPropertyOf :q .",
    ":q rdfs:domain :A .",
    ":r rdfs:range :B .",
    ":s owl:propertyChainAxiom ( :p :q ) .",
    ":f a owl:FunctionalProperty .",
    ":A owl:hasKey ( :k ) .",
    ":D owl:unionOf ( :A :E ) .",
    ":F owl:intersectionOf ( :B :E ) .",
    ":G owl:onProperty :p ; owl:someValuesFrom :E .",
    ":H owl:onProperty :q ; owl:hasValue :a .",
    ":E owl:equivalentClass :H .",
]
THINGS = [f"<http://e/{name}>" for name in "abcd"]
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
FACTS = [
    *((s, f"<http://e/{p}>", o) for p in "pqrsfk" for s in THINGS for o in THINGS),
    *((s, "<http://e/k>", '"key"') for s in THINGS),
    *((s, TYPE, f"<http://e/{c}>") for c in "ABEFH" for s in THINGS),
]
facts = st.frozensets(st.sampled_from(FACTS), max_size=6)


@pytest.fixture(scope="module")
def committer(lasting):
    made = RemoteCommitter(lasting.client.address, Limits(seconds=60.0), RemoteReasoner(), plain=False)
    yield made
    made.close()


def triples(text):
    return {quad[:3] for quad in parse((PREFIXES + text).encode(), media_type="text/turtle")}


def build(client, asserted):
    quads = [Quad(*triple, "<http://e/doc>") for triple in asserted]
    inferred = materialise(asserted).inferred
    graph_loading.load_graph(client, quads, inferred, "", keep_clashes=True)


def write(committer, added=(), removed=()):
    lines = [
        f"{verb} DATA {{ GRAPH <http://e/doc> {{ {' . '.join(' '.join(each) for each in what)} }} }}"
        for verb, what in (("DELETE", removed), ("INSERT", added))
    ]
    request = {"job": "update", "states": None, "base": "", "using": None, "using_named": None}
    return committer.commit(request, " ; ".join(lines).encode())


def assert_closed(client):
    view = current(client)
    asserted = set(view.triples(None, None, None, ""))
    inferred = set(view.triples(None, None, None, INFERRED))
    assert inferred == set(materialise(asserted).inferred)
    assert (view.counts.asserted, view.counts.inferred) == (len(asserted), len(inferred))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sets(st.sampled_from(AXIOMS)), st.tuples(facts, facts), st.data())
def test_the_engine_concludes_what_our_reasoner_does(lasting, committer, axioms, changes, data):
    first, second = changes
    build(lasting.client, triples(" ".join(axioms)))
    write(committer, added=first)
    assert_closed(lasting.client)
    gone = data.draw(st.sets(st.sampled_from(sorted(first)))) if first else set()
    write(committer, added=second - gone, removed=gone)
    assert_closed(lasting.client)
