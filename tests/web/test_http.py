"""HTTP as it is spoken: bytes sent to a real server, and the bytes that come back."""

import json
import socket
import urllib.parse

import pytest

ASK = "/sparql?" + urllib.parse.urlencode({"query": "ASK {}"})
YES = b'{"head":{},"boolean":true}'


def exchange(server, *parts, until=b""):
    """Send parts, all but the first after `until` was received; return what comes until the end."""
    received = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        client.sendall(parts[0])
        for part in parts[1:]:
            while until not in received:
                received += client.recv(1 << 16)
            client.sendall(part)
        while data := client.recv(1 << 16):
            received += data
    return received


def request(method, path, *headers, body=b"", version="1.1"):
    lines = [f"{method} {path} HTTP/{version}", "Host: x", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def closing(method, path, *headers, **given):
    return request(method, path, "Connection: close", *headers, **given)


def statuses(received):
    return [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]


def test_requests_that_are_sent_ahead_are_answered_in_order(reading):
    sent = request("GET", ASK) + request("GET", "/none") + closing("GET", ASK)
    received = exchange(reading, sent)
    assert statuses(received) == [200, 404, 200]
    assert received.count(YES) == 2


def test_a_body_may_come_in_chunks(reading):
    head = closing("POST", "/sparql", "Content-Type: application/sparql-query", "Transfer-Encoding: chunked")
    received = exchange(reading, head + b"3\r\nASK\r\n3\r\n {}\r\n0\r\n\r\n")
    assert statuses(received) == [200]
    assert received.endswith(YES)


def test_a_client_that_asks_first_is_told_to_go_on(reading):
    head = closing(
        "POST",
        "/sparql",
        "Content-Type: application/sparql-query",
        "Content-Length: 6",
        "Expect: 100-continue",
    )
    received = exchange(reading, head, b"ASK {}", until=b"100 Continue\r\n\r\n")
    assert statuses(received) == [100, 200]


def test_a_body_that_would_be_too_long_is_not_asked_for(reading):
    head = request("POST", "/sparql", "Content-Length: 99999999999", "Expect: 100-continue")
    assert statuses(exchange(reading, head)) == [413]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: xn--\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n", 400),
        (b"GET /\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET /?\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET x:80 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (request("POST", "/sparql", "Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n", 501),
        (request("POST", "/sparql", "Transfer-Encoding: chunked, chunked") + b"0\r\n\r\n", 501),
    ],
)
def test_what_can_be_understood_in_two_ways_is_refused_and_the_connection_closed(reading, sent, status):
    received = exchange(reading, sent)
    assert statuses(received) == [status]
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"connection: close" in head
    assert json.loads(body)["status"] == status


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"hello\r\n\r\n", 400),
        (b"GET /\xe9 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 400),
        (request("POST", "/sparql", "Content-Length: 5", "Content-Length: 6"), 400),
        (request("POST", "/sparql", "Content-Length: -1"), 400),
        (request("GET", "/", *(f"X-{i}: y" for i in range(200))), 431),
        (b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 300_000, 431),
    ],
)
def test_what_is_no_request_is_refused_and_the_connection_closed(reading, sent, status):
    assert statuses(exchange(reading, sent)) == [status]


def test_nothing_follows_a_body_that_has_two_lengths(reading):
    chunked = request(
        "POST",
        "/sparql",
        "Content-Type: application/sparql-query",
        "Content-Length: 5",
        "Transfer-Encoding: chunked",
        body=b"6\r\nASK {}\r\n0\r\n\r\n",
    )
    assert statuses(exchange(reading, chunked + request("GET", ASK))) == [200]


def test_what_was_asked_before_a_fault_is_answered(reading):
    assert statuses(exchange(reading, request("GET", ASK) + b"hello\r\n\r\n")) == [200, 400]


def test_an_old_client_gets_an_answer_and_the_end_of_the_connection(reading):
    received = exchange(reading, request("GET", ASK, version="1.0"))
    assert received.endswith(YES)


@pytest.mark.parametrize("path", [ASK, "/docs", "/health"])
@pytest.mark.parametrize("protocol", ["websocket", "h2c"])
def test_a_client_that_wants_another_protocol_is_answered_in_this_one(reading, path, protocol):
    sent = request("GET", path, "Connection: Upgrade, close", f"Upgrade: {protocol}")
    assert statuses(exchange(reading, sent)) == [200]


def test_head_tells_what_get_would(reading):
    head = exchange(reading, closing("HEAD", ASK))
    get = exchange(reading, closing("GET", ASK))

    def told(received):
        lines = received.partition(b"\r\n\r\n")[0].split(b"\r\n")
        return [line for line in lines if not line.startswith((b"date", b"content-length"))]

    assert told(head) == told(get)
    assert head.endswith(b"\r\n\r\n")


def test_a_target_may_name_the_host(reading):
    assert statuses(exchange(reading, closing("GET", f"http://x{ASK}"))) == [200]


def test_an_escaped_path_is_the_same_path(reading):
    assert statuses(exchange(reading, closing("GET", "/%73parql?query=ASK%20%7B%7D"))) == [200]
