from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bilateral.build import build_record as pipeline_settings
from bilateral.build.builder import build
from bilateral.linking.enrichment import enrich, graph_of, stored_enrichments, stored_statements
from bilateral.linking.subjects import identifier
from bilateral.linking.wikidata_client import Unavailable, WikidataClient, WikidataSettings
from bilateral.rdf import iris
from bilateral.rdf.iris import PROVENANCE
from bilateral.rdf.vocabulary import WD
from bilateral.store.snapshots.dump import write_n_quads
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

ROOT = Path(__file__).parent.parent.parent
PUTIN, RUSSIA = WD["Q7747"], iris.entity("state/RUS")


@pytest.fixture
def putin(world, client):
    return enrich(world.snapshot, client(), [iris.entity("person/vladimir-putin")])


def test_offices_come_with_their_dates_and_rank(putin):
    presidency = [each for each in putin.statements if identifier(each.value) == "Q218295"]
    assert {each.dates["start"][:10] for each in presidency} >= {"2012-05-07"}
    assert {each.rank for each in putin.statements} <= {"NormalRank", "PreferredRank", "DeprecatedRank"}


def test_everything_stands_in_graphs_of_its_own_and_nothing_is_said_of_our_entities(putin):
    assert {quad.graph for quad in putin.quads} == {graph_of(PUTIN), PROVENANCE}
    ours = {quad.subject for quad in putin.quads if quad.subject.startswith(f"<{iris.ID}")}
    assert ours == {iris.entity("document/wikidata-Q7747")}


def test_the_graph_rests_on_a_document_that_says_when_and_whence_it_came(putin):
    said = {quad.predicate.rpartition("/")[2] for quad in putin.quads if quad.graph == PROVENANCE}
    assert {"license>", "source>", "title>", "ns#recorded>", "ns#kind>"} <= said


def test_where_the_dates_differ_both_are_listed(world, client):
    russia = iris.entity("state/RUS")
    found = enrich(world.snapshot, client(), [russia])
    for conflict in found.conflicts:
        assert conflict.entity == russia
        assert conflict.ours
        assert conflict.theirs != conflict.ours


def test_what_was_fetched_can_be_read_back_for_a_page(putin, tmp_path):
    build_store(tmp_path / "data", putin.quads, [])
    with Snapshot(tmp_path / "data") as snapshot:
        shown = stored_statements(snapshot, PUTIN)
    assert {(each.term, each.property) for each in shown} == {
        (each.term, each.property) for each in putin.statements
    }


@pytest.fixture(scope="module")
def enriched(world, small_content, stand_in, queries, tmp_path_factory):
    """The graph of this checkout, built with what Wikidata says of a state and a person."""
    folder = tmp_path_factory.mktemp("enriched")
    asking = WikidataClient(
        WikidataSettings("tests@example.org", (stand_in.endpoint,), folder / "cache"), queries
    )
    found = enrich(world.snapshot, asking, [RUSSIA, iris.entity("person/vladimir-putin")])
    path = folder / "wikidata.nq"
    path.write_text("".join(write_n_quads(found.quads)), "utf-8")
    build(small_content, pipeline_settings.BuildSettings(data=folder / "data"), [path])
    with Snapshot(folder / "data") as snapshot:
        yield snapshot


def test_what_wikidata_says_is_no_part_of_the_default_graph_and_nothing_follows_from_it(enriched, world):
    query = "ASK { ?item <http://www.wikidata.org/prop/P463>|<http://www.wikidata.org/prop/P39> ?statement }"
    assert not enriched.query(query)
    assert enriched.query(f"ASK {{ GRAPH {graph_of(PUTIN)} {query.removeprefix('ASK')} }}")
    ours = {quad[:3] for quad in world.snapshot.quads(iris.INFERRED)}
    more = {quad[:3] for quad in enriched.quads(iris.INFERRED)} - ours
    assert {triple[0] for triple in more} == {
        iris.entity(f"document/wikidata-{item}") for item in ("Q159", "Q7747")
    }


def test_a_page_shows_what_wikidata_says_with_its_age_and_where_it_differs(enriched, pages):
    (found,) = stored_enrichments(enriched, RUSSIA)
    assert found.fetched.startswith(f"{datetime.now(UTC):%Y}")
    assert found.statements == stored_statements(enriched, WD["Q159"])
    told = {conflict.statement: conflict for conflict in found.conflicts}
    differing = [each for each in found.statements if each.term in told]
    assert all(told[each.term].theirs.endswith(each.dates["start"][:10]) for each in differing)
    with_page = pages(enriched.data)
    text = with_page.get("/page/state/RUS", headers={"Accept": "text/html"}).get_data(as_text=True)
    section = text.partition("Wikidata says")[2].partition("</section>")[0]
    assert f'<time datetime="{found.fetched[:10]}">' in section
    assert 'href="/page/organisation/brics"' in section
    assert section.count("differs: we have") == len(differing)
    assert "Wikidata says" not in with_page.get("/page/state/CHN", headers={"Accept": "text/html"}).get_data(
        as_text=True
    )


def test_nothing_is_half_fetched(world, client, wikidata):
    wikidata.fault("truncate", 100)
    with pytest.raises(Unavailable):
        enrich(world.snapshot, client(), [iris.entity("state/RUS")])
