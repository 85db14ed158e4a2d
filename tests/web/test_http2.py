"""HTTP/2 without TLS, and what strangers do with it: nothing passes that is refused in HTTP/1.1.

Source: RFC 9113.
"""

import time

import pytest

from .strangers import Watch, connect, send

h2 = pytest.importorskip("h2", reason="needs h2, which hypercorn brings")
from h2.config import H2Configuration  # noqa: E402
from h2.connection import H2Connection  # noqa: E402
from h2.events import DataReceived, ResponseReceived, StreamEnded, StreamReset  # noqa: E402
from h2.exceptions import ProtocolError  # noqa: E402

ASK = "/sparql?query=ASK%7B%7D"
UPDATE = b"INSERT DATA { <a:s> <a:p> 1 }"


def fields(method, path, *more, authority="127.0.0.1"):
    first = [(":method", method), (":scheme", "http"), (":authority", authority), (":path", path)]
    return [*first, *more]


class Spoken:
    """One connection of a client that says what it likes."""

    def __init__(self, client):
        self.client = client
        # Not checked, as strangers do not.
        self.state = H2Connection(
            H2Configuration(validate_outbound_headers=False, normalize_outbound_headers=False)
        )
        self.state.initiate_connection()
        self.answers, self.reset, self.closed = {}, set(), False
        self.flush()

    def flush(self):
        return send(self.client, [self.state.data_to_send()])

    def ask(self, given, body=None):
        """Send a request; return its stream."""
        stream = self.state.get_next_available_stream_id()
        self.state.send_headers(stream, given, end_stream=body is None)
        if body is not None:
            self.state.send_data(stream, body, end_stream=True)
        self.flush()
        return stream

    def read(self, streams, seconds=20):
        """Read until these streams are answered or ended; return status and body of each, None for an end."""
        end, ended = time.monotonic() + seconds, set()
        while not set(streams) <= ended | self.reset and not self.closed and time.monotonic() < end:
            for event in self._events():
                if isinstance(event, ResponseReceived):
                    self.answers[event.stream_id] = (int(dict(event.headers)[b":status"]), b"")
                elif isinstance(event, DataReceived):
                    status, body = self.answers[event.stream_id]
                    self.answers[event.stream_id] = (status, body + event.data)
                    self.state.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                elif isinstance(event, StreamEnded):
                    ended.add(event.stream_id)
                elif isinstance(event, StreamReset):
                    self.reset.add(event.stream_id)
            self.flush()
        return [self.answers.get(each) for each in streams]

    def _events(self):
        try:
            data = self.client.recv(1 << 16)
        except OSError:
            data = b""
        self.closed = not data
        try:
            return self.state.receive_data(data)
        except ProtocolError:
            self.closed = True
            return []


@pytest.fixture
def speak(reading):
    """Open a connection to the small server."""
    opened = []

    def speak_to(server=reading):
        opened.append(connect(server))
        return Spoken(opened[-1])

    yield speak_to
    for each in opened:
        each.close()


def test_many_requests_at_once_are_answered(speak):
    spoken = speak()
    streams = [spoken.ask(fields("GET", ASK)) for _ in range(50)]
    found = spoken.read(streams)
    assert [(each[0], b'"boolean":true' in each[1]) for each in found] == [(200, True)] * 50


def test_a_write_is_made(speak, empty):
    spoken = speak(empty)
    more = [("content-type", "application/sparql-update"), ("authorization", "Bearer let-me-write")]
    ((status, _),) = spoken.read([spoken.ask(fields("POST", "/update", *more), UPDATE)])
    assert (status, empty.ask("ASK { <a:s> <a:p> 1 }")) == (200, True)


WRONG = {
    "a host with a user": fields("GET", ASK, authority="user@127.0.0.1"),
    "a host with a space": fields("GET", ASK, authority="a b"),
    "a coding": fields("GET", ASK, ("transfer-encoding", "chunked")),
    "a connection": fields("GET", ASK, ("connection", "close")),
    "a length of a body that is none": fields("GET", ASK, ("content-length", "6")),
    "a line break in a value": fields("GET", ASK, ("x-a", "b\r\nauthorization: Bearer let-me-write")),
    "NUL in a value": fields("GET", ASK, ("x-a", "b\x00c")),
    "a large letter in a name": fields("GET", ASK, ("X-A", "b")),
    "a path of no kind": fields("GET", "robots.txt"),
    "an empty path": fields("GET", ""),
    "no path": [field for field in fields("GET", ASK) if field[0] != ":path"],
    "two methods": [*fields("GET", ASK), (":method", "POST")],
    "a line break in a path": fields("GET", "/a\r\nX-A: b"),
    "a space in a path": fields("GET", "/a b"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_request_is_refused(speak, reading, name):
    spoken = speak()
    (found,) = spoken.read([spoken.ask(WRONG[name])])
    assert found is None or found[0] in {400, 404, 421}
    assert reading.ask("ASK {}") is True


def test_an_odd_host_is_no_fault_of_the_service(speak):
    for authority in ("xn--", "a..b", "", "a:99999", "a" * 3000):
        spoken = speak()
        (found,) = spoken.read([spoken.ask(fields("GET", "/robots.txt", authority=authority))])
        assert found is None or found[0] in {200, 400, 421, 431}


def test_streams_that_are_given_up_at_once_hold_nobody_up(speak, reading):
    with Watch(reading) as watch:
        spoken = speak()
        for _ in range(5000):
            stream = spoken.state.get_next_available_stream_id()
            spoken.state.send_headers(stream, fields("GET", ASK), end_stream=True)
            spoken.state.reset_stream(stream, 8)
            if not stream % 101 and not spoken.flush():
                break
        time.sleep(1)
    watch.check()


def test_fields_that_never_end_are_bounded(reading):
    preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"")
    more = frame(9, 0, 1, b"\x00\x03x-a\x7f\x81\x7e" + b"y" * 8000)
    with Watch(reading) as watch, connect(reading) as client:
        sent = send(client, [preface, frame(1, 1, 1, b"\x82"), *[more] * 8000])
    watch.check()
    assert sent < 40_000_000


def frame(kind, flags, stream, content):
    return len(content).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + content


def test_fields_that_unpack_to_much_are_bounded(speak, reading):
    with Watch(reading) as watch:
        spoken = speak()
        # One field of the table, thousands of times: each a byte on the wire.
        streams = [spoken.ask(fields("GET", ASK, *[("x-a", "y" * 3000)] * 10_000)) for _ in range(3)]
        found = spoken.read(streams, 10)
    assert not [each for each in found if each and each[0] not in {400, 431}]
    watch.check()


@pytest.mark.parametrize("kind", [2, 4, 6, 8])
def test_frames_that_ask_for_nothing_hold_nobody_up(reading, kind):
    content = {2: b"\x00" * 5, 4: b"", 6: b"\x00" * 8, 8: b"\x00\x00\x00\x01"}[kind]
    preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"")
    with Watch(reading) as watch, connect(reading, 5) as client:
        send(client, [preface, *[frame(kind, 0, 1 if kind == 2 else 0, content) * 1000] * 500])
    watch.check()


def test_answers_that_are_not_taken_are_not_piled_up(speak, reading):
    path = "/docs"
    with Watch(reading) as watch:
        for _ in range(5):
            spoken = speak()
            for _ in range(90):
                spoken.ask(fields("GET", path))
        time.sleep(3)
    watch.check()
