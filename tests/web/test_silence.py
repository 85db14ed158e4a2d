"""Which connections are closed because nothing comes of them."""

import socket
import time

import pytest

from bilateral.web.silence import Traffic, is_unused, read


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
