"""Disks that are full: a write is refused, says so, and what was there stays."""

import resource

import pytest

from bilateral import store

from .test_kills import family

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture
def writing(start, token_file, tmp_path):
    store.build(tmp_path / "data", [])

    def start_one(**settings):
        return start(data=tmp_path / "data", token_file=token_file, plain=True, reasoning=False, **settings)

    return start_one


def test_a_write_that_would_fill_the_disk_is_not_begun(writing):
    server = writing(min_free=1 << 30)
    before = server.get("/health").json()["snapshot"]
    answer = server.update("INSERT DATA { <a:s> <a:p> 1 }")
    assert (answer.status, answer.json()["type"].rpartition("/")[2]) == (507, "no-room")
    assert server.update("DELETE DATA { <a:s> <a:p> 1 }").status == 200, "it changes nothing"
    assert server.get("/health").json()["snapshot"] == before


def test_a_write_that_fails_half_way_is_not_made_and_others_are(writing):
    server = writing()
    assert server.update("INSERT DATA { <a:s> <a:p> 1 }").status == 200
    (writer,) = family(server.process.pid)["writer"]
    # As on a disk that is full, no file can grow.
    resource.prlimit(writer, resource.RLIMIT_FSIZE, (1 << 16, resource.RLIM_INFINITY))
    answer = server.update(f"INSERT DATA {{ <a:s> <a:p> '{'long' * 100_000}' }}")
    assert (answer.status, answer.json()["type"].rpartition("/")[2]) == (507, "not-written")
    assert server.query(COUNT, "text/csv").body == b"n\r\n1\r\n"
    assert server.update("INSERT DATA { <a:s> <a:p> 2 }").status == 200
    assert server.query(COUNT, "text/csv").body == b"n\r\n2\r\n"
    assert server.stop() == 0
    assert writing().query(COUNT, "text/csv").body == b"n\r\n2\r\n"
