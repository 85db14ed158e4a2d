import pytest

from bilateral.store.engine.canonical_form import canonical
from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot_builder import build_store


@pytest.fixture
def data(tmp_path):
    """A data directory with two documents, a bare triple and one inferred triple."""
    text = b"""
        PREFIX : <http://example.org/>
        :bare :p 1 .
        GRAPH :one { :shared :p "x", [ :q 2 ] }
        GRAPH :two { :shared :p "x" . :second :p :shared }
    """
    quads = canonical(parse(text, media_type="application/trig"))
    path = tmp_path / "data"
    build_store(path, quads, [("<http://example.org/shared>", "<http://example.org/r>", '"inferred"')])
    return path
