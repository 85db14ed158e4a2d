"""What sources disagree on stands on the page of an event, with each source; what they refine does not."""

import re
import shutil

import pytest

from bilateral.cli.direct_writes import open_writer
from bilateral.rdf import media_types
from bilateral.rdf.iris import PROVENANCE, graph
from bilateral.store.changes.graph_operations import EXTEND, GraphRequest

TALKS = "meeting/russia-china-foreign-ministers-2025-07-13"
PREFIXES = """
@base <https://w3id.org/bilateral/id/> .
@prefix bil: <https://w3id.org/bilateral/ns#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SOURCE = """
<document/{0}> a bil:SourceDocument ; dct:title "The {0} report" ; bil:kind "news-report" .
<https://w3id.org/bilateral/graph/{0}> prov:wasDerivedFrom <document/{0}> .
"""
ACCOUNTS = {
    "coarser": f"""<{TALKS}> bil:date "2025-07"^^xsd:gYearMonth ; bil:place <state/CHN> ;
        bil:participant <person/wang-yi> .""",
    "other": f"""<{TALKS}> bil:date "2025-07-14"^^xsd:date ; bil:place <place/tianjin> ;
        bil:participant <person/vladimir-putin> , <person/wang-yi> .""",
    "abroad": f"<{TALKS}> bil:place <state/IND> .",
}


@pytest.fixture
def tell(world, tmp_path, open_site):
    """Return what adds an account to the graph, and returns its site."""

    def tell(name):
        data = tmp_path / "data"
        shutil.copytree(world.data, data, symlinks=True)
        with open_writer(data) as writer:
            for graph_, text in ((graph(name), ACCOUNTS[name]), (PROVENANCE, SOURCE.format(name))):
                content = (PREFIXES + text).encode()
                writer.change_graph(GraphRequest(EXTEND, graph_, content, media_types.TURTLE))
        return open_site(data=data)

    return tell


def section(site):
    """Return the lines of what sources disagree on, as plain text with the numbers of sources."""
    found = re.search(r'<h2 id="disagreements">.*?</section>', site.page(f"/page/{TALKS}"), re.DOTALL)
    lines = re.findall(r"<div>(.*?)</div>", found[0], re.DOTALL) if found else []
    return [
        " ".join(re.sub(r"<a class=.why.*?</a>|<small.*?</small>|<[^>]+>", " ", each).split())
        for each in lines
    ]


def test_day_place_and_persons_that_differ_stand_there_with_their_sources(tell):
    when, where, who = section(tell("other"))
    assert re.fullmatch(r"when asserted: 13 July 2025( \d)+ asserted: 14 July 2025 \d", when)
    assert re.fullmatch(r"place asserted: Beijing( \d)+ asserted: Tianjin \d", where)
    assert re.fullmatch(r"who for Russia asserted: Sergey Lavrov( \d)+ asserted: Vladimir Putin \d", who)


def test_what_is_only_less_precise_is_no_disagreement(tell):
    assert section(tell("coarser")) == []


def test_a_city_is_not_in_another_state(tell):
    (line,) = section(tell("abroad"))
    assert line.startswith("place")
    assert "India" in line


def test_an_event_on_which_sources_agree_has_no_such_section(site):
    assert section(site) == []
