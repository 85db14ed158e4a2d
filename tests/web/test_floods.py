"""Requests that are large, many or deep: each has an answer or an end, and nobody else waits for it."""

import json
import os
import re
import threading
import time
import urllib.parse

import pytest

from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot_builder import build_store

from .strangers import Watch, connect, descriptors, exchange, head, is_again, receive, send, statuses

FORM = "Content-Type: application/x-www-form-urlencoded"
QUERY = "Content-Type: application/sparql-query"
CHUNKED = "Transfer-Encoding: chunked"
WRITER = "Authorization: Bearer let-me-write"
REFUSED = {400, 401, 403, 404, 405, 406, 411, 413, 414, 415, 422, 429, 431, 501, 503, 504}
TAKEN = 12_000_000
"""Bytes that a server may take of what it will refuse, what is in buffers on the way among them."""
POSTS = [
    *("/sparql", "/update", "/graphs?default", "/reconcile", "/reconcile/draft/match", "/review", "/none"),
]
OTHERS = [
    *("/", "/graphs", "/reconcile/draft", "/reconcile/draft/extend", "/search", "/page/state/CHN", "/help"),
]


@pytest.fixture(scope="module")
def target(start, token_file, tmp_path_factory):
    """A server with the limits that it has by default."""
    data = tmp_path_factory.mktemp("target") / "data"
    text = "".join(f"<a:s{i}> <a:p> <a:s{i * 7 % 1000}> .\n" for i in range(1000))
    build_store(data, parse(text.encode(), media_type="application/n-triples"))
    return start(data=data, token_file=token_file, plain=True, update_timeout=10.0)


def answer(server, *pieces, patience=60):
    """Return the status of an answer, None where the server closes without one, and its seconds."""
    started = time.monotonic()
    received, _ = exchange(server, *pieces, patience=patience)
    found = [each for each in statuses(received) if each != 100]
    return (found[0] if found else None), time.monotonic() - started


def whole(path, body, *fields, method="POST"):
    """Return the pieces of a request."""
    sent = head(method, path, *fields, f"Content-Length: {len(body)}", "Connection: close")
    return [sent, *(body[i : i + (1 << 20)] for i in range(0, len(body), 1 << 20))]


def refused(server, pieces, *, seconds=11.0, allowed=frozenset()):
    """Assert that a request is refused in time, and nobody held up meanwhile."""
    with Watch(server) as watch:
        status, took = answer(server, *pieces)
    assert status is None or status in REFUSED | allowed
    assert took < seconds
    watch.check()


FORMS = {
    "fields": lambda: b"a=1&" * 5_000_000,
    "no fields": lambda: b"&" * 20_000_000,
    "one field": lambda: b"query=" + b"x" * 60_000_000,
    "escapes": lambda: b"queries=" + b"%41" * 5_000_000,
}


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("name", FORMS)
def test_a_form_of_any_kind_holds_nobody_up(target, path, name):
    refused(target, whole(path, FORMS[name](), FORM, WRITER), allowed={200})


@pytest.mark.parametrize("path", OTHERS)
def test_a_form_where_none_is_wanted_holds_nobody_up(target, path):
    refused(target, whole(path, FORMS["fields"](), FORM, WRITER))


PART = b'--x\r\nContent-Disposition: form-data; name="query"\r\n\r\n'
MULTIPARTS = {
    "many parts": lambda: (PART + b"1\r\n") * 200_000 + b"--x--\r\n",
    "a part of 30 MB": lambda: PART + b"\r\n-" * 10_000_000,
    "a file": lambda: PART.replace(b'"query"', b'"a"; filename="a"') + b"x" * 30_000_000,
    "no end of its fields": lambda: b"--x\r\n" + b"X-A: b\r\n" * 2_000_000,
    "only boundaries": lambda: b"--x\r\n" * 4_000_000,
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("path", ["/sparql", "/update", "/reconcile", "/review"])
@pytest.mark.parametrize("name", MULTIPARTS)
def test_a_form_in_parts_holds_nobody_up(target, path, name):
    kind = "Content-Type: multipart/form-data; boundary=x"
    refused(target, whole(path, MULTIPARTS[name](), kind, WRITER), allowed={200})


DEEP = {
    "arrays": lambda: b"[" * 1_000_000,
    "objects": lambda: b'{"a":' * 500_000,
    "closed": lambda: b"[" * 100_000 + b"]" * 100_000,
    "a number": lambda: b"1" * 5_000_000,
    "names": lambda: b"{" + b",".join(b'"%d":1' % i for i in range(1_000_000)) + b"}",
    "queries": lambda: json.dumps({f"q{i}": {"query": "China"} for i in range(50_000)}).encode(),
    "one long name": lambda: json.dumps({"q0": {"query": "x" * 5_000_000}}).encode(),
    "a long name of words": lambda: json.dumps({"q0": {"query": "a b " * 1_000_000}}).encode(),
    "no JSON": lambda: b"\x00" * 5_000_000,
    "surrogates": lambda: b'{"q0":{"query":"\\ud800"}}',
    "not a number": lambda: b'{"q0":{"query":"a","limit":NaN}}',
    "a large limit": lambda: b'{"q0":{"query":"a","limit":1e308}}',
}


@pytest.mark.parametrize("name", DEEP)
@pytest.mark.parametrize("field", ["queries", "extend"])
def test_json_of_any_depth_in_a_form_is_read_or_refused(target, name, field):
    body = urllib.parse.urlencode({field: DEEP[name]()}).encode()
    refused(target, whole("/reconcile", body, FORM), allowed={200})


@pytest.mark.parametrize("name", DEEP)
@pytest.mark.parametrize("path", ["/reconcile/draft/match", "/reconcile/draft/extend"])
def test_json_of_any_depth_is_read_or_refused(target, name, path):
    refused(target, whole(path, DEEP[name](), "Content-Type: application/json"), allowed={200})


@pytest.mark.parametrize("path", [*POSTS, *OTHERS])
@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "nonsense"])
def test_a_compressed_body_is_not_opened_anywhere(target, path, coding):
    # A gzip of zeros that says it is a query: what counts is that nobody opens it.
    body = b"\x1f\x8b\x08\x00" + os.urandom(1000)
    status, _ = answer(target, *whole(path, body, QUERY, f"Content-Encoding: {coding}", WRITER))
    assert status in {400, 404, 405, 415}


ERRORS = {
    "values": b"SELECT * { VALUES ?x {" + b" 1" * 500_000 + b" } }}",
    "sum": b"ASK { FILTER(1" + b"+1" * 500_000 + b">0) }",
    "spaces": b"ASK {" + b" " * 1_000_000 + b"}}",
    "newlines": b"ASK {" + b"\n" * 1_000_000 + b"}}",
    "comments": b"ASK {" + b"#\n" * 500_000 + b"}}",
    "a comment": b"ASK {} #" + b"x" * 1_000_000 + b"\n}",
    "one string": b"ASK { BIND('" + b"x" * 1_000_000 + b"' AS ?x) }}",
    "an open string": b"ASK { BIND('" + b"x" * 1_000_000,
    "an open long string": b"ASK { BIND('''" + b"'" * 1_000_000,
    "escapes": b"ASK { BIND('" + b"\\\\" * 500_000 + b"' AS ?x) }}",
    "code points": b"ASK { BIND('" + b"\\u0041" * 150_000 + b"' AS ?x) }}",
    "strings": b"SELECT * { VALUES ?x {" + b" ''" * 300_000 + b" } }}",
    "names": b"SELECT" + b" ?x" * 300_000 + b" {} }",
    "iris": b"ASK { VALUES ?x {" + b" <a:b>" * 150_000 + b" } }}",
    "an open iri": b"ASK { ?s ?p <" + b"a" * 1_000_000,
    "prefixes": b"".join(b"PREFIX p%d: <a:> " % i for i in range(40_000)) + b"ASK {}}",
    "a long prefix": b"PREFIX " + b"a" * 1_000_000 + b" ASK {}",
    "dots": b"ASK { " + b". " * 500_000 + b"}",
    "semicolons": b"ASK { ?s ?p ?o " + b"; " * 500_000 + b"}}",
    "unions": b"ASK { {}" + b" UNION {}" * 100_000 + b" }}",
    "optionals": b"ASK { " + b"OPTIONAL {} " * 80_000 + b"}}",
    "brackets": b"ASK { FILTER " + b"(" * 500_000 + b"}",
    "braces": b"ASK " + b"{" * 1_000_000,
    "closing braces": b"ASK " + b"}" * 1_000_000,
    "a path": b"ASK { ?s " + b"<a:b>/" * 150_000 + b" ?o }",
    "nots": b"ASK { FILTER(" + b"!" * 1_000_000 + b"}",
    "quotes": b"'" * 1_000_000,
    "percents": b"ASK { ?s a:" + b"%41" * 300_000 + b" ?o }}",
    "words": b"ASK " * 250_000,
    "nothing": b" " * 1_000_000,
    "other letters": b"ASK { ?s ?p '" + "ж".encode() * 500_000,
    "no letters": b"\xff" * 1_000_000,
    "zeros": b"\x00" * 1_000_000,
}
"""A megabyte of a query, with its fault at the end."""


@pytest.mark.parametrize("name", ERRORS)
def test_a_long_query_with_a_fault_at_its_end_holds_nobody_up(target, name):
    refused(target, whole("/sparql", ERRORS[name][: 1 << 20], QUERY), allowed={200})


@pytest.mark.parametrize("name", ["values", "sum", "prefixes", "unions", "braces", "strings", "a comment"])
def test_a_long_query_in_a_form_holds_nobody_up(target, name):
    body = urllib.parse.urlencode({"query": ERRORS[name][:900_000]}).encode()
    refused(target, whole("/sparql", body, FORM), allowed={200})


@pytest.mark.parametrize("name", ERRORS)
def test_a_long_update_with_a_fault_at_its_end_holds_nobody_up(target, name):
    text = ERRORS[name].replace(b"ASK {", b"INSERT DATA {")[: 1 << 20]
    # An update without an operation is one that changes nothing.
    allowed = {200} if name == "nothing" else frozenset()
    sent = whole("/update", text, "Content-Type: application/sparql-update", WRITER)
    refused(target, sent, seconds=21, allowed=allowed)


def test_many_long_queries_with_a_fault_at_once_hold_nobody_up(target):
    pieces = whole("/sparql", ERRORS["values"], QUERY)
    with Watch(target) as watch:
        clients = [threading.Thread(target=answer, args=(target, *pieces)) for _ in range(12)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
    watch.check()


def test_trailing_fields_are_bounded(target):
    field = b"X-Trailer: " + b"y" * 500 + b"\r\n"
    first = head("POST", "/sparql", QUERY, CHUNKED) + b"6\r\nASK {}\r\n0\r\n"
    assert taken(target, first, field * 100) < TAKEN


def test_one_trailing_field_is_bounded(target):
    first = head("POST", "/sparql", QUERY, CHUNKED) + b"6\r\nASK {}\r\n0\r\nX-Trailer: "
    assert taken(target, first, b"y" * 50_000) < TAKEN


def test_what_is_said_of_chunks_is_bounded(target):
    first = head("POST", "/sparql", QUERY, CHUNKED) + b"6;"
    assert taken(target, first, b"a=b;" * 10_000) < TAKEN


def test_what_is_said_of_many_chunks_is_bounded(target):
    first = head("POST", "/sparql", QUERY, CHUNKED)
    assert taken(target, first, (b"1;" + b"a" * 3000 + b"\r\n \r\n") * 20) < 3 * TAKEN


def test_a_head_is_bounded(target):
    assert taken(target, b"GET / HTTP/1.1\r\nHost: x\r\n", b"X-A: " + b"y" * 8000 + b"\r\n") < TAKEN


def test_a_field_is_bounded(target):
    assert taken(target, b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ", b"y" * 10_000) < TAKEN


def test_a_request_line_is_bounded(target):
    assert taken(target, b"GET /", b"y" * 10_000) < TAKEN


def test_empty_lines_before_a_request_hold_nobody_up(target):
    assert taken(target, b"\r\n", b"\r\n" * 5000)


def test_the_size_of_a_chunk_that_never_ends_holds_nobody_up(target):
    first = head("POST", "/sparql", QUERY, CHUNKED)
    taken(target, first, b"0" * 10_000)


def taken(server, first, piece, most=60_000_000):
    """Return how many bytes of an endless request are taken, with nobody held up meanwhile."""
    with Watch(server) as watch, connect(server) as connection:
        sent = send(connection, [first, *[piece] * (most // len(piece))])
    watch.check()
    return sent


@pytest.mark.parametrize("path", ["/sparql", "/update", "/graphs?default", "/reconcile", "/none"])
def test_a_body_in_chunks_has_the_length_that_any_has(target, path):
    with Watch(target) as watch, connect(target) as connection:
        kind = "Content-Type: application/n-triples"
        chunk = b"100000\r\n" + b"#" * (1 << 20) + b"\r\n"
        sent = send(connection, [head("POST", path, kind, CHUNKED, WRITER), *[chunk] * 300])
        received, _ = receive(connection)
    assert statuses(received)[:1] in ([], [413], [404], [415])
    assert sent < 2 * (64 << 20)
    watch.check()


@pytest.mark.parametrize("size", [1, 2, 10])
def test_small_chunks_hold_nobody_up(target, size):
    piece = (b"%x\r\n" % size + b" " * size + b"\r\n") * 10_000
    with Watch(target) as watch, connect(target) as connection:
        send(connection, [head("POST", "/sparql", QUERY, CHUNKED), *[piece] * 100])
    watch.check()


def test_what_was_sent_in_small_chunks_is_read(target):
    text = b"ASK { <a:s1> <a:p> ?o }"
    chunks = b"".join(b"1\r\n%c\r\n" % each for each in text)
    sent = head("POST", "/sparql", QUERY, CHUNKED, "Connection: close") + chunks + b"0\r\n\r\n"
    received, _ = exchange(target, sent)
    assert b'"boolean":true' in received


@pytest.mark.parametrize("size", [30_000, 60_000, 200_000])
def test_a_long_address_is_read_or_refused(target, size):
    path = "/sparql?query=" + urllib.parse.quote("ASK { VALUES ?x {" + "1 " * (size // 6) + "} }")
    status, _ = answer(target, head("GET", path, "Connection: close"))
    assert status in {200, 400, 414, 431}


SMALL = "/sparql?" + urllib.parse.urlencode({"query": "SELECT * { ?s ?p ?o } LIMIT 200", "format": "json"})
NUMBERS = " ".join(map(str, range(300)))
PAIRS = f"VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }} FILTER(?a < ?b)"
SLOW = "/sparql?" + urllib.parse.urlencode({"query": f"SELECT (COUNT(*) AS ?n) {{ {PAIRS} }}"})


@pytest.mark.parametrize("number", [200, 400])
@pytest.mark.parametrize("slow", [SLOW, "/help"])
def test_requests_behind_a_slow_one_are_all_answered_in_order(target, number, slow):
    wanted = ["ASK {}", "ASK { <a:s1> <a:p> 1 }"]
    quick = ["/sparql?" + urllib.parse.urlencode({"query": each}) for each in wanted]
    for path in quick:
        assert target.get(path).status == 200
    paths = [quick[i % 3 == 0] for i in range(number)]
    sent = [
        head("GET", slow),
        *(head("GET", path) for path in paths),
        head("GET", "/none", "Connection: close"),
    ]
    with Watch(target) as watch:
        received, closed = exchange(target, b"".join(sent), patience=60)
    assert closed
    assert statuses(received) == [200] * (number + 1) + [404]
    found = re.findall(rb'"boolean":(true|false)', received)
    assert found == [b"true" if path == quick[0] else b"false" for path in paths]
    watch.check()


def test_writes_sent_ahead_are_made_in_order(empty):
    texts = [f"DELETE WHERE {{ <a:s> <a:p> ?o }} ; INSERT DATA {{ <a:s> <a:p> {i} }}" for i in range(30)]
    fields = ["Content-Type: application/sparql-update", WRITER]
    sent = [
        head("POST", "/update", *fields, f"Content-Length: {len(text)}") + text.encode() for text in texts
    ]
    last = head("GET", "/health", "Connection: close")
    received, _ = exchange(empty, b"".join([*sent, last]), patience=60)
    assert statuses(received) == [200] * 31
    assert empty.ask("ASK { <a:s> <a:p> 29 FILTER NOT EXISTS { <a:s> <a:p> ?o FILTER(?o < 29) } }")


def test_answers_that_nobody_reads_are_not_piled_up(target):
    request = head("GET", SMALL)
    for _ in range(3):
        target.get(SMALL)
    with Watch(target) as watch, connect(target, 5) as connection:
        send(connection, [request * 100] * 100)
        time.sleep(3)
    watch.check()


def test_pages_that_nobody_reads_are_not_made(target):
    with Watch(target) as watch, connect(target, 5) as connection:
        send(connection, (head("GET", f"/help?{number}") for number in range(5000)))
        time.sleep(3)
    watch.check()


def test_ten_thousand_quick_connections_leave_nothing_behind(target):
    request = head("GET", "/health", "Connection: close")
    target.get("/health")
    before = descriptors(target)
    with Watch(target) as watch:
        for number in range(10_000):
            with connect(target) as connection:
                # Some say nothing, some leave before the answer.
                if number % 3:
                    connection.sendall(request)
                if number % 3 == 1:
                    connection.recv(100)
    watch.check()
    assert is_again(lambda: descriptors(target) < before + 50, 30)
