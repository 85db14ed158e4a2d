"""Pages say what is not known: gaps in lists, who may have been represented, weak sources, who looked."""

import re

import pytest

from bilateral.explore.graph import dataset_coverage
from bilateral.explore.graph.graph import Graph
from bilateral.rdf.iris import entity
from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

COVERED = """
PREFIX bil: <https://w3id.org/bilateral/ns#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX dct: <http://purl.org/dc/terms/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX g: <https://w3id.org/bilateral/graph/> PREFIX state: <https://w3id.org/bilateral/id/state/>
<urn:one> a bil:Coverage ; bil:coveredBy <urn:visits> ; bil:coversClass bil:Visit ;
  bil:coversParty state:USA ;
  bil:startEarliest "1874-01-01"^^xsd:date ; bil:endLatest "2024-11-12"^^xsd:date ; bil:complete true .
<urn:two> a bil:Coverage ; bil:coveredBy <urn:members> ; bil:coversClass bil:Membership ; bil:complete false .
g:ontology { bil:Visit rdfs:subClassOf bil:Event . }
<urn:visits> dct:title "Visits to the United States" . <urn:members> dct:title "Members" .
"""


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize(
    ("organisation", "word"),
    [
        ("ecowas", "Not all members are here, according to Reference tables of bilateral."),
        ("council-of-europe", "Not all members are here, according to Reference tables of bilateral."),
        ("eu", "All members as of 2025 are here, according to Reference tables of bilateral."),
    ],
)
def test_an_organisation_says_whether_all_its_members_are_there(site, organisation, word):
    assert word in plain(site.page(f"/page/organisation/{organisation}"))


def test_of_two_without_an_event_it_is_said_who_looked(tmp_path):
    build_store(tmp_path, parse(COVERED.encode(), media_type="application/trig"))
    with Snapshot(tmp_path) as snapshot:
        graph = Graph(snapshot)
        covered = dataset_coverage.on_events(graph, (entity("state/TON"), entity("state/USA")))
        others = dataset_coverage.on_events(graph, (entity("state/TON"), entity("state/UGA")))
    assert covered == "No event known; covered by Visits to the United States (1874–2024)."
    assert others == "No event known; no dataset here says that it looked."


def test_a_pair_without_events_says_so(site):
    page = plain(site.page("/relation/TON-UGA"))
    assert "No event known" in page
    assert "No event known" not in plain(site.page("/relation/CHN-RUS"))


def test_a_state_that_may_have_been_represented_is_told_of_and_not_counted(site):
    page = site.page("/relation/FRA-USA")
    apart = page.partition(' id="perhaps"')[2].partition("</section>")[0]
    assert "/page/meeting/antony-blinken-fra-2025-01-08" in apart
    sure = page.partition(' id="meetings"')[2].partition("</section>")[0]
    assert "antony-blinken-fra-2025-01-08" not in sure
    assert ' id="perhaps"' not in site.page("/relation/TON-UGA")


def test_weak_sources_are_marked(site):
    page = site.page("/page/meeting/lavrov-wang-2022-11-15")
    lines = [plain(line) for line in re.findall(r'<li id="source-.*?</li>', page)]
    marked = [line for line in lines if "weak source" in line]
    assert len(marked) == 1
    assert "video description" in marked[0]
    assert len(lines) > 1


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("xi putin 2024", "/page/meeting/xi-putin-2024-05-16"),
        ("putin xi moscow 2013", "/page/meeting/xi-putin-2013-03-22"),
        ("sanctions iran 2023", "/page/event/sanctions-eu-irn-2023-02-20"),
    ],
)
def test_events_are_found_by_who_where_and_when(site, words, address):
    hits = site.get(f"/search?q={words.replace(' ', '+')}", "application/json").get_json()["hits"]
    assert address in [hit["page"] for hit in hits]
