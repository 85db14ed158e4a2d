"""A server for clients that others made."""

import pytest
from tests.web.conftest import TOKENS, Server

from bilateral.store.snapshots.snapshot_builder import build_store


@pytest.fixture(scope="session")
def token_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("tokens") / "tokens"
    path.write_text(TOKENS)
    return path


@pytest.fixture(scope="session")
def plain(token_file, tmp_path_factory):
    """A strict SPARQL store, empty at first, that takes writes."""
    data = tmp_path_factory.mktemp("plain") / "data"
    build_store(data, [])
    server = Server(data=data, token_file=token_file, plain=True, reasoning=False)
    yield server
    server.stop()


@pytest.fixture
def empty(plain):
    """The plain server with nothing in it."""
    assert plain.update("DROP ALL").status == 200
    return plain
