"""What a change of the asserted triples changes, example by example."""

from bilateral.rdf.iris import read_term
from bilateral.rdf.vocabulary import OWL, RDF, RDFS
from bilateral.reasoning.bulk.materialise import materialise
from bilateral.reasoning.incremental.facts import InferenceDelta
from bilateral.reasoning.incremental.maintainer import Maintainer

from .memory import Memory


def e(local):
    return f"<http://e/{local}>"


FUNCTIONAL = (e("code"), RDF.type, read_term("owl:FunctionalProperty"))
KEY = (e("code"), RDF.type, read_term("owl:InverseFunctionalProperty"))


def test_a_triple_rests_on_all_that_supports_it():
    support = [
        (e("p"), RDFS.domain, e("C")),
        (e("q"), RDFS.domain, e("C")),
        (e("a"), e("p"), e("b")),
        (e("a"), e("q"), e("b")),
    ]
    facts = Memory(support)
    keeper = Maintainer(facts)
    first = keeper.change([], [support[2]])
    facts.apply([], [support[2]], first)
    assert not first.removed
    assert keeper.change([], [support[3]]).removed == {(e("a"), RDF.type, e("C"))}


def test_a_retracted_triple_that_is_still_entailed_becomes_inferred():
    facts = Memory([(e("p"), RDFS.domain, e("C")), (e("a"), e("p"), e("b")), (e("a"), RDF.type, e("C"))])
    delta = Maintainer(facts).change([], [(e("a"), RDF.type, e("C"))])
    assert delta.added == {(e("a"), RDF.type, e("C"))}


def test_an_asserted_triple_that_was_inferred_is_inferred_no_more():
    facts = Memory([(e("p"), RDFS.domain, e("C")), (e("a"), e("p"), e("b"))])
    delta = Maintainer(facts).change([(e("a"), RDF.type, e("C"))])
    assert delta.removed == {(e("a"), RDF.type, e("C"))}


def test_a_wrong_link_is_taken_apart_again():
    asserted = [
        (e("a"), OWL.sameAs, e("b")),
        (e("b"), OWL.sameAs, e("c")),
        (e("a"), e("p"), e("x")),
        (e("c"), e("p"), e("y")),
    ]
    facts = Memory(asserted)
    delta = Maintainer(facts).change([], [asserted[1]])
    facts.apply([], [asserted[1]], delta)
    assert delta.materialisation is None
    assert {t for t in facts.inferred() if t[1] == e("p")} == {(e("b"), e("p"), e("x"))}


def test_things_that_shared_a_key_are_two_again_without_it():
    facts = Memory([KEY, (e("a"), e("code"), '"1"'), (e("b"), e("code"), '"1"'), (e("a"), e("p"), e("x"))])
    delta = Maintainer(facts).change([], [(e("b"), e("code"), '"1"')])
    assert {(e("a"), OWL.sameAs, e("b")), (e("b"), e("p"), e("x"))} <= delta.removed


def test_a_transitive_path_goes_where_another_leads():
    edges = [(e(s), e("p"), e(o)) for s, o in ("ab", "bd", "ac", "cd")]
    facts = Memory([(e("p"), RDF.type, OWL.TransitiveProperty), *edges])
    delta = Maintainer(facts).change([], [edges[1]])
    assert (e("a"), e("p"), e("d")) not in delta.removed


def test_a_change_that_contradicts_says_so():
    facts = Memory([FUNCTIONAL, (e("a"), e("code"), '"1"')])
    (clash,) = Maintainer(facts).change([(e("a"), e("code"), '"2"')]).clashes
    assert clash.rule == "prp-fp"
    assert (e("a"), e("code"), '"2"') in clash.premises


def test_an_ill_typed_literal_is_a_contradiction():
    facts = Memory([(e("a"), e("p"), e("b"))])
    literal = f'"300"^^{read_term("xsd:byte")}'
    (clash,) = Maintainer(facts).change([(e("a"), e("q"), literal)]).clashes
    assert clash.rule == "dt-not-type"


def test_a_change_of_the_schema_computes_everything_anew():
    facts = Memory([(e("x"), RDF.type, e("C"))])
    delta = Maintainer(facts).change([(e("C"), RDFS.subClassOf, e("D"))])
    assert (e("x"), RDF.type, e("D")) in set(delta.materialisation.inferred)


def test_two_spellings_of_a_number_may_come_together():
    one, also = (f'"1"^^{read_term(name)}' for name in ("xsd:decimal", "xsd:integer"))
    delta = Maintainer(Memory()).change([(e("a"), e("p"), one), (e("b"), e("q"), also)])
    assert (e("a"), e("p"), also) in set(delta.materialisation.inferred)


def test_a_change_over_the_limit_computes_everything_anew():
    facts = Memory([(e("p"), RDFS.domain, e("C"))])
    many = [(e(f"x{i}"), e("p"), e("y")) for i in range(20)]
    delta = Maintainer(facts, limit=10).change(many)
    assert set(delta.materialisation.inferred) == set(materialise([*facts.asserted(), *many]).inferred)


def test_what_is_already_so_changes_nothing():
    facts = Memory([(e("p"), RDFS.domain, e("C")), (e("a"), e("p"), e("b"))])
    delta = Maintainer(facts).change([(e("a"), e("p"), e("b"))], [(e("b"), e("p"), e("b"))])
    assert delta == InferenceDelta()
    assert delta.materialisation is None
