"""Which connections are closed because nothing comes of them."""

import contextlib
import socket
import time
from pathlib import Path

import pytest

from bilateral.web.http import idle_connections
from bilateral.web.http.idle_connections import Traffic, close_unused, is_unused, read


@pytest.mark.parametrize(
    ("traffic", "unused"),
    [
        (Traffic(established=True, quiet=14.0, received=0, sent=0), False),
        (Traffic(established=True, quiet=15.0, received=0, sent=0), True),
        (Traffic(established=True, quiet=90.0, received=9, sent=0), False),
        (Traffic(established=True, quiet=300.0, received=9, sent=0), True),
        (Traffic(established=True, quiet=900.0, received=9, sent=9), False),
        (Traffic(established=False, quiet=900.0, received=0, sent=0), False),
    ],
)
def test_a_connection_is_unused_that_never_got_to_an_answer(traffic, unused):
    assert is_unused(traffic) is unused


def test_the_kernel_tells_what_went_over_a_connection():
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()) as client, server.accept()[0] as served:
            assert read(served)[2:] == (0, 0)
            client.sendall(b"abc")
            assert served.recv(3) == b"abc"
            served.sendall(b"answer")
            assert client.recv(6) == b"answer"
            time.sleep(0.1)
            assert read(served)[2:] == (3, 6)
            assert read(served).quiet >= 0.1
        assert not read(server).established


def test_who_says_nothing_is_closed_and_nothing_else_and_no_descriptor_is_left(monkeypatch):
    monkeypatch.setattr(idle_connections, "_SILENT", 0.2)
    with contextlib.ExitStack() as opened:
        server = opened.enter_context(socket.create_server(("127.0.0.1", 0)))
        mute, _ = connection(opened, server)
        talking, other = connection(opened, server)
        talking.sendall(b"a")
        assert other.recv(1) == b"a"
        time.sleep(0.3)
        before = len(list(Path("/proc/self/fd").iterdir()))
        close_unused(server.getsockname()[1])
        assert len(list(Path("/proc/self/fd").iterdir())) == before
        assert mute.recv(1) == b""
        other.sendall(b"b")
        assert talking.recv(1) == b"b"


def connection(opened, server):
    """Open a connection; return the client's end and the server's."""
    client = opened.enter_context(socket.create_connection(server.getsockname(), timeout=5))
    return client, opened.enter_context(server.accept()[0])
