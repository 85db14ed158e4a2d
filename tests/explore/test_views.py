"""Views: what the columns of an answer allow, and what is drawn of it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.explore.graph.graph import Graph
from bilateral.explore.graph.reading import Reading
from bilateral.explore.pictures import network_layout
from bilateral.explore.questions import answer_views
from bilateral.explore.questions.answer_views import AnswerTable
from bilateral.rdf.iris import ID
from bilateral.rdf.terms import XSD, iri, literal
from bilateral.rdf.vocabulary import BIL

CHINA, RUSSIA = iri(ID + "state/CHN"), iri(ID + "state/RUS")
WANG, LAVROV = iri(ID + "person/wang-yi"), iri(ID + "person/sergey-lavrov")
DAY = literal("2025-07-13", datatype=XSD + "date")


def number(value):
    return literal(str(value), datatype=XSD + "integer")


@pytest.fixture(scope="module")
def about(world):
    return Reading(Graph(world.snapshot), ("en",), date(2025, 12, 1))


def answer(*rows, columns="abc", triples=False):
    return AnswerTable(tuple(columns[: len(rows[0])]), list(rows), len(rows), more=False, triples=triples)


@pytest.mark.parametrize(
    ("rows", "offered"),
    [
        ([(literal("x"),)], {"table"}),
        ([(CHINA, number(3)), (RUSSIA, number(4))], {"table", "bars", "map"}),
        ([(CHINA, RUSSIA)], {"table", "map", "graph"}),
        ([(WANG, LAVROV)], {"table", "graph"}),
        ([(WANG, DAY)], {"table", "timeline"}),
        ([(None, None)], {"table"}),
    ],
)
def test_columns_tell_which_views_there_are(about, rows, offered):
    assert set(answer_views.choose(about, answer(*rows)).offered) == offered


def test_bars_are_as_long_as_their_numbers(about):
    chart = answer_views.choose(about, answer((CHINA, number(3)), (RUSSIA, number(-4))), "bars").picture
    assert [(bar.title, bar.number) for bar in chart.bars] == [("China", 3), ("Russia", -4)]
    assert (chart.low, chart.high) == (-4, 3)


def test_a_map_has_the_largest_number_of_a_state_and_counts_rows_without_one(about):
    def levels(*rows):
        tiles = answer_views.choose(about, answer(*rows), "map").picture
        return {tile.code: tile.level for tile in tiles if tile.level}

    assert levels((CHINA, number(4)), (RUSSIA, number(1)), (RUSSIA, number(2))) == {"CHN": 4, "RUS": 2}
    assert levels((CHINA, WANG), (CHINA, LAVROV), (RUSSIA, LAVROV)) == {"CHN": 4, "RUS": 2}


def test_a_timeline_of_dates_is_named_after_what_stands_beside_them(about):
    (mark,) = answer_views.choose(about, answer((DAY, WANG)), "timeline").picture.marks
    assert mark.item.title == "Wang Yi, 13 July 2025"


def test_a_network_of_triples_names_its_ties(about):
    network = answer_views.choose(
        about, answer((WANG, BIL["metWith"], LAVROV), triples=True), "graph"
    ).picture
    assert {spot.node.text for spot in network.spots} == {"Wang Yi", "Sergey Lavrov"}
    assert [line.title for line in network.lines] == [about.node(BIL["metWith"]).text]


def test_a_large_network_says_what_it_leaves_out(about):
    rows = [(iri(f"http://e/{number}"), WANG) for number in range(200)]
    network = answer_views.choose(about, answer(*rows), "graph").picture
    assert len(network.spots) == 80
    assert len(network.lines) + network.left_out == 200


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 12).flatmap(
        lambda count: st.tuples(
            st.just(count), st.lists(st.tuples(*[st.integers(0, max(0, count - 1))] * 2), max_size=20)
        )
    )
)
def test_every_node_stands_inside_the_picture_in_its_own_place(network):
    count, edges = network
    points = network_layout.place(count, edges if count else [], 100, 50)
    assert len(set(points)) == count
    assert all(0 <= x <= 100 and 0 <= y <= 50 for x, y in points)
    assert points == network_layout.place(count, edges if count else [], 100, 50)
