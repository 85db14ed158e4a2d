"""An answer of a million rows, and the memory that it takes."""

import re
import socket
import urllib.parse
from pathlib import Path

import pytest

from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot_builder import build_store

PAIRS = "SELECT * { ?a <a:p> ?b . ?c <a:p> ?d }"
SIDE = 1000  # rows; the answer has as many times as many
ROOM = 64  # MiB


def memory(server):
    """Return the MiB that the server's processes have in memory, together."""
    pages = 0
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text(encoding="latin-1").rpartition(")")[2].split()[1])
            if parent in {server.process.pid, server.web}:
                pages += int((path / "statm").read_text().split()[1])
        except OSError:
            continue
    return pages * 4096 >> 20


def web(server):
    found = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return int(found[0])


@pytest.fixture(scope="module")
def wide(start, tmp_path_factory):
    data = tmp_path_factory.mktemp("wide") / "data"
    lines = "".join(f'<a:s{i}> <a:p> "{"x" * 30}{i}" .\n' for i in range(SIDE))
    build_store(data, parse(lines.encode(), media_type="application/n-triples"))
    server = start(data=data, query_timeout=120.0)
    server.web = web(server)
    server.query(PAIRS + " LIMIT 20000")
    return server


@pytest.mark.parametrize("accept", ["text/csv", "application/sparql-results+json"])
def test_a_million_rows_take_no_more_memory_than_a_few(wide, accept):
    before, most, size, rows, parts = memory(wide), 0, 0, 0, 0
    path = "/sparql?" + urllib.parse.urlencode({"query": PAIRS})
    with socket.create_connection(("127.0.0.1", wide.port), timeout=60) as client:
        client.sendall(
            f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nConnection: close\r\n\r\n".encode()
        )
        while data := client.recv(1 << 20):
            size += len(data)
            rows += data.count(b"\n" if accept == "text/csv" else b'"a":')
            parts += 1
            if not parts % 50:
                most = max(most, memory(wide))
    assert size > 80_000_000
    assert rows >= SIDE * SIDE * 0.99
    assert most
    assert most - before < ROOM


def test_a_client_that_reads_nothing_is_given_nothing_to_keep(wide):
    before = memory(wide)
    path = "/sparql?" + urllib.parse.urlencode({"query": PAIRS})
    with socket.create_connection(("127.0.0.1", wide.port), timeout=60) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode())
        assert re.match(rb"HTTP/1.1 200", client.recv(20))
        # Others are served by the reader that is free.
        assert all(wide.ask(f"ASK {{ <a:s{i}> ?p ?o }}") for i in range(50))
        assert memory(wide) - before < ROOM
