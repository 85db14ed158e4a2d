"""What holds of reasoning over any graph."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilateral.rdf import datatypes
from bilateral.rdf.vocabulary import OWL
from bilateral.reasoning.bulk.materialise import materialise
from bilateral.reasoning.incremental.maintainer import Maintainer
from bilateral.reasoning.incremental.rule_matching import joined, schema_of
from bilateral.reasoning.proofs.proof_search import Explainer
from bilateral.reasoning.rules.domain_rules import parse_rule
from bilateral.reasoning.rules.owl2rl import substitute
from bilateral.reasoning.rules.program import specialise
from bilateral.reasoning.rules.schema_index import Schema

from .memory import Memory, leaves
from .ontologies import facts, graphs, sames, values, whole_graphs

RULE = """# Whoever is linked both ways to two of them has both.
PREFIX : <http://e/>
CONSTRUCT { ?x :r ?y . ?y :q ?x } WHERE { ?z :p ?x , ?y FILTER(?x != ?y) }
"""
laws = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def sequences(*parts):
    """Return a strategy of changes one after the other: whether triples come or go, and which."""
    change = st.tuples(st.booleans(), st.lists(st.one_of(*parts), min_size=1, max_size=3).map(joined_parts))
    return st.lists(change, min_size=1, max_size=5)


def joined_parts(parts):
    return [triple for part in parts for triple in part]


changes = sequences(facts, facts, facts, sames)


@pytest.fixture(scope="session")
def rules(tmp_path_factory):
    return [parse_rule(RULE, tmp_path_factory.mktemp("rules") / "linked.rq")]


def inferred(triples, rules=(), **options):
    return set(materialise(triples, rules, **options).inferred)


def told(triples):
    """Leave out what owlrl adds of its own accord, and what it leaves to eq-ref."""
    return {
        (s, p, o) for s, p, o in triples if s != o and all(t.startswith(("<http://e/", "_:")) for t in (s, o))
    }


@given(graphs)
@settings(laws, max_examples=15)
def test_the_closure_is_that_of_owlrl_outside_its_known_faults(graph):
    assert told(inferred(graph)) == told(inferred(graph, reasoner="owlrl"))


@given(whole_graphs)
@laws
def test_the_closure_adds_nothing_the_second_time(graph):
    closed = inferred(graph)
    assert not inferred(closed | set(graph))


@given(graph=whole_graphs, ruled=st.booleans())
@laws
def test_no_rule_as_the_standard_writes_it_finds_more(rules, graph, ruled):
    domain = rules if ruled else []
    kept = Memory(graph, domain)
    horn = [horn for rule in domain for horn in rule.rules]
    program = specialise(Schema(schema_of(kept)), horn, complete=True)
    clashes = False
    for rule in (*program.rules, *(merge.pairwise() for merge in program.merges)):
        for bindings in joined(rule, {}, kept.match, datatypes.compare):
            if rule.head is None:
                clashes = True
            else:
                assert holds(kept, substitute(rule.head, bindings)), rule
    assert bool(materialise(graph, domain).clashes) >= clashes


@given(whole_graphs)
@laws
def test_what_is_the_same_has_the_same_triples(graph):
    kept = Memory(graph)
    for one, _, other in kept.match(None, OWL.sameAs, None):
        assert holds(kept, (other, OWL.sameAs, one))
        for at in range(3):
            for triple in kept.match(*(one if place == at else None for place in range(3))):
                assert holds(kept, (*triple[:at], other, *triple[at + 1 :]))


def holds(kept, triple):
    not_rdf = triple[0][0] == '"' or triple[1][0] != "<"
    by_reference = triple[1] == OWL.sameAs and triple[0] == triple[2]
    return not_rdf or by_reference or kept.is_asserted(triple) or kept.is_inferred(triple)


@given(whole_graphs, whole_graphs)
@laws
def test_the_closure_is_monotone(graph, more):
    assert inferred(graph) <= inferred(graph + more) | set(more)


@given(whole_graphs)
@laws
def test_the_order_of_triples_does_not_matter(graph):
    assert inferred(graph) == inferred(graph[::-1])


@given(whole_graphs)
@laws
def test_nothing_asserted_is_inferred_and_all_of_it_is_rdf(graph):
    for subject, predicate, object_ in inferred(graph, trivial="all"):
        assert (subject, predicate, object_) not in graph
        assert subject[0] in "<_"
        assert predicate[0] == "<"


@given(graph=whole_graphs, steps=changes, ruled=st.booleans())
@settings(laws, max_examples=200)
def test_any_sequence_of_changes_equals_recomputation(rules, graph, steps, ruled):
    domain = rules if ruled else []
    kept = Memory(graph, domain)
    maintainer = Maintainer(kept, domain)
    for inserts, triples in steps:
        change = (triples, []) if inserts else ([], [t for t in triples if kept.is_asserted(t)])
        kept.apply(*change, maintainer.change(*change))
        assert kept.inferred() == inferred(kept.asserted(), domain)


@given(
    graph=st.tuples(whole_graphs, st.lists(values, max_size=5).map(joined_parts)).map(
        lambda both: both[0] + both[1]
    ),
    steps=sequences(values, values, facts, sames),
)
@settings(laws, max_examples=200)
def test_any_sequence_of_changes_of_numbers_in_several_spellings_equals_recomputation(graph, steps):
    kept = Memory(graph)
    maintainer = Maintainer(kept)
    for inserts, triples in steps:
        # Two values of a functional property are one then, and so is everything that has either.
        if materialise(kept.asserted()).clashes:
            return
        change = (triples, []) if inserts else ([], [t for t in triples if kept.is_asserted(t)])
        delta = maintainer.change(*change)
        kept.apply(*change, delta)
        whole = materialise(kept.asserted())
        found = delta.materialisation.clashes if delta.materialisation else delta.clashes
        assert bool(found) == bool(whole.clashes)
        assert whole.clashes or kept.inferred() == set(whole.inferred)


@given(graph=whole_graphs, steps=changes)
@laws
def test_any_sequence_of_changes_keeps_every_term_the_same_as_itself(graph, steps):
    kept = Memory(graph, trivial="eq-ref")
    maintainer = Maintainer(kept, reflexive=True)
    for inserts, triples in steps:
        change = (triples, []) if inserts else ([], [t for t in triples if kept.is_asserted(t)])
        kept.apply(*change, maintainer.change(*change))
        assert kept.inferred() == inferred(kept.asserted(), trivial="eq-ref")
        for term in {term for triple in kept.asserted() for term in triple if term[0] != '"'}:
            assert kept.is_inferred((term, OWL.sameAs, term)) or kept.is_asserted((term, OWL.sameAs, term))


@given(whole_graphs)
@settings(laws, max_examples=20)
def test_that_a_term_is_the_same_as_itself_has_a_proof(graph):
    kept = Memory(graph, trivial="eq-ref")
    for triple in kept.inferred():
        if triple[0] == triple[2] and triple[1] == OWL.sameAs:
            proofs = Explainer(kept).explain(triple)
            assert proofs, triple
            replay(proofs[0], kept)


@given(graph=whole_graphs, steps=changes, ruled=st.booleans())
@laws
def test_a_change_tells_whether_it_contradicts(rules, graph, steps, ruled):
    domain = rules if ruled else []
    kept = Memory(graph, domain)
    maintainer = Maintainer(kept, domain)
    consistent = not materialise(graph, domain).clashes
    for _, triples in steps:
        delta = maintainer.change(triples)
        kept.apply(triples, [], delta)
        found = delta.materialisation.clashes if delta.materialisation else delta.clashes
        after = not materialise(kept.asserted(), domain).clashes
        assert (consistent and not found) == after
        consistent = after


@given(whole_graphs)
@settings(laws, max_examples=20)
def test_every_inferred_triple_has_a_proof_and_every_proof_replays(graph):
    kept = Memory(graph)
    explainer = Explainer(kept)
    for triple in kept.inferred():
        proofs = explainer.explain(triple, limit=3)
        assert proofs
        assert [proof.size for proof in proofs] == sorted(proof.size for proof in proofs)
        for proof in proofs:
            replay(proof, kept)


def replay(proof, kept, above=()):
    """Check that each step follows from its premises alone, and that no step rests on itself."""
    assert proof.conclusion not in above
    if proof.rule is None:
        assert kept.is_asserted(proof.conclusion)
        return
    premises = [premise.conclusion for premise in proof.premises]
    if proof.conclusion[0][0] != '"':
        assert proof.conclusion in inferred(premises, trivial="all")
    for premise in proof.premises:
        replay(premise, kept, (*above, proof.conclusion))


@given(whole_graphs)
@settings(laws, max_examples=40)
def test_without_its_leaves_a_proof_is_gone(graph):
    kept = Memory(graph)
    for triple in sorted(t for t in kept.inferred() if t[0] != t[2])[:5]:
        gone = leaves(Explainer(kept).explain(triple)[0])
        if gone:
            rest = Memory([t for t in graph if t not in gone])
            proofs = Explainer(rest).explain(triple, limit=3)
            assert all(gone.isdisjoint(leaves(proof)) for proof in proofs)
            assert bool(proofs) == rest.is_inferred(triple)


@given(whole_graphs)
@laws
def test_every_clash_has_a_proof(graph):
    kept = Memory(graph)
    for clash in materialise(graph).clashes:
        for premise in clash.premises:
            proof, *_ = Explainer(kept).explain(premise)
            assert all(map(kept.is_asserted, leaves(proof)))
