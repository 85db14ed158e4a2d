"""A number that is in the graph already is followed up by itself; one in another spelling is not."""

import pytest

from bilateral import reasoning, store
from bilateral.terms import XSD, Quad, literal

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
    asserted = store.canonical([Quad("<a:s>", "<a:p>", there, "")])
    store.build(tmp_path / "data", asserted)
    with store.Snapshot(tmp_path / "data") as snapshot:
        keeper = reasoning.Maintainer(store.StoreFacts(snapshot))
        change = keeper.change([("<a:t>", "<a:p>", INTEGER)])
    assert (change.materialisation is not None) == anew
