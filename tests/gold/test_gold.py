"""The 89 facts and claims of the seed report are in the graph; none of its 12 traps is fallen into."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

GOLD = yaml.safe_load((Path(__file__).parent / "gold.yaml").read_text("utf-8"))
PREFIXES = GOLD["prefixes"]
DOCUMENT = "russia-china-talks-2025-07-13"
GRAPH = f"<../graph/{DOCUMENT}>"
ROWS = {row["row"]: row for row in GOLD["rows"]}
STATEMENTS = [
    pytest.param(name, expected, id=f"{row}-{name}")
    for row, entry in ROWS.items()
    for name, expected in entry.get("statements", {}).items()
]
TRAPS = {str(trap["trap"]): trap for trap in GOLD["traps"]}
CLASSES = {
    "report": "bil:Report",
    "plan": "bil:Plan",
    "claim": "bil:Claim",
    "characterisation": "bil:Characterisation",
}


def with_key(key):
    return [pytest.param(entry, id=row) for row, entry in ROWS.items() if key in entry]


def holds(world, pattern, *, reasoning=True):
    return world.ask(f"{PREFIXES} ASK {{ {pattern} }}", reasoning=reasoning)


def values(world, name, path):
    triple = f"<statement/{DOCUMENT}-{name}> {path} ?x"
    query = f"{PREFIXES} SELECT ?x WHERE {{ GRAPH {GRAPH} {{ {triple} }} }} ORDER BY ?x"
    return [row["x"] for row in world.rows(query)]


def test_every_row_is_here_once():
    letters = {"A": 7, "B": 14, "C": 8, "D": 7, "E": 16, "F": 9, "G": 24, "H": 4}
    assert list(ROWS) == [f"{letter}{n}" for letter, last in letters.items() for n in range(1, last + 1)]
    assert len(GOLD["rows"]) == len(ROWS)


@pytest.mark.parametrize("entry", GOLD["rows"], ids=list(ROWS))
def test_every_row_has_something_that_shows_it(entry):
    assert entry.keys() & {"statements", "ask", "inferred", "none", "select"}


@pytest.mark.parametrize(("name", "expected"), STATEMENTS)
def test_a_statement_says_what_the_row_says(world, name, expected):
    content = [values(world, name, f"rdf:{part}")[0] for part in ("subject", "predicate", "object")]
    assert content == expected["says"]
    assert values(world, name, "a") == [CLASSES[expected["kind"]]]
    assert values(world, name, "bil:speaker") == expected.get("speakers", [])
    assert values(world, name, "bil:wording") == ([expected["wording"]] if "wording" in expected else [])


@pytest.mark.parametrize(("name", "expected"), STATEMENTS)
def test_only_what_is_reported_is_asserted(world, name, expected):
    asserted = world.ask(
        f"{PREFIXES} ASK {{ GRAPH {GRAPH} {{ <statement/{DOCUMENT}-{name}> rdf:subject ?s ; rdf:predicate ?p;"
        f" rdf:object ?o }} GRAPH {GRAPH} {{ ?s ?p ?o }} }}"
    )
    reported_elsewhere = holds(
        world,
        f"<statement/{DOCUMENT}-{name}> rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ."
        f" ?report a bil:Report ; bil:reporter <document/{DOCUMENT}-original> ;"
        " rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o",
    )
    assert asserted == (expected["kind"] == "report" or reported_elsewhere)


@pytest.mark.parametrize(("name", "expected"), STATEMENTS)
def test_a_statement_points_into_the_text(world, name, expected):
    evidence = world.rows(
        f"{PREFIXES} PREFIX oa: <http://www.w3.org/ns/oa#> SELECT ?text ?quote ?start ?end WHERE {{"
        f" <statement/{DOCUMENT}-{name}> bil:evidence ?e . ?e oa:hasSource/bil:text ?text ;"
        " oa:hasSelector/oa:exact ?quote ; oa:hasSelector ?position ."
        " ?position oa:start ?start ; oa:end ?end }"
    )
    assert evidence, expected
    assert all(each["text"][int(each["start"]) : int(each["end"])] == each["quote"] for each in evidence)


@pytest.mark.parametrize("entry", with_key("ask"))
def test_a_row_holds(world, entry):
    assert holds(world, entry["ask"]), entry["statement"]


@pytest.mark.parametrize("entry", with_key("inferred"))
def test_a_row_follows_by_reasoning(world, entry):
    assert holds(world, entry["inferred"]), entry["statement"]
    assert not holds(world, entry["inferred"], reasoning=False), entry["statement"]


@pytest.mark.parametrize("entry", with_key("select"))
def test_a_row_has_the_answer(world, entry):
    assert world.rows(f"{PREFIXES} {entry['select']}") == entry["rows"], entry["statement"]


@pytest.mark.parametrize("entry", with_key("none"))
def test_a_row_is_not_minted(world, entry):
    assert not holds(world, entry["none"]), entry["statement"]


@pytest.mark.parametrize("trap", TRAPS.values(), ids=list(TRAPS))
def test_a_trap_is_avoided(world, trap):
    assert not holds(world, trap["none"]), trap["statement"]


def test_no_membership_comes_from_a_report(world):
    query = f"""{PREFIXES} PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT DISTINCT ?membership WHERE {{
          GRAPH ?graph {{ ?membership a bil:Membership }}
          ?graph prov:wasDerivedFrom ?digest . ?digest a bil:Digest
        }}"""
    assert world.rows(query) == []
