import pyoxigraph as ox
import pytest

from bilateral.errors import StoreError
from bilateral.store.engine import bulk_load
from bilateral.store.snapshots.data_directory import current
from bilateral.store.snapshots.snapshot_builder import build_from


def quads(count):
    return [f'<http://e/s{n}> <http://e/p> "{n % 7}" <http://e/g{n % 3}> .\n'.encode() for n in range(count)]


@pytest.mark.parametrize("size", [1, 500, 1 << 20])
@pytest.mark.parametrize("checked", [False, True])
def test_pieces_of_any_size_make_the_same_store(tmp_path, monkeypatch, size, checked):
    monkeypatch.setattr(bulk_load, "_PIECE", size)
    engine = ox.Store(str(tmp_path))
    lines = quads(50)
    bulk_load.load(engine, [*lines, b"_:b <http://e/p> _:c .\n", *lines[:9]], checked=checked)
    written = {f"{quad} .\n".encode() for quad in engine}
    assert written == {*lines, b"_:b <http://e/p> _:c .\n"}


def test_a_malformed_term_is_an_error_and_no_store(tmp_path):
    with pytest.raises(StoreError, match="IRI"):
        build_from(tmp_path, [b"<http://e/s> <http://e/p> <http://e/a b> .\n"])
    assert current(tmp_path) is None


def test_what_a_source_raises_reaches_the_caller(tmp_path):
    def broken():
        yield b"<http://e/s> <http://e/p> <http://e/o> .\n"
        raise ValueError("gone")

    with pytest.raises(StoreError, match="gone"):
        build_from(tmp_path, broken())
