"""Disks that are full: a write is refused, says so, and what was there stays."""

import random
import resource
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from bilateral.store.snapshots import data_directory
from bilateral.store.snapshots.snapshot_builder import build_store

from .conftest import WRITER
from .test_kills import family

DISK = 64 << 20
FREE = 8 << 20
FILLING = 20  # graphs that take more than there is
TURTLE = {"Content-Type": "text/turtle", **WRITER}
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture
def writing(start, token_file, tmp_path):
    build_store(tmp_path / "data", [])

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


@pytest.fixture
def disk(tmp_path):
    """A disk of a few MiB."""
    path = tmp_path / "disk"
    path.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", path], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this system lets nobody mount a disk")
    yield path
    subprocess.run(["umount", "--lazy", path], check=True)


class Lowest(threading.Thread):
    """Looks at a disk all the time, and keeps the least that was free."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.free, self.over = path, DISK, threading.Event()

    def run(self):
        while not self.over.wait(0.001):
            self.free = min(self.free, shutil.disk_usage(self.path).free)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()


def graph(number, size=2000):
    lines = [f"<a:{number}-{i}> <a:p{i % 7}> '{random.random()} {'long' * 20}' ." for i in range(size)]
    return f"/graphs?graph=urn:g{number}", "\n".join(lines).encode()


def put(server, number):
    return server.request("PUT", *graph(number), TURTLE).status


def fill(server):
    """Write graphs until there is no room; return their numbers."""
    statuses = [put(server, number) for number in range(FILLING)]
    assert set(statuses) == {201, 507}
    return [number for number, status in enumerate(statuses) if status == 201]


def there(server):
    rows = server.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "text/csv").body.split()[1:]
    return sorted(int(row.removeprefix(b"urn:g")) for row in rows)


def test_what_is_to_stay_free_stays_free_whatever_is_written(start, token_file, disk):
    build_store(disk / "data", [])
    settings = {"token_file": token_file, "plain": True, "reasoning": False, "min_free": FREE >> 20}
    server = start(data=disk / "data", **settings)
    with Lowest(disk) as lowest:
        kept = fill(server)
        assert there(server) == kept
        dropped = [
            number
            for number in kept
            if server.request("DELETE", graph(number)[0], headers=WRITER).status == 200
        ]
        assert dropped, "deleting makes room"
        assert put(server, FILLING) == 201, "there is room again"
        kept = sorted({*kept, FILLING} - set(dropped))
        assert there(server) == kept
    assert lowest.free > FREE
    assert server.stop() == 0
    assert there(start(data=disk / "data", **settings)) == kept


def test_writes_are_taken_again_when_others_make_room(start, token_file, disk):
    build_store(disk / "data", [])
    (disk / "other").write_bytes(bytes(DISK - FREE - (2 << 20)))
    server = start(data=disk / "data", token_file=token_file, plain=True, min_free=FREE >> 20)
    assert server.update("INSERT DATA { <a:s> <a:p> 1 }").status == 507
    (disk / "other").unlink()
    assert server.update("INSERT DATA { <a:s> <a:p> 1 }").status == 200


def test_an_update_of_many_operations_that_fills_the_disk_is_refused(start, token_file, disk):
    build_store(disk / "data", [])
    server = start(data=disk / "data", token_file=token_file, plain=True, min_free=FREE >> 20)
    long = " ; ".join(f"INSERT {{ ?s <a:{number}> ?o }} WHERE {{ ?s <a:p> ?o }}" for number in range(20))
    server.update(
        "INSERT DATA { " + " ".join(f"<a:{i}> <a:p> '{'x' * 400}{i}' ." for i in range(3000)) + " }"
    )
    with Lowest(disk) as lowest:
        assert server.update(long).status == 507
        assert server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv").body == b"n\r\n3000\r\n"
    assert lowest.free > FREE
    assert server.update("INSERT DATA { <a:s> <a:p> 1 }").status == 200


def test_an_idle_reader_lets_go_of_a_state_that_is_not_current(start, token_file, tmp_path):
    build_store(tmp_path / "data", [])
    server = start(data=tmp_path / "data", token_file=token_file, plain=True, reasoning=False)
    members = family(server.process.pid)
    for number in range(3):
        assert server.update(f"INSERT DATA {{ <a:s> <a:p> {number} }}").status == 200
        assert server.query(COUNT).status == 200
    held = {
        path.readlink().name
        for pid in members["reader"] + members["evaluator"]
        for path in Path(f"/proc/{pid}/fd").iterdir()
        if path.is_symlink() and "snapshots" in str(path.readlink()) and path.readlink().name.isdecimal()
    }
    assert held <= {str(data_directory.current(tmp_path / "data"))}
