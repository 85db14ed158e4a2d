"""Everybody has relations: what is shipped covers nearly all states, and pairs of them by the thousand."""

PREFIXES = "PREFIX bil: <https://w3id.org/bilateral/ns#> "
DATED = [
    "?it a bil:Event ; bil:stateRepresented ?state ; bil:startEarliest ?day",
    "?it a bil:Relation ; bil:party ?state ; bil:startEarliest|bil:attestedOn ?day",
    "?it a bil:Treaty ; bil:treatyParty ?state ; bil:signed|bil:entryIntoForce ?day",
]
TIES = {
    "missions": """?tie a bil:Mission ; bil:sendingState ?one .
        { ?tie bil:receivingState ?other } UNION { ?tie bil:accreditedTo ?other }""",
    "relations": "?tie bil:party ?one , ?other . FILTER NOT EXISTS { ?tie a bil:VotingAgreement }",
    "events": "?tie a bil:Event ; bil:stateRepresented ?one , ?other .",
}


def test_at_least_195_states_have_a_dated_relation_or_event(whole_world):
    queries = (f"{PREFIXES} SELECT DISTINCT ?state {{ ?state a bil:State . {each} }}" for each in DATED)
    assert len({row["state"] for query in queries for row in whole_world.rows(query)}) >= 195


def test_at_least_5000_pairs_have_a_relation_of_their_own(whole_world):
    pairs = set()
    for tie in TIES.values():
        query = f"{PREFIXES} SELECT DISTINCT ?one ?other {{ {tie} ?one a bil:State . ?other a bil:State }}"
        rows = whole_world.rows(query)
        pairs |= {frozenset((row["one"], row["other"])) for row in rows if row["one"] != row["other"]}
    assert len(pairs) >= 5000


def test_an_organisation_says_that_its_list_of_members_has_gaps(whole_world):
    rows = whole_world.rows(
        PREFIXES
        + """SELECT DISTINCT ?organisation WHERE { ?organisation a bil:IntergovernmentalOrganisation .
            ?coverage bil:coversParty ?organisation ; bil:complete false }"""
    )
    named = {row["organisation"] for row in rows}
    assert {"organisation/aiib", "organisation/commonwealth", "organisation/ecowas"} <= named
