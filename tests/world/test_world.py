"""The figures that the graph of the seeds must reach, and what must hold of all of it."""

from __future__ import annotations

import csv

PREFIXES = """
PREFIX bil: <https://w3id.org/bilateral/ns#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


UN = "<https://w3id.org/bilateral/id/organisation/un>"


def count(whole_world, pattern: str, variable: str = "?x") -> int:
    (row,) = whole_world.rows(f"{PREFIXES} SELECT (COUNT(DISTINCT {variable}) AS ?n) WHERE {{ {pattern} }}")
    return int(row["n"])


def test_there_are_all_states(whole_world):
    assert count(whole_world, "?x a bil:State") == 195
    assert (
        count(
            whole_world, "?x a bil:State ; bil:everMemberOf <https://w3id.org/bilateral/id/organisation/un>"
        )
        == 193
    )


def test_there_are_organisations(whole_world):
    assert count(whole_world, "VALUES ?c { bil:IntergovernmentalOrganisation bil:Forum } ?x a ?c") >= 15


def test_there_are_dated_memberships(whole_world):
    assert count(whole_world, "?x a bil:Membership ; bil:start ?start") >= 400


def test_there_are_officials_with_tenures(whole_world):
    assert count(whole_world, "?x a bil:Person . ?t bil:holder ?x ; bil:start ?start") >= 60


def test_states_have_names_in_many_languages(whole_world):
    rows = whole_world.rows(
        f"{PREFIXES} SELECT (COUNT(DISTINCT lang(?l)) AS ?n) WHERE {{ ?s a bil:State ; rdfs:label ?l }}"
    )
    assert int(rows[0]["n"]) >= 70


def test_every_state_has_an_english_label(whole_world):
    assert not whole_world.rows(
        f"""{PREFIXES} SELECT ?x WHERE {{
            {{ ?x a bil:State }} UNION {{ ?x a bil:Economy }}
            FILTER NOT EXISTS {{ ?x rdfs:label ?l FILTER (lang(?l) = "en") }} }}"""
    )


def test_every_graph_rests_on_a_described_document(whole_world):
    rows = whole_world.rows(
        f"""{PREFIXES} SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }}
            FILTER NOT EXISTS {{ ?g prov:wasDerivedFrom ?d . ?d a bil:SourceDocument }} }} ORDER BY ?g"""
    )
    special = "<https://w3id.org/bilateral/graph/{}>"
    expected = {special.format(name) for name in ("inferred", "links", "ontology", "provenance")}
    assert {row["g"] for row in rows} == expected


def test_what_is_inferred_is_not_asserted(whole_world):
    assert not whole_world.rows(
        """SELECT ?s WHERE { GRAPH <https://w3id.org/bilateral/graph/inferred> { ?s ?p ?o }
            GRAPH ?g { ?s ?p ?o } FILTER (?g != <https://w3id.org/bilateral/graph/inferred>) } LIMIT 1"""
    )


def test_disagreeing_sources_stay_visible_side_by_side(whole_world):
    rows = whole_world.rows(
        f"""{PREFIXES} SELECT ?start WHERE {{
            ?one bil:variantOf "sco-blr-start" ; bil:start ?start ; bil:conflictsWith ?other }}
            ORDER BY ?start"""
    )
    assert [row["start"] for row in rows] == ["2024-07-04", "2024-08-08"]


def test_a_disputed_membership_makes_no_member(whole_world):
    assert not whole_world.ask(
        f"""{PREFIXES} ASK {{ <https://w3id.org/bilateral/id/state/SAU> bil:everMemberOf
            <https://w3id.org/bilateral/id/organisation/brics> }}"""
    )


def test_links_agree_with_the_verified_ids(whole_world, shared):
    with (shared / "reference" / "verified_ids.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    verified = {row["qid"]: row["label"] for row in rows if row["verified"].startswith("yes")}
    codes = {row["iso3"]: row["qid"] for row in rows if row["iso3"]}
    linked = whole_world.rows(
        f"""{PREFIXES} SELECT ?code ?item WHERE {{ ?x bil:iso3 ?code ; skos:exactMatch ?item
            FILTER (STRSTARTS(STR(?item), "http://www.wikidata.org/entity/")) }}"""
    )
    ours = {row["code"]: row["item"].removeprefix("wd:") for row in linked}
    assert {code: ours.get(code) for code in codes} == codes
    all_linked = {
        row["item"].removeprefix("wd:")
        for row in whole_world.rows(f"{PREFIXES} SELECT DISTINCT ?item WHERE {{ ?x skos:exactMatch ?item }}")
    }
    missing = {qid: label for qid, label in verified.items() if qid[0] == "Q" and qid not in all_linked}
    assert not missing
