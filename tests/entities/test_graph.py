"""What reads a state of the graph lets go of it as soon as nobody needs it."""

import gc
import weakref
from datetime import date

import pytest

from bilateral import store
from bilateral.entities import Graph, Reading, home, languages
from bilateral.names import Names
from bilateral.reconciliation import Catalogue
from bilateral.store import Snapshot


@pytest.fixture
def no_collector():
    """Nobody comes by to collect what keeps itself alive."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
def test_a_graph_that_nobody_reads_any_more_keeps_no_state(tmp_path):
    store.build(tmp_path / "data", [])
    snapshot = Snapshot(tmp_path / "data")
    kept = weakref.ref(snapshot)
    graph = Graph(snapshot)
    Catalogue(Names(snapshot)).names.find("China")
    home.overview(Reading(graph, (languages.DEFAULT,), date(2025, 7, 13), None, "http://e/"))
    assert graph.name("<http://e/x>", ("en",)).value
    del snapshot, graph
    assert kept() is None
