"""Former states have names, codes and successors, and are never taken for present ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from bilateral.analysis.analysed_text import AnalysedText
from bilateral.analysis.annotation import annotate
from bilateral.analysis.mentions.knowledge_index import prepared
from bilateral.content.locations import locate
from bilateral.ingest.graph_knowledge import read_knowledge
from bilateral.names.graph_names import GraphNames
from bilateral.rdf.iris import short

ROOT = Path(__file__).parents[2]
PREFIXES = "PREFIX bil: <https://w3id.org/bilateral/ns#>"


@pytest.fixture(scope="module")
def names(whole_world):
    return GraphNames(whole_world.snapshot)


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("Germany", "state/DEU"),
        ("Federal Republic of Germany", "state/DEU"),
        ("Yemen", "state/YEM"),
        ("Russia", "state/RUS"),
        ("Vietnam", "state/VNM"),
        ("Serbia", "state/SRB"),
        ("Austria", "state/AUT"),
        ("Italy", "state/ITA"),
        ("Colombia", "state/COL"),
        ("Egypt", "state/EGY"),
        ("China", "state/CHN"),
        ("Hamburg", "place/hamburg"),
        ("the Soviet Union", "former-state/SUN"),
        ("USSR", "former-state/SUN"),
        ("Czechoslovakia", "former-state/CSK"),
        ("Tchécoslovaquie", "former-state/CSK"),
        ("Yugoslavia", "former-state/YUG"),
        ("Federal Republic of Yugoslavia", "former-state/SCG"),
        ("East Germany", "former-state/DDR"),
        ("German Democratic Republic", "former-state/DDR"),
        ("Yemen Arab Republic", "former-state/yemen-arab-republic"),
        ("Republic of Vietnam", "former-state/south-vietnam"),
        ("Austria-Hungary", "former-state/austria-hungary"),
        ("Prussia", "former-state/prussia"),
        ("United Arab Republic", "former-state/united-arab-republic"),
        ("Kosovo", "polity/kosovo"),
    ],
)
def test_a_name_means_the_present_state_unless_it_is_the_name_of_a_former_one(names, name, entity):
    found = names.find(name)
    assert (short(found[0].entity), found[0].match) == (entity, True)


def test_korea_still_means_either(names):
    assert not any(each.match for each in names.find("Korea"))


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("The Soviet Union and Czechoslovakia signed a treaty.", {"former-state/SUN", "former-state/CSK"}),
        ("The Soviet foreign minister went to East Germany.", {"former-state/SUN", "former-state/DDR"}),
        ("Germany and Yemen signed a treaty with Vietnam.", {"state/DEU", "state/YEM", "state/VNM"}),
    ],
)
def test_texts_name_former_states(whole_world, text, entities):
    mentions = annotate(AnalysedText(text), prepared(read_knowledge(whole_world.snapshot))).mentions
    assert {each.entity.id for each in mentions} >= entities


def test_a_former_state_is_no_state_and_ended_before_its_successors_did(whole_world):
    assert not whole_world.ask(f"{PREFIXES} ASK {{ ?x a bil:FormerState , bil:State }}")
    assert not whole_world.ask(
        f"""{PREFIXES} ASK {{ ?x bil:succeededBy ?y ; bil:endEarliest ?end . ?y bil:endLatest ?later
            FILTER (?later < ?end) }}"""
    )


def test_every_former_state_has_a_successor(whole_world):
    assert not whole_world.ask(
        f"""{PREFIXES} ASK {{ ?x a bil:FormerState . FILTER NOT EXISTS {{ ?x bil:succeededBy ?y }} }}"""
    )


@pytest.mark.parametrize(
    ("years", "overlap"),
    [
        (("1922", "1991", "1992", ""), False),
        (("1922", "1991", "1991", ""), True),
        (("", "", "1992", "2000"), True),
        (("", "1990", "1991", ""), False),
        (("1950", "1990", "1960", "1970"), True),
    ],
)
def test_the_check_of_codes_finds_years_that_overlap(years, overlap):
    query = next(path for path in locate(ROOT).integrity if path.stem == "codes-overlap")
    graph = Graph()
    triples = "".join(
        f"""<https://x/{name}> a bil:CodeAssignment ; bil:code "365" ; bil:codeScheme <https://x/cow> .
        {f'<https://x/{name}> bil:startEarliest "{start}-01-01"^^xsd:date .' if start else ""}
        {f'<https://x/{name}> bil:endLatest "{end}-12-31"^^xsd:date .' if end else ""}"""
        for name, start, end in (("one", *years[:2]), ("other", *years[2:]))
    )
    head = (
        "@prefix bil: <https://w3id.org/bilateral/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "
    )
    graph.parse(data=head + triples, format="turtle")
    assert bool(list(graph.query(query.read_text("utf-8")))) == overlap
