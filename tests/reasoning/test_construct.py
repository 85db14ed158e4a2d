"""Rules of the domain: what they conclude, and how they are refused."""

import pytest

from bilateral.errors import InputError, Refused
from bilateral.reasoning.bulk.materialise import materialise
from bilateral.reasoning.rules.domain_rules import load_rules

_XSD = "http://www.w3.org/2001/XMLSchema#"


def load(tmp_path, text):
    path = tmp_path / "rule.rq"
    path.write_text(text, encoding="utf-8")
    return load_rules([path])


def names(triples):
    return {tuple(term.strip("<>").rpartition("/")[2] for term in triple) for triple in triples}


def e(*terms):
    return tuple(term if term[0] == '"' else f"<http://e/{term}>" for term in terms)


SHARES = """# Two members of one organisation share it.
PREFIX : <http://e/>
CONSTRUCT { ?a :sharesWith ?b . ?b :sharesWith ?a }
WHERE { ?a :memberOf ?o . ?b :memberOf ?o ; a :State . FILTER(?a != ?b) }
"""
MEMBERS = [e("x", "memberOf", "o"), e("y", "memberOf", "o")]
STATES = [
    (term, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "<http://e/State>") for term in e("x", "y")
]


def inferred(triples, rules):
    return {triple for triple in materialise(triples, rules).inferred if triple[1].startswith("<http://e/")}


def test_a_rule_concludes_each_of_its_triples_where_its_filter_holds(tmp_path):
    found = inferred(MEMBERS + STATES, load(tmp_path, SHARES))
    assert names(found) == {("x", "sharesWith", "y"), ("y", "sharesWith", "x")}


def test_a_rule_is_named_by_its_file_and_told_by_its_first_comment(tmp_path):
    (rule,) = load(tmp_path, SHARES)
    assert (rule.name, rule.text) == ("rule", "Two members of one organisation share it.")


def test_rules_and_owl_are_one_fixpoint(tmp_path):
    chain = "PREFIX : <http://e/> CONSTRUCT { ?x :p ?z } WHERE { ?x :p ?y . ?y :p ?z }"
    sub = [("<http://e/q>", "<http://www.w3.org/2000/01/rdf-schema#subPropertyOf>", "<http://e/p>")]
    found = inferred([e("a", "q", "b"), e("b", "q", "c"), e("c", "p", "d"), *sub], load(tmp_path, chain))
    assert e("a", "p", "d") in found


@pytest.mark.parametrize(
    ("left", "operator", "right", "holds"),
    [
        (f'"2024-01-31"^^<{_XSD}date>', "<", f'"2024-02-01"^^<{_XSD}date>', True),
        (f'"2024-02-01"^^<{_XSD}date>', "<", f'"2024-01-31"^^<{_XSD}date>', False),
        (f'"-0044"^^<{_XSD}gYear>', "<", f'"1945"^^<{_XSD}gYear>', True),
        (f'"10"^^<{_XSD}integer>', ">", f'"9.5"^^<{_XSD}decimal>', True),
        (f'"1"^^<{_XSD}integer>', "=", f'"1.0"^^<{_XSD}double>', True),
        (f'"1"^^<{_XSD}integer>', "!=", f'"01"^^<{_XSD}integer>', False),
        ('"a"', "<", '"b"', True),
        ('"a"', "<", f'"1"^^<{_XSD}integer>', False),
        ('"a"', ">=", f'"1"^^<{_XSD}integer>', False),
        (
            f'"2024-01-01T00:00:00Z"^^<{_XSD}dateTime>',
            "<=",
            f'"2024-01-01T02:00:00+02:00"^^<{_XSD}dateTime>',
            True,
        ),
        (f'"2024"^^<{_XSD}gYear>', "<", f'"2025-01-01"^^<{_XSD}date>', False),
    ],
)
def test_filters_compare_by_value_and_a_type_error_is_false(tmp_path, left, operator, right, holds):
    where = f"{{ ?x :l ?l ; :r ?r FILTER(?l {operator} ?r) }}"
    rule = f"PREFIX : <http://e/> CONSTRUCT {{ ?x :yes ?x }} WHERE {where}"
    found = inferred([e("x", "l", left), e("x", "r", right)], load(tmp_path, rule))
    assert (e("x", "yes", "x") in found) is holds


P = "PREFIX : <http://e/>\n"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (P + "CONSTRUCT { ?x :p ?y } WHERE {\n ?x :q ?y\n OPTIONAL { ?y :r ?z } }", 4, "OPTIONAL is outside"),
        (P + "CONSTRUCT { ?x :p ?y } WHERE {\n { ?x :q ?y } UNION { ?y :q ?x } }", 3, "expected a term"),
        (P + "CONSTRUCT { ?x :p ?y } WHERE {\n ?x :q/:r ?y }", 3, "property paths"),
        (P + "CONSTRUCT { ?x :p ?y } WHERE {\n ?x ^:q ?y }", 3, "property paths"),
        (P + "CONSTRUCT { ?x :p ?y } WHERE {\n ?x ?p ?y }", 3, "predicates are IRIs"),
        (P + "CONSTRUCT { ?x :p ?z }\nWHERE { ?x :q ?y }", 2, "?z is concluded but not bound"),
        (P + "CONSTRUCT { ?x :p [] }\nWHERE { ?x :q ?y }", 2, "blank node"),
        (P + "CONSTRUCT { ?x :p _:b }\nWHERE { ?x :q ?y }", 2, "blank node"),
        (P + 'CONSTRUCT { "x" :p ?x }\nWHERE { ?x :q ?y }', 2, "literal cannot be the subject"),
        (P + "CONSTRUCT { ?x :p ?y }\nWHERE { ?x :q ?y } GROUP BY ?x", 3, "GROUP is outside"),
        (P + "CONSTRUCT { ?x :p ?y } WHERE { ?x :q ?y\nFILTER(STRLEN(?y) > 3) }", 3, "functions"),
        (P + "CONSTRUCT { ?x :p ?y } WHERE { ?x :q ?y\nFILTER(?y > 3 || ?y < 1) }", 3, "two rules"),
        (P + "CONSTRUCT { ?x :p ?y } WHERE { ?x :q ?y\nFILTER(?z > 3) }", 3, "?z is compared but not bound"),
        (P + "CONSTRUCT { ?x :p ?y } WHERE { ?x :q ?y\nBIND(?y AS ?z) }", 3, "BIND is outside"),
        (P + "CONSTRUCT { ?x r:p ?y }\nWHERE { ?x :q ?y }", 2, "prefix r: is not declared"),
        (P + "SELECT ?x\nWHERE { ?x :q ?y }", 2, "SELECT is outside"),
        (P + "CONSTRUCT WHERE { ?x :q ?y }", 2, "only what it requires"),
        (P + "CONSTRUCT { ?x :p ?y } WHERE {\n ?x :q ?y", 3, "end of the file"),
        (P + "CONSTRUCT { ?x :p ?y } WHERE {\n ?x :q \\ }", 3, "not SPARQL"),
    ],
)
def test_what_is_outside_the_fragment_is_refused_with_its_line(tmp_path, text, line, reason):
    with pytest.raises(InputError) as refusal:
        load(tmp_path, text)
    assert refusal.value.line == line
    assert reason in refusal.value.reason
    assert str(refusal.value).startswith(f"{tmp_path / 'rule.rq'}:{line}: ")


def test_all_files_that_are_refused_are_named_at_once(tmp_path):
    paths = [tmp_path / name for name in ("one.rq", "two.rq")]
    for path in paths:
        path.write_text("ASK {}", encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        load_rules(paths)
    assert [problem.path for problem in refusal.value.problems] == paths
