"""Heads of state and government: every state has them, and a newer source overrules an older."""

import pytest
from tests.conftest import ROOT

CATALOG = ROOT / "queries" / "catalog"
TENURES = """PREFIX bil: <https://w3id.org/bilateral/ns#>
SELECT DISTINCT ?state WHERE { ?state a bil:State .
  FILTER NOT EXISTS {
    ?office a bil:%s ; bil:officeOf|bil:unionOfficeOf ?state .
    ?tenure bil:office ?office ; bil:holder ?person } }"""


@pytest.mark.parametrize("office", ["HeadOfStateOffice", "HeadOfGovernmentOffice"])
def test_every_state_has_somebody_in_the_office(whole_world, office):
    assert whole_world.rows(TENURES % office) == []


def test_what_a_newer_source_overrules_stays_and_says_so(whole_world):
    rows = whole_world.rows("""PREFIX bil: <https://w3id.org/bilateral/ns#>
        SELECT ?old ?new WHERE { ?office bil:officeOf <https://w3id.org/bilateral/id/state/VNM> .
          ?a bil:office ?office ; bil:holder ?old ; bil:supersededBy/bil:holder ?new } ORDER BY ?old""")
    assert rows == [
        {"old": "person/luong-cuong", "new": "person/to-lam"},
        {"old": "person/pham-minh-chinh", "new": "person/le-minh-hung"},
    ]


def test_questions_leave_out_what_a_newer_source_overrules(whole_world):
    query = (CATALOG / "heads-of-state.rq").read_text("utf-8")
    dated = query.replace("?_date_date", '"2026-11-01"^^<http://www.w3.org/2001/XMLSchema#date>')
    asked = dated.replace('SELECT DISTINCT "2026-11-01"^^<http://www.w3.org/2001/XMLSchema#date>', "SELECT")
    holders = [row["holder"] for row in whole_world.rows(asked) if row["state"] == "state/VNM"]
    assert holders == ["person/to-lam"]
