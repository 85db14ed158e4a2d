"""Tables by year, compared with a plain computation, and on small graphs where every cell is known."""

import csv
import io
import re
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.explore.graph.graph import Graph
from bilateral.explore.research import codebook, measures, year_tables
from bilateral.explore.research.event_table import events
from bilateral.explore.research.year_tables import TableRequestError, dyad_years, read_request, state_years
from bilateral.explore.research.year_values import Window
from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

SEEDS = Path(__file__).parent.parent.parent / "seeds"
BIL = "PREFIX bil: <https://w3id.org/bilateral/ns#>\n"
SMALL = """
PREFIX : <https://w3id.org/bilateral/id/> PREFIX bil: <https://w3id.org/bilateral/ns#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX state: <https://w3id.org/bilateral/id/state/>
PREFIX status: <https://w3id.org/bilateral/id/status/> PREFIX scheme: <https://w3id.org/bilateral/id/scheme/>
state:A a bil:Polity ; bil:iso3 "AAA" . state:B a bil:Polity ; bil:iso3 "BBB" .
state:C a bil:Polity ; bil:iso3 "CCC" ; bil:cow "365" .
<urn:old> a bil:Polity . bil:Visit <http://www.w3.org/2000/01/rdf-schema#subClassOf> bil:Event .
<urn:code1> a bil:CodeAssignment ; bil:codeOf <urn:old> ; bil:codeScheme scheme:cow ; bil:code "365" ;
  bil:startEarliest "2000-05-01"^^xsd:date ; bil:endLatest "2001-06-01"^^xsd:date .
<urn:code2> a bil:CodeAssignment ; bil:codeOf state:B ; bil:codeScheme scheme:iso3 ; bil:code "OLD" ;
  bil:endLatest "2002-01-01"^^xsd:date .
<urn:visit> a bil:Visit , bil:Event ; bil:status status:occurred ; bil:visitor state:A ; bil:place state:B ;
  bil:stateRepresented state:A , state:B ;
  bil:startEarliest "2001-02-03"^^xsd:date ; bil:startLatest "2001-02-03"^^xsd:date .
<urn:back> a bil:Visit , bil:Event ; bil:status status:occurred ; bil:visitor state:B ; bil:place state:A ;
  bil:stateRepresented state:B , state:A ;
  bil:startEarliest "2001-03-03"^^xsd:date ; bil:startLatest "2001-03-03"^^xsd:date .
<urn:unsure> a bil:Visit , bil:Event ; bil:status status:occurred ; bil:visitor state:B ; bil:place state:A ;
  bil:stateRepresented state:B , state:A ;
  bil:startEarliest "2001-01-01"^^xsd:date ; bil:startLatest "2002-12-31"^^xsd:date .
<urn:seen> a bil:Mission ; bil:sendingState state:A ; bil:receivingState state:B ; bil:accreditedTo state:C ;
  bil:attestedOn "2002-11-13"^^xsd:date .
<urn:covers> a bil:Coverage ; bil:coveredBy <urn:list> ; bil:coversClass bil:Visit ; bil:coversParty state:A ;
  bil:startEarliest "2000-01-01"^^xsd:date ; bil:endLatest "2002-06-30"^^xsd:date ; bil:complete true .
<urn:gaps> a bil:Coverage ; bil:coveredBy <urn:list> ; bil:coversClass bil:Mission ;
  bil:startEarliest "2000-01-01"^^xsd:date ; bil:endLatest "2002-12-31"^^xsd:date ; bil:complete false .
"""


def request(graph, **given):
    given = {name.rstrip("_"): str(value) for name, value in given.items()}
    return read_request(given, measures.measures(graph.content), 2026)


def table(make, graph, **given):
    text = "".join(make(graph, request(graph, **given)))
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A graph of three states and one that is no more."""
    data = tmp_path_factory.mktemp("small") / "data"
    build_store(data, parse(SMALL.encode(), media_type="text/turtle"))
    with Snapshot(data) as snapshot:
        yield Graph(snapshot)


@pytest.fixture(scope="module")
def whole(world):
    """The table of all pairs of this checkout from 1946 to 2025: its cells that say something, by column."""
    graph = Graph(world.snapshot)
    lines = "".join(dyad_years(graph, request(graph, from_=1946, to=2025, codes="iso3"))).splitlines()
    found = {name: {} for name in lines[0].split(",")[3:]}
    for line in lines[1:]:
        # A million rows say nothing: a dictionary of each would take gigabytes.
        if not line.endswith("," * len(found)):
            year, one, other, *cells = line.split(",")
            for name, cell in zip(found, cells, strict=True):
                if cell not in {"", "0"}:
                    found[name][one, other, int(year)] = cell
    return found


def same(found, expected):
    """Compare large dictionaries by what differs."""
    return {
        key: (found.get(key), expected.get(key))
        for key in found.keys() | expected.keys()
        if found.get(key) != expected.get(key)
    } == {}


def code(state):
    return state.rpartition("/")[2]


def by_hand(world, found):
    """Return counts as cells of the table, of present states only."""
    known = {row["c"] for row in world.rows(BIL + "SELECT ?c { ?s a bil:Polity ; bil:iso3 ?c }")}
    return {
        (one, other, year): str(number)
        for (one, other, year), number in found.items()
        if {one, other} <= known and 1946 <= year <= 2025 and number
    }


def test_there_is_one_row_for_each_pair(world):
    graph = Graph(world.snapshot)
    rows = table(dyad_years, graph, from_=2020, to=2020, codes="iso3", measures="visits")
    states = {row["c"] for row in world.rows(BIL + "SELECT ?c { ?s a bil:State ; bil:iso3 ?c }")}
    pairs = [(row["iso3_1"], row["iso3_2"]) for row in rows]
    assert set(combinations(sorted(states), 2)) <= {tuple(sorted(pair)) for pair in pairs}
    assert len({tuple(sorted(pair)) for pair in pairs}) == len(pairs)
    directed = table(dyad_years, graph, from_=2020, to=2020, codes="iso3", measures="visits", directed="true")
    assert len(directed) == 2 * len(rows)


@pytest.mark.parametrize("level", ["", "heads-of-state", "heads-of-government", "foreign-ministers", "mixed"])
def test_meetings_are_those_of_a_plain_count(whole, world, level):
    events = defaultdict(set)
    days = {}
    select = "SELECT ?e ?s ?a ?b ?l { ?e a bil:Meeting ; bil:status ?status ; bil:stateRepresented ?s ;"
    select += " bil:startEarliest ?a ; bil:startLatest ?b OPTIONAL { ?e bil:level ?l } }"
    for row in world.rows(BIL + select.replace("?status", "<https://w3id.org/bilateral/id/status/occurred>")):
        if row["a"][:4] == row["b"][:4] and level in {"", row.get("l", "/").rpartition("/")[2]}:
            events[row["e"]].add(code(row["s"]))
            days[row["e"]] = int(row["a"][:4])
    counts = Counter(
        (one, other, days[event])
        for event, states in events.items()
        for one, other in combinations(sorted(states), 2)
    )
    name = f"meetings_{level.replace('-', '_')}".rstrip("_")
    assert same(whole[name], by_hand(world, counts))


def test_votes_are_those_of_the_file_of_seeds(whole):
    rows = list(csv.DictReader((SEEDS / "reference" / "votes.csv").read_text("utf-8").splitlines()))
    expected = {(*sorted((row["party_a"], row["party_b"])), int(row["year"])): row for row in rows}
    for name in ("votes_compared", "votes_alike"):
        assert same(whole[name], {key: row[name] for key, row in expected.items() if row[name] != "0"})
    shares = {key: int(row["votes_alike"]) / int(row["votes_compared"]) for key, row in expected.items()}
    assert [
        key
        for key, share in shares.items()
        if abs(float(whole["votes_agreement"].get(key, 0)) - share) > 0.0001
    ] == []


def test_shared_organisations_are_those_of_a_plain_count(whole, world):
    select = (
        "SELECT ?m ?s ?o ?a ?e { ?m bil:member ?s ; bil:organisation ?o ; bil:role/a bil:FullMemberRole ;"
    )
    select += " bil:standing <https://w3id.org/bilateral/id/standing/confirmed> ; bil:startLatest ?a"
    members = defaultdict(set)
    for row in world.rows(f"{BIL}{select} OPTIONAL {{ ?m bil:endEarliest ?e }} }}"):
        for year in range(1946, 2026):
            if row["a"] <= f"{year}-12-31" and row.get("e", "9999") >= f"{year}-01-01":
                members[row["o"], year].add(code(row["s"]))
    counts = Counter(
        (one, other, year)
        for (_, year), states in members.items()
        for one, other in combinations(sorted(states), 2)
    )
    assert same(whole["shared_organisations"], by_hand(world, counts))


def test_a_column_with_a_direction_goes_one_way_or_both_ways_together(small):
    both = table(dyad_years, small, from_=2001, to=2001, codes="iso3", directed="true", measures="visits")
    visits = {(row["iso3_1"], row["iso3_2"]): row["visits"] for row in both}
    assert (visits["AAA", "BBB"], visits["BBB", "AAA"]) == ("1", "1")
    once = table(dyad_years, small, from_=2001, to=2001, codes="iso3", measures="visits")
    assert [row["visits"] for row in once if row["iso3_2"] == "BBB"] == ["2"]


def test_zeros_stand_where_a_complete_dataset_covers_the_whole_year(small):
    rows = table(dyad_years, small, from_=1999, to=2002, codes="iso3", measures="visits missions")
    found = {(row["iso3_1"], row["iso3_2"], row["year"]): row for row in rows}
    visits = [found["AAA", "BBB", year]["visits"] for year in ("1999", "2000", "2001", "2002")]
    assert visits == ["", "0", "2", ""]
    assert found["BBB", "CCC", "2002"]["visits"] == ""
    assert found["AAA", "BBB", "2000"]["missions"] == ""


def test_what_is_only_attested_counts_in_that_year_for_all_whom_it_is_for(small):
    rows = table(dyad_years, small, from_=2001, to=2003, codes="iso3", measures="missions")
    found = {(row["iso3_1"], row["iso3_2"], row["year"]): row["missions"] for row in rows}
    assert {key for key, number in found.items() if number} == {
        ("AAA", "BBB", "2002"),
        ("AAA", "CCC", "2002"),
    }
    (sender,) = [row for row in table(state_years, small, from_=2002, to=2002) if row["iso3"] == "AAA"]
    assert (sender["missions_out"], sender["missions_in"]) == ("1", "")


def test_a_code_stands_for_one_in_some_years_and_for_another_in_others(small):
    """The first is a state that is no more; the other has the code whenever that does not."""
    rows = table(state_years, small, from_=1999, to=2003, codes="cow")
    assert [(row["year"], row["cow"]) for row in rows] == [
        ("2000", "365"),
        ("2001", "365"),
        ("1999", "365"),
        ("2002", "365"),
        ("2003", "365"),
    ]


def test_events_are_a_row_each(small):
    rows = table(events, small, from_=2001, to=2001, codes="iso3")
    assert [row["event"] for row in rows] == ["urn:unsure", "urn:visit", "urn:back"]
    assert (rows[1]["state"], rows[1]["first"]) == ("AAA;BBB", "2001-02-03")


def test_names_of_columns_are_good_for_every_statistics_program(world):
    graph = Graph(world.snapshot)
    names = [
        *table(dyad_years, graph, from_=2020, to=2020)[0],
        *table(state_years, graph, from_=2020, to=2020)[0],
    ]
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]{0,31}", name)] == []


def test_the_codebook_says_what_every_column_means(world):
    graph = Graph(world.snapshot)
    book = codebook.codebook(graph)
    told = {column["name"] for measure in book["measures"] for column in measure["columns"]}
    told |= {f"{each}_{side}" for each in book["codes"] for side in (1, 2)} | {"year"}
    assert set(table(dyad_years, graph, from_=2020, to=2020)[0]) == told
    text = codebook.as_markdown(book)
    assert [each["how"] for each in book["measures"] if each["how"] not in text] == []


def test_the_codebook_names_what_is_covered(small):
    (visits,) = [each for each in codebook.codebook(small)["measures"] if each["name"] == "visits"]
    assert visits["covered"][0] | {"document": "", "title": ""} == {
        "document": "",
        "title": "",
        "of": "state/A",
        "from": "2000-01-01",
        "until": "2002-06-30",
        "complete": True,
    }


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"from_": "x"}, "'x' is no year"),
        ({"from_": 2000, "to": 1999}, "are no years for a table"),
        ({"from_": 1000, "to": 2000}, "write 1 to 300 years"),
        ({"directed": "maybe"}, "true or false"),
        ({"codes": "iso9"}, "there is no 'iso9' among codes"),
        ({"measures": "love"}, "there is no 'love' among measures"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(small, given, reason):
    with pytest.raises(TableRequestError, match=reason):
        request(small, **given)


@given(st.integers(1940, 2030), st.integers(0, 40), st.integers(1930, 2040), st.integers(1930, 2040))
def test_the_years_of_a_spell_are_those_of_it_in_the_window(first, more, since, until):
    window = Window(first, first + more, 2026)
    years = window.years(since, until)
    expected = [year for year in range(first, first + more + 1) if since <= year <= until]
    assert [first + index for index in range(years.bit_length()) if years >> index & 1] == expected


def test_no_text_of_a_table_is_a_formula():
    assert year_tables._quoted("=1+1") == "'=1+1"  # noqa: SLF001  # codes come from anybody's graph
