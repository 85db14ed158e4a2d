"""A number that is in the graph already is followed up by itself; one in another spelling is not."""

import pytest

from bilateral.rdf.terms import XSD, Quad, literal
from bilateral.reasoning.incremental.maintainer import Maintainer
from bilateral.store.engine.canonical_form import canonical
from bilateral.store.engine.view import StoreFacts
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

INTEGER = literal("1", datatype=XSD + "integer")


@pytest.mark.parametrize(
    ("there", "anew"),
    [
        (INTEGER, False),
        (literal("2", datatype=XSD + "decimal"), False),
        (literal("1", datatype=XSD + "decimal"), True),
    ],
)
def test_only_another_spelling_has_all_computed_anew(tmp_path, there, anew):
    asserted = canonical([Quad("<a:s>", "<a:p>", there, "")])
    build_store(tmp_path / "data", asserted)
    with Snapshot(tmp_path / "data") as snapshot:
        keeper = Maintainer(StoreFacts(snapshot))
        change = keeper.change([("<a:t>", "<a:p>", INTEGER)])
    assert (change.materialisation is not None) == anew
