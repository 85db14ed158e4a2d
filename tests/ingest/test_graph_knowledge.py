"""What an analysis is told of a graph."""

import pickle

import pytest

from bilateral.analysis import knowledge as roles
from bilateral.analysis.knowledge import KnownName, KnownTenure
from bilateral.ingest.graph_knowledge import read_knowledge


@pytest.fixture(scope="module")
def known(world):
    return read_knowledge(world.snapshot)


def test_entities_have_their_names_in_english_and_kinds(known):
    told = [
        (known.entities[each].name, known.entities[each].kind)
        for each in ("state/CHN", "person/wang-yi", "place/geneva")
    ]

    assert told == [("China", "state"), ("Wang Yi", "person"), ("Geneva", "place")]


def test_names_have_roles_and_languages(known):
    assert {
        KnownName("China", "state/CHN", roles.LABEL, "en"),
        KnownName("Chinese", "state/CHN", roles.ADJECTIVE, "en"),
        KnownName("CHN", "state/CHN", roles.CODE, ""),
        KnownName("Beijing", "place/beijing", roles.LABEL, "en"),
        KnownName("Lavrov", "person/sergey-lavrov", roles.FAMILY_NAME, ""),
    } <= set(known.names)


def test_a_capital_is_a_name_of_its_state(known):
    capitals = {
        name.text for name in known.names if name.role == roles.CAPITAL and name.entity == "state/CHN"
    }

    assert "Beijing" in capitals


def test_offices_say_whose_they_are_and_whom_they_head(known):
    office = known.offices["office/foreign-minister-of-china"]

    assert (office.of, office.head_of) == ("state/CHN", "organisation/mfa-china")
    assert "ForeignMinisterOffice" in office.classes


def test_tenures_are_in_order_of_their_starts(known):
    starts = [tenure.start for tenure in known.tenures]

    assert starts == sorted(starts)
    assert (
        KnownTenure("person/sergey-lavrov", "office/foreign-minister-of-russia", "2004-03-09", "")
        in known.tenures
    )


def test_parts_members_regions_and_topics_are_told(known):
    assert known.part_of["place/beijing"] == known.part_of["organisation/mfa-china"] == "state/CHN"
    assert "state/FRA" in known.members["organisation/eu"]
    assert "place/africa" in known.regions
    assert known.topics["nuclear non-proliferation"] == "topic/nuclear-non-proliferation"


def test_a_state_is_part_of_nothing(known):
    assert not [part for part in known.part_of if part.startswith("state/")]


def test_knowledge_can_be_given_to_a_process(known):
    assert pickle.loads(pickle.dumps(known)) == known


def test_the_same_graph_gives_the_same_knowledge(known, world):
    assert read_knowledge(world.snapshot) == known
