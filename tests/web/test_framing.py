"""Requests that are none, or two at once to somebody who reads them otherwise: refused, and no more is read.

Source: RFC 9112 (HTTP/1.1), RFC 9110 (HTTP semantics).
"""

import json
import urllib.parse

import pytest

from .strangers import connect, exchange, head, receive, send, statuses

ASK = "/sparql?" + urllib.parse.urlencode({"query": "ASK {}"})
NEXT = head("GET", "/robots.txt?smuggled", "Connection: close")
"""What must not be read as a request where what comes before it has no certain end."""
QUERY = "Content-Type: application/sparql-query"
REFUSED = {400}
UNKNOWN = {400, 501}
DOUBTFUL = {200, 400}
"""Where the standard lets a server refuse or repair."""


def post(*fields, body=b"", version="HTTP/1.1"):
    return head("POST", "/sparql", QUERY, *fields, version=version) + body


CHUNKED = "Transfer-Encoding: chunked"
CHUNKS = b"6\r\nASK {}\r\n0\r\n\r\n"

HOSTS = {
    "none": (head("GET", ASK, host=None), REFUSED),
    "two": (head("GET", ASK, "Host: other"), REFUSED),
    "two of one value": (head("GET", ASK, "Host: 127.0.0.1"), REFUSED),
    "two in HTTP/1.0": (head("GET", ASK, "Host: other", version="HTTP/1.0"), REFUSED),
    "two in two cases": (head("GET", ASK, "hOST: other"), REFUSED),
    **{
        repr(host): (head("GET", "/robots.txt", host=host), REFUSED | {421})
        for host in [
            *(
                "a b",
                "user@a",
                "user:pass@a",
                "a\x01b",
                "a\x7fb",
                "\xe9.example",
                "a/b",
                "a?b",
                "a#b",
                "a\\b",
            ),
            *(
                "a:b",
                "a:80:80",
                "[::1",
                "::1]",
                "[::g]",
                "<script>",
                '"',
                "a|b",
                "a^b",
                "a`b",
                "{a}",
                "%",
                "%zz",
            ),
            *("http://a", "a:-1", "a: 80", "a\tb", "[]"),
        ]
    },
}
"""Host fields and statuses: RFC 9112 section 3.2, RFC 3986 section 3.2.2."""
ODD_HOSTS = [
    *("-", "a.", "A", "xn--" + "a" * 300, "%C3%A9", "127.0.0.1.", "0x7f.1", "[v1.a:b]", ":80"),
    "xn--",
    "xn--a-ecp.ru",
    "",
    "a..b",
    ".",
    "a" * 5000,
    "a:99999",
    "a:0",
    "a:",
    "a,b",
    "%61",
    "[::1]",
    "1.1",
]
"""What a name may be as it is spelt, whatever it may stand for."""

LENGTHS = {
    "several": (post("Content-Length: 6", "Content-Length: 7", body=b"ASK {} "), REFUSED),
    "several of one value": (post("Content-Length: 6", "Content-Length: 6", body=b"ASK {}"), DOUBTFUL),
    "list": (post("Content-Length: 6, 6", body=b"ASK {}"), DOUBTFUL),
    "list of two values": (post("Content-Length: 6, 7", body=b"ASK {} "), REFUSED),
    **{
        repr(value): (post(f"Content-Length: {value}", body=b"ASK {}"), REFUSED | {413})
        for value in [
            "-1",
            "+6",
            "0x6",
            "6 6",
            "6;",
            "6.0",
            "1e1",
            "six",
            "\xb2",
            "6_0",
            "9" * 30,
            "-",
            ",6",
            "6\x00",
        ]
    },
}
"""Content-Length fields: RFC 9112 section 6.3, RFC 9110 section 8.6."""

CODINGS = {
    **{
        value: (post(f"Transfer-Encoding: {value}", body=CHUNKS), UNKNOWN)
        for value in [
            *("gzip, chunked", "identity", "chunked, chunked", "chunked, gzip", "gzip", "chunked, identity"),
            *(
                "xchunked",
                "chunked x",
                "chunked;q=1",
                '"chunked"',
                "\x0bchunked",
                "chunke",
                "deflate, chunked",
            ),
        ]
    },
    "several": (post(CHUNKED, CHUNKED, body=CHUNKS), UNKNOWN),
    "several kinds": (post(CHUNKED, "Transfer-Encoding: identity", body=CHUNKS), UNKNOWN),
    "several kinds, hidden": (post("Transfer-Encoding: identity", CHUNKED, body=CHUNKS), UNKNOWN),
    "in HTTP/1.0": (post(CHUNKED, body=CHUNKS, version="HTTP/1.0"), UNKNOWN | {200}),
}
"""Transfer codings: RFC 9112 sections 6.1 and 7."""

CHUNKINGS = {
    name: (post(CHUNKED, body=body), statuses_)
    for name, body, statuses_ in [
        ("negative size", b"-1\r\nASK {}\r\n0\r\n\r\n", REFUSED),
        ("signed size", b"+6\r\nASK {}\r\n0\r\n\r\n", REFUSED),
        ("size with a prefix", b"0x6\r\nASK {}\r\n0\r\n\r\n", REFUSED),
        ("size of no digit", b"\r\nASK {}\r\n0\r\n\r\n", REFUSED),
        ("size of other letters", b"g\r\nASK {}\r\n0\r\n\r\n", REFUSED),
        ("size that overflows", b"10000000000000006\r\nASK {}\r\n0\r\n\r\n", REFUSED | {413}),
        ("size beyond any", b"f" * 40 + b"\r\nASK {}\r\n0\r\n\r\n", REFUSED | {413}),
        ("more than was said", b"3\r\nASK {}\r\n0\r\n\r\n", REFUSED),
        ("less than was said", b"9\r\nASK {}\r\n0\r\n\r\nGET / HT", REFUSED),
        ("no end of a chunk", b"6\r\nASK {}0\r\n\r\n", REFUSED),
        ("size after a space", b" 6\r\nASK {}\r\n0\r\n\r\n", DOUBTFUL),
        ("bare LF", b"6\nASK {}\n0\n\n", DOUBTFUL),
    ]
}
"""Chunks: RFC 9112 section 7.1."""

FIELDS = {
    "space before the colon": (head("GET", ASK, "X-A : b"), REFUSED),
    "space before the colon of a length": (post("Content-Length : 6", body=b"ASK {}"), REFUSED),
    "space before the colon of a coding": (post("Transfer-Encoding : chunked", body=CHUNKS), REFUSED),
    "tab before the colon": (head("GET", ASK, "X-A\t: b"), REFUSED),
    "space in a name": (head("GET", ASK, "X A: b"), REFUSED),
    "no name": (head("GET", ASK, ": b"), REFUSED),
    "no colon": (head("GET", ASK, "X-A"), REFUSED),
    "odd letter in a name": (head("GET", ASK, "X(A): b"), REFUSED),
    "letter beyond ASCII in a name": (head("GET", ASK, "X-\xc4: b"), REFUSED),
    "NUL in a name": (head("GET", ASK, "X\x00A: b"), REFUSED),
    "NUL in a value": (head("GET", ASK, "X-A: b\x00c"), DOUBTFUL),
    "CR in a value": (head("GET", ASK, "X-A: b\rHost: evil"), DOUBTFUL),
    "folded": (head("GET", ASK, "X-A: b\r\n c"), DOUBTFUL),
    "folded coding": (post("Transfer-Encoding:\r\n chunked", body=CHUNKS), DOUBTFUL | UNKNOWN),
    "folded length": (post("Content-Length:\r\n 6", body=b"ASK {}"), DOUBTFUL),
    "space before the first": (f"GET {ASK} HTTP/1.1\r\n Host: x\r\n\r\n".encode(), REFUSED),
    "bare LF": (f"GET {ASK} HTTP/1.1\nHost: x\nConnection: close\n\n".encode(), DOUBTFUL),
    "an underscore": (
        post("Content_Length: 3", "Transfer_Encoding: chunked", "Content-Length: 6", body=b"ASK {}"),
        DOUBTFUL,
    ),
    "thousands": (head("GET", ASK, *(f"X-{i}: y" for i in range(10_000))), {400, 431}),
    "one of 150 kB": (head("GET", ASK, "X-A: " + "y" * 150_000), {400, 413, 431}),
    "a name of 150 kB": (head("GET", ASK, "X-" + "y" * 150_000 + ": a"), {400, 413, 431}),
    "cookies of 60 kB": (head("GET", ASK, "Connection: close", "Cookie: a=" + "y" * 60_000), {200, 400, 431}),
}
"""Fields: RFC 9112 section 5, RFC 9110 section 5.5, RFC 6585 section 5."""

LINES = {
    **{
        version: (head("GET", ASK, version=version), {400, 505})
        for version in [
            "HTTP/2.0",
            "HTTP/3.0",
            "HTTP/0.9",
            "HTTP/1",
            "HTTP/1.10",
            "http/1.1",
            "HTTP/",
            "HTTP/a.b",
        ]
    },
    "HTTP/1.2": (head("GET", ASK, "Connection: close", version="HTTP/1.2"), {200, 400, 505}),
    "HTTPS/1.1": (head("GET", ASK, version="HTTPS/1.1"), {400, 505}),
    "no version": (f"GET {ASK}\r\n\r\n".encode(), {400, 505}),
    "three spaces": (f"GET   {ASK}   HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode(), DOUBTFUL),
    "a space in the target": (head("GET", "/a b"), REFUSED),
    "NUL in the target": (head("GET", "/a\x00b"), REFUSED),
    "CR in the target": (head("GET", "/a\rb"), REFUSED),
    "a target of no kind": (head("GET", "robots.txt"), REFUSED),
    "authority": (head("GET", "127.0.0.1:80"), REFUSED),
    "absolute without a host": (head("GET", "http:///robots.txt"), REFUSED),
    "absolute with a user": (head("GET", "http://user@127.0.0.1/robots.txt"), {200, 400, 421}),
    "every resource": (head("GET", "*"), REFUSED | {404}),
    "CONNECT": (head("CONNECT", "127.0.0.1:80"), {400, 404, 405, 501}),
    "CONNECT to a path": (head("CONNECT", "/"), {400, 404, 405, 501}),
    "64 kB": (head("GET", "/" + "a" * 65_536), {400, 404, 414, 431}),
    "a megabyte": (head("GET", "/" + "a" * 1_000_000), {400, 414, 431}),
    "a megabyte of a query": (head("GET", ASK + "%20" * 330_000), {400, 414, 431}),
    "a long method": (head("G" * 100_000, "/"), {400, 405, 414, 431, 501}),
    "a method that is no token": (head("G@T", "/"), {400, 405, 501}),
    "no method": (f" {ASK} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), REFUSED),
    "no request": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200 + b"\r\n\r\n", REFUSED),
}
"""Request lines: RFC 9112 sections 2.3, 3 and 3.2, RFC 9110 section 15.6.6."""

KINDS = {
    f"{kind}: {name}": case
    for kind, cases in [
        ("Host", HOSTS),
        ("Content-Length", LENGTHS),
        ("Transfer-Encoding", CODINGS),
        ("chunks", CHUNKINGS),
        ("fields", FIELDS),
        ("request line", LINES),
    ]
    for name, case in cases.items()
}


@pytest.mark.parametrize("name", KINDS)
def test_what_is_no_request_is_refused_and_nothing_after_it_is_read(reading, name):
    sent, allowed = KINDS[name]
    received, closed = exchange(reading, sent, NEXT)
    found = statuses(received)
    assert closed
    assert set(found[:1]) <= allowed, found
    assert found or name in MAY_BE_CUT
    if set(found[:1]) <= MALFORMED:
        assert found[1:] == []
        assert b"Sitemap" not in received
    assert reading.ask("ASK {}") is True


MALFORMED = {400, 413, 414, 431, 501, 505}
"""Statuses of what has no certain end; the rest are requests, whatever else is wrong with them."""
MAY_BE_CUT = {"request line: no request", "request line: no version"}
"""Where a server may close without a word: the client speaks another protocol."""


@pytest.mark.parametrize("host", ODD_HOSTS, ids=lambda host: ascii(host[:20]))
@pytest.mark.parametrize("path", ["/", "/robots.txt", "/reconcile", "/.well-known/void", "/none", ASK])
def test_an_odd_host_is_no_fault_of_the_service(reading, host, path):
    received, _ = exchange(reading, head("GET", path, "Connection: close", host=host))
    assert statuses(received)[0] in {200, 303, 400, 404, 421, 431}


def test_an_old_client_needs_no_host(reading):
    received, closed = exchange(reading, head("GET", ASK, version="HTTP/1.0", host=None))
    assert (statuses(received), closed) == ([200], True)


@pytest.mark.parametrize("fields", [["Content-Length: 6", CHUNKED], [CHUNKED, "Content-Length: 6"]])
def test_a_length_beside_chunks_does_not_count_and_nothing_follows(reading, fields):
    received, closed = exchange(reading, post(*fields, body=CHUNKS) + head("GET", "/health"))
    assert (statuses(received), closed) == ([200], True)


@pytest.mark.parametrize("target", ["http://127.0.0.1", "http://127.0.0.1?a=b", "http://127.0.0.1#a"])
def test_a_target_without_a_path_is_the_root(reading, target):
    received, _ = exchange(reading, head("GET", target, "Connection: close"))
    root, _ = exchange(reading, head("GET", "/", "Connection: close"))
    assert statuses(received)[0] in {400, *statuses(root)}


@pytest.mark.parametrize(
    "target",
    [
        *(
            "/%",
            "/%zz",
            "/%00",
            "/%ff",
            "/%C3%28",
            "/..%2f..%2fetc%2fpasswd",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/#a",
        ),
        *(
            "/../../etc/passwd",
            "//evil.example/",
            "//evil.example/%2e%2e",
            "/\\evil.example",
            "/\xff",
            "/\xc3\xa9",
        ),
        *(
            "/static/../../../pyproject.toml",
            "/static/%2e%2e/%2e%2e/app.py",
            "/page/%0d%0aX-A:%20b",
            "/?\xe9=\xff",
        ),
        *(
            "/id/state/%0d%0aX-A:%20b",
            "/id//evil.example",
            "/page/" + "%61" * 5000,
            "/sparql?query=%ff",
            "/?%zz",
        ),
        *("/sparql?query=%00", "/queries/%00", "/data/state/%ff.ttl", "/relation?one=//evil.example&other=a"),
        "/reconcile/view?id=//evil.example",
        "/a" * 5000,
        "/" * 5000,
        "/?" + "a&" * 5000,
    ],
    ids=lambda target: ascii(target[:40]),
)
def test_an_odd_target_is_no_fault_of_the_service(reading, target):
    received, _ = exchange(reading, head("GET", target, "Connection: close"))
    assert 200 <= statuses(received)[0] < 500
    fields = received.partition(b"\r\n\r\n")[0].lower().split(b"\r\n")
    assert not [
        each for each in fields if each.startswith((b"x-a:", b"location: //", b"location: http://evil"))
    ]
    assert b"root:" not in received
    assert b"[project]" not in received


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "BREW", "get", "PRI", "PROPFIND", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/sparql", "/graphs", "/none"])
def test_a_method_that_is_not_known_is_refused_and_shows_nothing_that_was_sent(reading, method, path):
    received, _ = exchange(reading, head(method, path, "Connection: close", "Cookie: secret=1"))
    assert statuses(received)[0] in {400, 404, 405, 501, 505}
    assert b"secret" not in received


@pytest.mark.parametrize("target", ["*", "/", "/sparql", "/none"])
def test_the_options_may_be_asked_for(reading, target):
    received, _ = exchange(reading, head("OPTIONS", target, "Connection: close"))
    assert statuses(received)[0] in {200, 204, 400, 404}


@pytest.mark.parametrize("size", [2000, 7000])
def test_a_long_query_may_come_in_the_address(reading, size):
    text = "ASK { VALUES ?x { " + "1 " * (size // 2 - 20) + "} }"
    path = "/sparql?query=" + text.replace(" ", "+").replace("{", "%7B").replace("}", "%7D")
    received, _ = exchange(reading, head("GET", path, "Connection: close"))
    assert statuses(received) == [200]


@pytest.mark.parametrize(
    "value", ["200-ok", "100-continue, 200-ok", "", "continue", "x" * 1000, "100-Continue"]
)
def test_other_expectations_are_refused_or_ignored(reading, value):
    sent = post(f"Expect: {value}", "Connection: close", "Content-Length: 6", body=b"ASK {}")
    received, closed = exchange(reading, sent)
    assert closed
    assert [each for each in statuses(received) if each != 100][0] in {200, 400, 417}  # noqa: RUF015


def test_an_old_client_is_not_told_to_go_on(reading):
    sent = post("Expect: 100-continue", "Content-Length: 6", body=b"ASK {}", version="HTTP/1.0")
    assert statuses(exchange(reading, sent)[0]) == [200]


def test_an_expectation_without_a_body_is_answered(reading):
    sent = head("GET", ASK, "Expect: 100-continue", "Connection: close")
    assert [each for each in statuses(exchange(reading, sent)[0]) if each != 100] == [200]


SETTINGS = "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"
OFFERS = {
    "h2c": [
        "Connection: Upgrade, HTTP2-Settings",
        "Upgrade: h2c",
        SETTINGS,
    ],
    "h2c without settings": ["Connection: Upgrade", "Upgrade: h2c"],
    "h2c, not said of the connection": ["Upgrade: h2c", SETTINGS],
    "h2c among others": ["Connection: Upgrade", "Upgrade: foo/2, h2c, websocket"],
    "TLS": ["Connection: Upgrade", "Upgrade: TLS/1.0"],
    "nonsense": ["Connection: Upgrade", "Upgrade: \x80\xff"],
    "websocket": [
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ],
    "old websocket": ["Connection: Upgrade", "Upgrade: WebSocket", "Origin: http://evil.example"],
}


def answered(received):
    """Return whether a client that offers another protocol is answered, in this one or the other."""
    return statuses(received)[:1] in ([200], [101], [426])


@pytest.mark.parametrize("offer", OFFERS)
def test_who_offers_another_protocol_is_answered_in_this_one(reading, offer):
    received, _ = exchange(reading, head("GET", ASK, *OFFERS[offer]), NEXT, patience=3)
    assert answered(received)
    if statuses(received)[0] == 200:
        assert b'"boolean":true' in received
        assert b"Sitemap" in received


@pytest.mark.parametrize("offer", OFFERS)
@pytest.mark.parametrize("length", ["length", "chunks"])
def test_the_body_of_who_offers_another_protocol_is_read(empty, offer, length):
    text = b"INSERT DATA { <a:s> <a:p> 1 }"
    framing, body = {
        "length": (f"Content-Length: {len(text)}", text),
        "chunks": (CHUNKED, b"%x\r\n%s\r\n0\r\n\r\n" % (len(text), text)),
    }[length]
    fields = ["Content-Type: application/sparql-update", "Authorization: Bearer let-me-write", framing]
    received, _ = exchange(empty, head("POST", "/update", *OFFERS[offer], *fields) + body, NEXT, patience=3)
    status = statuses(received)[0]
    assert empty.ask("ASK { <a:s> <a:p> 1 }") == (status == 200)
    assert status in {200, 101, 400, 426}
    if status == 200:
        assert b"Sitemap" in received


def test_what_comes_after_a_body_in_chunks_is_no_field_of_the_request(empty):
    kind = "Content-Type: text/turtle"
    for after in (
        "Authorization: Bearer let-me-write",
        "Host: evil.example",
        "Content-Type: text/csv",
        "X-A: b",
    ):
        sent = head(
            "PUT", "/graphs?graph=http://e/g", kind, CHUNKED, "Connection: close", "Trailer: Authorization"
        )
        received, _ = exchange(empty, sent + b"9\r\n<s> a 1 .\r\n0\r\n" + f"{after}\r\n\r\n".encode())
        assert statuses(received) in ([400], [401])
    assert not empty.ask("ASK { GRAPH ?g { ?s ?p ?o } }")


def test_what_comes_after_a_body_in_chunks_is_taken_from_the_connection(empty):
    sent = post(CHUNKED, body=CHUNKS[:-2] + b"X-A: b\r\nX-B: c\r\n\r\n")
    received, _ = exchange(empty, sent, NEXT)
    assert statuses(received) in ([200, 200], [400])


def test_the_rest_of_a_refused_body_is_not_read_as_a_request(empty):
    inner = head("GET", "/robots.txt", "Connection: close")
    sent = head("PUT", "/graphs?default", "Content-Type: text/turtle", f"Content-Length: {len(inner)}")
    received, _ = exchange(empty, sent, inner, patience=3)
    assert statuses(received) == [401]


def test_a_body_that_is_not_wanted_is_skipped(reading):
    received, _ = exchange(reading, head("GET", ASK, "Content-Length: 6") + b"ASK {}", NEXT)
    assert statuses(received) in ([200, 200], [400])


def test_a_problem_of_the_protocol_is_told_as_any_other(reading):
    received, _ = exchange(reading, head("GET", ASK, "Host: other"))
    fields, _, body = received.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in fields.lower()
    assert json.loads(body)["status"] == 400


def test_bytes_may_come_one_by_one(reading):
    sent = post("Content-Length: 6", "Connection: close", body=b"ASK {}")
    with connect(reading) as connection:
        send(connection, (sent[i : i + 1] for i in range(len(sent))))
        assert statuses(receive(connection)[0]) == [200]


def test_empty_lines_before_a_request_are_skipped(reading):
    assert statuses(exchange(reading, b"\r\n\r\n" + NEXT)[0]) == [200]
