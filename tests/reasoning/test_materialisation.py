"""What materialising gives: triples, files, figures, clashes, the reference."""

import rdflib

from bilateral.rdf.iris import read_term
from bilateral.rdf.vocabulary import OWL, RDF, RDFS
from bilateral.reasoning.bulk.materialise import materialise
from bilateral.reasoning.graph_closure import closure
from bilateral.reasoning.rules.domain_rules import load_rules
from bilateral.reasoning.rules.owl2rl import TEXT, rules_of


def e(local):
    return f"<http://e/{local}>"


GRAPH = [(e("p"), RDFS.domain, e("C")), (e("a"), e("p"), e("b")), (e("a"), e("p"), '"x\\ny"')]


def test_every_rule_of_the_profile_has_its_text():
    assert len(set(TEXT) - {rule.name for rule in rules_of("beyond")} - {"chain-trp", "range-int"}) == 78


def test_files_are_read_as_the_triples_they_hold(tmp_path):
    path = tmp_path / "graph.nt"
    path.write_text(
        "# a comment\n" + "".join(f"{' '.join(triple)} .\n" for triple in GRAPH), encoding="utf-8"
    )
    assert (
        set(materialise(path).inferred)
        == set(materialise([path]).inferred)
        == set(materialise(GRAPH).inferred)
    )


def test_terms_are_read_in_one_spelling(tmp_path):
    path = tmp_path / "graph.nt"
    path.write_text(
        '<http://e/a>\t<http://e/p> "x"@EN.\n'
        '<http://e/a> <http://e/p> "\\u0061"^^<http://www.w3.org/2001/XMLSchema#string> .\n'
        "<http://e/p> <http://www.w3.org/2000/01/rdf-schema#subPropertyOf> <http://e/q> .",
        encoding="utf-8",
    )
    found = {triple for triple in materialise(path).inferred if triple[1] == e("q")}
    assert found == {(e("a"), e("q"), '"x"@en'), (e("a"), e("q"), '"a"')}


def test_lines_are_n_triples_or_n_quads_of_a_graph(tmp_path):
    result = materialise([*GRAPH, (e("p"), RDFS.subPropertyOf, e("q"))])
    expected = {f"{' '.join(triple)} <urn:g> .\n" for triple in result.inferred}
    result.write(tmp_path / "inferred.nq", "<urn:g>")
    lines = (tmp_path / "inferred.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    assert set(lines) == expected
    assert len(lines) == len(expected) == result.counts["inferred"]
    assert f'{e("a")} {e("q")} "x\\ny" <urn:g> .\n' in expected


def test_literals_that_are_written_differently_are_the_same_value():
    number = read_term("xsd:integer")
    found = set(
        materialise(
            [(e("x"), OWL.sameAs, f'"1"^^{number}'), (e("y"), OWL.sameAs, f'"01"^^{number}')]
        ).inferred
    )
    assert (e("x"), OWL.sameAs, e("y")) in found


def test_a_clash_names_its_rule_bindings_and_premises():
    graph = [
        (e("C"), read_term("owl:disjointWith"), e("D")),
        (e("B"), RDFS.subClassOf, e("C")),
        (e("x"), RDF.type, e("B")),
    ]
    (clash,) = materialise([*graph, (e("x"), RDF.type, e("D"))]).clashes
    assert clash.rule == "cax-dw"
    assert clash.bindings["?x"] == e("x")
    assert set(clash.premises) == {graph[0], (e("x"), RDF.type, e("C")), (e("x"), RDF.type, e("D"))}


def test_a_value_outside_the_range_is_a_clash_that_shows_where():
    literal = '"soon"'
    (clash,) = materialise([(e("p"), RDFS.range, read_term("xsd:date")), (e("x"), e("p"), literal)]).clashes
    assert clash.rule == "dt-not-type"
    assert (e("x"), e("p"), literal) in clash.premises


def test_lexical_forms_survive_a_closure(monkeypatch):
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    graph = rdflib.Graph()
    graph.parse(
        format="turtle",
        data="@prefix : <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
        ':p rdfs:subPropertyOf :q . :a :p "01"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    )
    (value,) = closure(graph).inferred.objects(rdflib.URIRef("http://e/a"), rdflib.URIRef("http://e/q"))
    assert str(value) == "01"


def test_the_reference_runs_rules_of_the_domain_too(tmp_path):
    path = tmp_path / "back.rq"
    path.write_text("PREFIX : <http://e/> CONSTRUCT { ?y :back ?x } WHERE { ?x :q ?y }", encoding="utf-8")
    graph = [(e("p"), RDFS.subPropertyOf, e("q")), (e("a"), e("p"), e("b"))]
    for reasoner in ("native", "owlrl"):
        result = materialise(graph, load_rules([path]), reasoner=reasoner)
        assert (e("b"), e("back"), e("a")) in set(result.inferred)
        assert not result.clashes
