"""Clients that are slow, stop half way or vanish: nobody waits for them, and nothing half is done."""

import contextlib
import time
import urllib.parse

import pytest

from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot_builder import build_store

from .strangers import Watch, connect, head, is_again, receive, send, statuses

QUERY = "Content-Type: application/sparql-query"
WRITER = "Authorization: Bearer let-me-write"
TRIPLES = "Content-Type: application/n-triples"
CHUNKED = "Transfer-Encoding: chunked"
PATIENCE = 90
"""Seconds after which a server must have given up a client that says nothing, whatever its limits are."""


def numbers(name, number):
    return f"VALUES ?{name} {{ {' '.join(map(str, range(number)))} }}"


FOREVER = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(numbers(name, 900) for name in 'abcd')} }}"
WIDE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def target(start, token_file, tmp_path_factory):
    """A server with the limits that it has by default, but for queries, which may take long."""
    data = tmp_path_factory.mktemp("target") / "data"
    text = "".join(f'<a:s{i}> <a:p> "{"x" * 200}{i}" .\n' for i in range(1000))
    build_store(data, parse(text.encode(), media_type="application/n-triples"))
    return start(data=data, token_file=token_file, plain=True, query_timeout=30.0, cache=0)


@contextlib.contextmanager
def opened(server, number, first):
    """Some connections that have each sent the same."""
    with contextlib.ExitStack() as all_:
        clients = [all_.enter_context(connect(server)) for _ in range(number)]
        for client in clients:
            send(client, [first])
        yield clients


def drip(clients, piece, seconds):
    """Send a little by each client, again and again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for client in clients:
            send(client, [piece])
        time.sleep(0.25)


def get(text):
    return head("GET", "/sparql?" + urllib.parse.urlencode({"query": text}))


HALVES = {
    "nothing": (b"", b""),
    "a byte": (b"G", b"E"),
    "a head": (b"GET /health HTTP/1.1\r\nHost: x\r\n", b"X-A: b\r\n"),
    "a field": (b"GET /health HTTP/1.1\r\nHost: x\r\nX-A: ", b"b"),
    "a body": (head("POST", "/sparql", QUERY, "Content-Length: 10000"), b" "),
    "a body that was asked for": (
        head("POST", "/sparql", QUERY, "Content-Length: 10000", "Expect: 100-continue"),
        b"",
    ),
    "a write": (head("PUT", "/graphs?default", TRIPLES, WRITER, "Content-Length: 10000"), b"#"),
    "a write of a stranger": (head("PUT", "/graphs?default", TRIPLES, "Content-Length: 10000"), b"#"),
    "chunks": (head("POST", "/sparql", QUERY, CHUNKED), b"1\r\n \r\n"),
    "a chunk": (head("POST", "/sparql", QUERY, CHUNKED) + b"1000\r\n", b" "),
    "fields after a body": (head("POST", "/sparql", QUERY, CHUNKED) + b"6\r\nASK {}\r\n0\r\n", b"X: y\r\n"),
    "a form": (
        head("POST", "/reconcile", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 9000"),
        b"a",
    ),
}


@pytest.mark.parametrize("name", HALVES)
def test_half_a_request_takes_nobodys_place(target, name):
    first, more = HALVES[name]
    # More than an address may have in work at a time; a proxy has others' requests beside them.
    with opened(target, 150, first) as clients, Watch(target, "127.0.0.1") as watch:
        drip(clients, more, 3)
    watch.check()
    assert watch.answered > 5


def test_who_says_nothing_more_is_given_up(target):
    with contextlib.ExitStack() as all_:
        clients = {name: all_.enter_context(connect(target, PATIENCE)) for name in HALVES}
        for name, client in clients.items():
            send(client, [HALVES[name][0]])
        assert [name for name, client in clients.items() if not receive(client)[1]] == []


def test_a_head_that_drips_is_given_up(target):
    first, more = HALVES["a field"]
    end = time.monotonic() + PATIENCE
    with connect(target, 0.5) as client:
        sent = send(client, [first])
        while time.monotonic() < end and sent:
            sent = send(client, [more])
            with contextlib.suppress(TimeoutError):
                sent = sent and client.recv(1000)
    assert time.monotonic() < end


def test_three_hundred_heads_that_never_end_hold_nobody_up(target):
    with opened(target, 300, HALVES["a head"][0]) as clients, Watch(target) as watch:
        drip(clients, b"X-A: b\r\n", 3)
    watch.check()


CUT = {
    "length": (f"Content-Length: {200 + 19}", b"<a:cut> <a:p> 1  .\n"),
    "chunks": (CHUNKED, b"13\r\n<a:cut> <a:p> 1  .\n\r\n"),
    "in a chunk": (CHUNKED, b"ff\r\n<a:cut> <a:p> 1  .\n"),
    "no last chunk": (CHUNKED, b"13\r\n<a:cut> <a:p> 1  .\n\r\n0"),
    "a chunk without an end": (CHUNKED, b"13\r\n<a:cut> <a:p> 1  .\n0\r\n\r\n"),
    "a chunk of no size": (CHUNKED, b"13\r\n<a:cut> <a:p> 1  .\n\r\nzz\r\n"),
}


@pytest.mark.parametrize("name", CUT)
@pytest.mark.parametrize("half", [True, False], ids=["the sending half", "all"])
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_write_that_was_cut_off_is_not_made(empty, name, half, method):
    framing, body = CUT[name]
    with connect(empty, 5) as client:
        send(client, [head(method, "/graphs?graph=http://e/cut", TRIPLES, WRITER, framing), body])
        if half:
            client.shutdown(1)
            received, _ = receive(client)
            assert statuses(received) in ([], [400], [408])
    time.sleep(0.3)
    assert not empty.ask("ASK { GRAPH ?g { ?s ?p ?o } }")


@pytest.mark.parametrize("name", ["length", "chunks"])
def test_an_update_that_was_cut_off_is_not_made(empty, name):
    framing = {"length": "Content-Length: 100", "chunks": CHUNKED}[name]
    text = b"INSERT DATA { <a:cut> <a:p> 1 } "
    body = {"length": text, "chunks": b"20\r\n" + text + b"\r\n"}[name]
    with connect(empty, 5) as client:
        send(
            client,
            [head("POST", "/update", "Content-Type: application/sparql-update", WRITER, framing), body],
        )
    time.sleep(0.3)
    assert not empty.ask("ASK { <a:cut> ?p ?o }")


def test_a_client_that_vanishes_leaves_its_reader_to_others(target):
    for _ in range(2):
        with opened(target, 6, get(FOREVER)):
            time.sleep(0.5)
    assert_readers_are_free(target)


def test_a_client_that_vanishes_while_it_is_answered_leaves_its_reader_to_others(target):
    for _ in range(6):
        with connect(target) as client:
            client.sendall(get(WIDE))
            assert client.recv(1000).startswith(b"HTTP/1.1 200")
    assert_readers_are_free(target)


def assert_readers_are_free(server):
    """Assert that queries that take some seconds are answered sooner than those before would have ended."""
    started = time.monotonic()
    text = f"SELECT (COUNT(*) AS ?n) {{ {numbers('a', 500)} {numbers('b', 500)} FILTER(?a < ?b) }} # "
    assert [server.post(f"{text}{number}").status for number in range(3)] == [200, 200, 200]
    assert time.monotonic() - started < 20


def test_a_client_that_closes_only_its_sending_half_is_answered(target):
    with connect(target) as client:
        client.sendall(get("ASK {}"))
        client.shutdown(1)
        received, closed = receive(client)
    assert statuses(received) in ([200], [])
    assert closed


def test_readers_of_large_answers_that_do_not_read_hold_nobody_up(target):
    with opened(target, 20, get(WIDE)), Watch(target) as watch:
        time.sleep(4)
    watch.check()


def test_an_answer_that_nobody_reads_is_given_up(target):
    text = f"SELECT (COUNT(*) AS ?n) {{ {numbers('a', 500)} {numbers('b', 500)} FILTER(?a < ?b) }} # unread"
    with opened(target, 2, get(WIDE)) as clients:
        assert all(client.recv(100).startswith(b"HTTP/1.1 ") for client in clients)
        assert is_again(lambda: target.post(text).status == 200, PATIENCE)


def test_a_slow_reader_of_a_small_answer_gets_all_of_it(target):
    path = "/sparql?" + urllib.parse.urlencode({"query": "SELECT * { ?s ?p ?o }", "format": "csv"})
    with connect(target) as client:
        client.sendall(head("GET", path, "Connection: close"))
        received = b""
        while part := client.recv(20_000):
            received += part
            time.sleep(0.05)
    assert received.count(b"a:s") == 1000


def test_a_thousand_idle_connections_hold_nobody_up(target):
    with opened(target, 1000, head("GET", "/health")), Watch(target) as watch:
        time.sleep(2)
    watch.check()
