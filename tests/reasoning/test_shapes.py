"""Shapes that break naive engines: depth, cliques, cycles, long lists."""

import pytest

from bilateral.rdf.iris import read_term
from bilateral.rdf.vocabulary import OWL, RDF, RDFS
from bilateral.reasoning.bulk.materialise import materialise
from bilateral.reasoning.graph_closure import closure
from bilateral.reasoning.incremental.maintainer import Maintainer
from bilateral.reasoning.proofs.proof_search import Explainer

from .memory import Memory, leaves
from .ontologies import listed


def e(local):
    return f"<http://e/{local}>"


def chain(length):
    """Return a class that spreads along a chain, one link in each round."""
    schema = [
        (e("R"), read_term("owl:onProperty"), e("next")),
        (e("R"), read_term("owl:allValuesFrom"), e("C")),
        (e("C"), RDFS.subClassOf, e("R")),
        (e("n0"), RDF.type, e("C")),
    ]
    return schema + [(e(f"n{i}"), e("next"), e(f"n{i + 1}")) for i in range(length)]


def test_a_conclusion_far_from_its_premise_is_reached_explained_and_retracted():
    facts = Memory(chain(1500))
    last = (e("n1500"), RDF.type, e("C"))
    (proof,) = Explainer(facts).explain(last)
    assert leaves(proof) == set(facts.asserted())
    delta = Maintainer(facts).change([], [(e("n0"), RDF.type, e("C"))])
    assert delta.materialisation is None
    assert last in delta.removed


def test_a_list_of_fifty_thousand_members_is_read():
    members = [e(f"i{i}") for i in range(50_000)]
    assert materialise(listed(e("C"), "owl:oneOf", members)).counts["inferred"] > 50_000


def test_an_intersection_of_a_thousand_classes_is_joined():
    classes = [e(f"c{i}") for i in range(1000)]
    graph = listed(e("C"), "owl:intersectionOf", classes) + [(e("x"), RDF.type, cls) for cls in classes]
    facts = Memory(graph)
    assert facts.is_inferred((e("x"), RDF.type, e("C")))
    assert Explainer(facts).explain((e("x"), RDF.type, e("C")))
    assert (e("x"), RDF.type, e("C")) in Maintainer(facts).change(
        [], [(e("x"), RDF.type, classes[7])]
    ).removed


@pytest.mark.parametrize(
    "graph",
    [
        [(e(f"i{i}"), OWL.sameAs, e(f"i{(i + 1) % 1000}")) for i in range(1000)],
        [(e("p"), RDF.type, read_term("owl:InverseFunctionalProperty"))]
        + [(e(f"i{i}"), e("p"), '"k"') for i in range(1000)],
    ],
    ids=["asserted", "by key"],
)
def test_a_clique_of_a_thousand_is_one_thing(graph):
    result = materialise([*graph, (e("i0"), e("q"), e("o"))])
    assert {s for s, p, _ in result.inferred if p == e("q")} == {e(f"i{i}") for i in range(1, 1000)}


def test_ten_thousand_classes_are_one_join():
    tree = [(e(f"c{i}"), RDFS.subClassOf, e(f"c{(i - 1) // 3}")) for i in range(1, 10_000)]
    result = materialise([*tree, (e("c0"), RDF.type, OWL.Class), (e("x"), RDF.type, e("c9999"))])
    assert result.counts["rules"] < 50
    assert (e("x"), RDF.type, e("c0")) in set(result.inferred)


def test_a_cycle_of_classes_is_equivalent():
    cycle = [(e(f"c{i}"), RDFS.subClassOf, e(f"c{(i + 1) % 100}")) for i in range(100)]
    result = set(materialise([*cycle, (e("x"), RDF.type, e("c0"))]).inferred)
    assert (e("c3"), read_term("owl:equivalentClass"), e("c99")) in result
    assert (e("x"), RDF.type, e("c50")) in result


def test_a_transitive_chain_has_each_pair_once():
    graph = [(e("p"), RDF.type, OWL.TransitiveProperty)] + [
        (e(f"n{i}"), e("p"), e(f"n{i + 1}")) for i in range(300)
    ]
    pairs = [triple for triple in materialise(graph).inferred if triple[1] == e("p")]
    assert len(pairs) == len(set(pairs)) == 300 * 301 // 2 - 300


def test_two_thousand_disjoint_classes_clash_without_looking_at_all_pairs():
    classes = [e(f"c{i}") for i in range(2000)]
    axiom = [*listed(e("D"), "owl:members", classes), (e("D"), RDF.type, OWL.AllDisjointClasses)]
    data = [(e(f"x{i}"), RDF.type, classes[i]) for i in range(2000)]
    assert not materialise(axiom + data).clashes
    (clash,) = materialise([*axiom, *data, (e("x1"), RDF.type, classes[5])]).clashes
    assert clash.rule == "cax-adc"
    assert clash.premises[-2:] == ((e("x1"), RDF.type, classes[1]), (e("x1"), RDF.type, classes[5]))


def test_an_empty_graph_entails_the_axioms_only():
    import rdflib  # noqa: PLC0415

    found = closure(rdflib.Graph())
    assert not found.clashes
    assert all(str(subject).startswith("http://www.w3.org/") for subject in found.inferred.subjects())
