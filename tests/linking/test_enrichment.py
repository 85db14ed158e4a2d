from __future__ import annotations

import pytest

from bilateral import iris, store
from bilateral.iris import PROVENANCE
from bilateral.linking import Unavailable, enrich, says
from bilateral.linking.enrichment import graph_of
from bilateral.linking.subjects import identifier
from bilateral.terms import iri
from bilateral.vocabulary import WD

PUTIN = iri(WD + "Q7747")


@pytest.fixture
def putin(world, client, library):
    return enrich(world.snapshot, client(), library, [iris.entity("person/vladimir-putin")])


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


def test_where_the_dates_differ_both_are_listed(world, client, library):
    russia = iris.entity("state/RUS")
    found = enrich(world.snapshot, client(), library, [russia])
    for conflict in found.conflicts:
        assert conflict.entity == russia
        assert conflict.ours
        assert conflict.theirs != conflict.ours


def test_what_was_fetched_can_be_read_back_for_a_page(putin, tmp_path):
    store.build(tmp_path, putin.quads, [])
    with store.Snapshot(tmp_path) as snapshot:
        shown = says(snapshot, PUTIN)
    assert {(each.term, each.property) for each in shown} == {
        (each.term, each.property) for each in putin.statements
    }


def test_nothing_is_half_fetched(world, client, library, wikidata):
    wikidata.fault("truncate", 100)
    with pytest.raises(Unavailable):
        enrich(world.snapshot, client(), library, [iris.entity("state/RUS")])
