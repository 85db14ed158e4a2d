"""What reads a state of the graph lets go of it as soon as nobody needs it."""

import gc
import weakref
from datetime import date

import pytest

from bilateral.explore.entity import overview
from bilateral.explore.graph import languages
from bilateral.explore.graph.graph import Graph
from bilateral.explore.graph.reading import Reading
from bilateral.names.graph_names import GraphNames
from bilateral.reconciliation.catalogue import Catalogue
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store


@pytest.fixture
def no_collector():
    """Nobody comes by to collect what keeps itself alive."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
def test_a_graph_that_nobody_reads_any_more_keeps_no_state(tmp_path):
    build_store(tmp_path / "data", [])
    snapshot = Snapshot(tmp_path / "data")
    kept = weakref.ref(snapshot)
    graph = Graph(snapshot)
    Catalogue(GraphNames(snapshot)).names.find("China")
    overview.overview(Reading(graph, (languages.DEFAULT,), date(2025, 7, 13)))
    assert graph.name("<http://e/x>", ("en",)).value
    del snapshot, graph
    assert kept() is None


def test_the_layout_of_pages_names_classes_of_the_ontology(world):
    graph = Graph(world.snapshot)
    named = {*graph.layout.counted, *graph.layout.marks}
    assert named <= graph.ontology.entries.keys()
