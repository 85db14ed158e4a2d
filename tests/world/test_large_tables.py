"""What only the large tables have: missions, treaties and visits."""

from datetime import date

import pytest

from bilateral.explore import pairs
from bilateral.explore.entity import description
from bilateral.explore.entity.page_tables import Focus
from bilateral.explore.graph.graph import Graph
from bilateral.explore.graph.reading import Reading
from bilateral.rdf.iris import entity

COUNT = (
    "PREFIX bil: <https://w3id.org/bilateral/ns#> SELECT (COUNT(DISTINCT ?it) AS ?n) WHERE { ?it a bil:%s }"
)


@pytest.fixture(scope="module")
def graph(whole_world):
    return Graph(whole_world.snapshot)


def pair(graph, one, other, day=None):
    about = Reading(graph, ("en",), date(2025, 12, 1), day)
    return pairs.describe(about, entity(f"state/{one}"), entity(f"state/{other}"), Focus(whole=True))


@pytest.mark.parametrize(("kind", "least"), [("Mission", 8088), ("Treaty", 7584), ("Visit", 7445)])
def test_all_rows_of_the_large_tables_are_there(whole_world, kind, least):
    assert int(whole_world.rows(COUNT % kind)[0]["n"]) >= least


def test_a_pair_shows_treaties_of_few_parties_and_counts_the_others(graph):
    found = pair(graph, "GBR", "CHN")
    assert found.treaties.total == len(found.treaties.rows) > 50
    assert all(2 <= len(row.cells["who"]) <= 10 for row in found.treaties.rows)
    assert found.large_treaties > 300


def test_a_pair_of_a_day_has_no_treaty_that_was_signed_later(graph):
    shown = pair(graph, "GBR", "CHN", date(1950, 1, 1)).treaties
    assert 0 < shown.total < pair(graph, "GBR", "CHN").treaties.total
    assert all(row.cells["date"][0].node.machine < "1950" for row in shown.rows)


def test_a_pair_shows_the_embassy_elsewhere_that_is_in_charge(graph):
    (missions,) = (table for table in pair(graph, "NZL", "GEO").relations if table.slug == "mission")
    assert {row.cells["what"][0].node.text for row in missions.rows} == {
        "Embassy of Georgia in Australia",
        "Embassy of New Zealand in Poland",
    }


def test_the_page_of_a_state_has_its_treaties_latest_first(graph):
    about = Reading(graph, ("en",), date(2025, 12, 1))
    tables = {table.slug: table for table in description.describe(about, entity("state/GBR")).tables}
    dates = [row.cells["date"][0].node.machine for row in tables["treaties"].rows]
    assert tables["treaties"].total > 7000
    assert dates == sorted(dates, reverse=True)
    assert "mission" in tables


def test_a_meeting_on_a_journey_is_part_of_it(whole_world):
    rows = whole_world.rows(
        "PREFIX bil: <https://w3id.org/bilateral/ns#> SELECT ?visit WHERE { "
        "<https://w3id.org/bilateral/id/meeting/george-w-bush-rus-2001-06-16> bil:during ?visit }"
    )
    assert [row["visit"][:17] for row in rows] == ["visit/us-travels-"]
