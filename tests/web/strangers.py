"""Bytes that strangers send, what they get for it, and what others notice meanwhile."""

import contextlib
import http.client
import os
import re
import socket
import threading
import time
import urllib.parse
from pathlib import Path

from .test_kills import family

PATIENCE = 1.5
"""Seconds that anybody else may wait meanwhile."""
ROOM = 200
"""MiB that a server may hold more after it than before."""
MOST = 800
"""MiB that it may hold more meanwhile."""


def head(method, target, *fields, version="HTTP/1.1", host="127.0.0.1"):
    """Return a request's head; fields are text of one byte a character."""
    lines = [f"{method} {target} {version}", *([] if host is None else [f"Host: {host}"]), *fields, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def connect(server, patience=20):
    return socket.create_connection(("127.0.0.1", server.port), timeout=patience)


def send(connection, pieces):
    """Send until all is sent or the other side wants no more; return the bytes that were taken."""
    sent = 0
    with contextlib.suppress(OSError):
        for piece in pieces:
            connection.sendall(piece)
            sent += len(piece)
    return sent


def receive(connection):
    """Return what comes until the other side closes, and whether it did within the socket's patience."""
    parts = []
    try:
        while part := connection.recv(1 << 16):
            parts.append(part)
    except TimeoutError:
        return b"".join(parts), False
    except ConnectionError:
        pass
    return b"".join(parts), True


def exchange(server, *pieces, patience=20):
    """Return what comes after some bytes until the other side closes, and whether it did."""
    with connect(server, patience) as connection:
        send(connection, pieces)
        return receive(connection)


def statuses(received):
    """Return the statuses of the answers that are in what was received."""
    return [int(each) for each in re.findall(rb"HTTP/1\.[01] (\d{3}) ", received)]


def memory(server):
    """Return the MiB that a server's processes hold."""
    pages = 0
    for pid in [each for members in family(server.process.pid).values() for each in members]:
        with contextlib.suppress(OSError):
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 >> 20


def descriptors(server):
    """Return how many files and connections are open in a server's processes."""
    pids = [each for members in family(server.process.pid).values() for each in members]
    return sum(len(list(Path(f"/proc/{each}/fd").iterdir())) for each in pids)


class Watch:
    """Another client, asking all the while something new.

    Attributes:
        usual: the longest of some waits before, in seconds.
        slowest: the longest wait since.
        answered: the number of answers.
        statuses: of the answers.
        before: the MiB that the server held at first.
        most: the MiB that it held at the most.
    """

    def __init__(self, server, source="127.0.0.2"):
        """Begin nothing yet.

        Args:
            server: that is asked.
            source: the address that is asked from; strangers' is 127.0.0.1, and has a limit of its own.
        """
        self._server, self._source, self._over = server, source, threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self.slowest, self.answered, self.statuses = 0.0, 0, set()
        self.before = self.most = memory(server)

    def __enter__(self):
        self.usual = max(self._once() for _ in range(5))
        self._thread.start()
        return self

    def _once(self):
        started = time.monotonic()
        try:
            self.statuses.add(self._status())
        except OSError as error:
            self.statuses.add(type(error).__name__)
        return time.monotonic() - started

    def _status(self):
        port, text = self._server.port, f"ASK {{ <watched:{os.urandom(8).hex()}> ?p ?o }}"
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(self._source, 0))
        try:
            client.request("GET", "/sparql?" + urllib.parse.urlencode({"query": text}))
            response = client.getresponse()
            response.read()
            return response.status
        finally:
            client.close()

    def _ask(self):
        while not self._over.is_set():
            self.slowest = max(self.slowest, self._once())
            self.answered += 1
            self.most = max(self.most, memory(self._server))
            time.sleep(0.02)

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def check(self):
        """Assert that nobody was held up and that the server holds no more than before."""
        assert self.statuses == {200}
        # What else goes on, on this machine, slows everybody.
        assert self.slowest < PATIENCE + 5 * self.usual
        assert self.most < self.before + MOST
        assert is_again(lambda: memory(self._server) < self.before + ROOM, 20), memory(self._server)


def is_again(state, seconds):
    """Return whether a state comes within some seconds."""
    end = time.monotonic() + seconds
    while not (found := state()) and time.monotonic() < end:
        time.sleep(0.1)
    return found
