"""Each integrity query finds the fault it is for, and takes nothing sound for one."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from bilateral.content import locations

QUERIES = locations.locate(Path(__file__).parents[2]).integrity
FAULTS = Path(__file__).parent / "faults"
FAULT = ox.NamedNode("https://w3id.org/bilateral/id/fault")


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_the_fault_is_found_and_nothing_else(path):
    store = ox.Store()
    store.load(path=str(FAULTS / f"{path.stem}.trig"), format=ox.RdfFormat.TRIG)
    rows = list(store.query(path.read_text("utf-8"), use_default_graph_as_union=True))
    assert rows
    assert all(FAULT in row for row in rows)
