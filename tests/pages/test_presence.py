"""Who was there: the hosts of visits, and those who take part; never a polity for the place alone."""

from datetime import date

from bilateral.explore import pairs
from bilateral.explore.graph.graph import Graph
from bilateral.explore.graph.reading import Reading
from bilateral.rdf.iris import entity

PREFIX = "PREFIX bil: <https://w3id.org/bilateral/ns#> "
ON_THE_SOIL_OF_A_THIRD = (
    PREFIX
    + """SELECT DISTINCT ?place ?other WHERE {
  ?event a bil:Meeting ; bil:place|bil:takesPlaceIn ?place ; bil:stateRepresented ?other .
  ?place a bil:State .
  FILTER NOT EXISTS { ?event bil:stateRepresented ?place }
} ORDER BY ?place ?other"""
)
BOTH = (
    PREFIX
    + """SELECT DISTINCT ?event WHERE {
  ?event a ?kind ; bil:stateRepresented %s , %s .
  VALUES ?kind { bil:Meeting bil:Visit }
}"""
)
HOST = PREFIX + "ASK { %s bil:stateRepresented %s }"


def test_meetings_of_others_on_their_soil_are_none_of_a_pair(site):
    for path in ("/relation/CHE-RUS", "/relation/CHE-RUS.csv"):
        text = site.get(path, "*/*").get_data(as_text=True)
        assert "Kerry" not in text
        assert "Biden" not in text


def test_a_pair_has_the_events_at_which_both_are_represented(world):
    found = world.rows(ON_THE_SOIL_OF_A_THIRD)
    assert {"state/CHE", "state/FRA"} <= {row["place"] for row in found}
    about = Reading(Graph(world.snapshot), ("en",), date(2026, 1, 1))
    for row in found:
        one, other = entity(row["place"]), entity(row["other"])
        expected = len(world.rows(BOTH % (one, other)))
        assert pairs.describe(about, one, other).meetings.total == expected, row


def test_a_visit_has_its_host(world):
    visit = entity("visit/vladimir-putin-china-2022-02")
    assert world.ask(HOST % (visit, entity("state/CHN")))
    assert world.ask(HOST % (entity("visit/vladimir-putin-usa-2001-11-12"), entity("state/USA")))
    assert not world.ask(HOST % (visit, entity("place/asia")))
