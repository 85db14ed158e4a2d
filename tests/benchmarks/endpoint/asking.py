"""Clients of a SPARQL endpoint that ask as fast as they are answered, and how long each answer took."""

from __future__ import annotations

import http.client
import multiprocessing
import random
import selectors
import socket
import time
import urllib.parse
from typing import NamedTuple

PEOPLE = 200_000
REPEATED = 25  # people whom --repeat asks about
ACCEPT = "application/sparql-results+json, application/n-triples"
TEMPLATES = (
    "SELECT ?p ?o {{ <http://e/s{i}> ?p ?o }}",
    "SELECT ?o {{ <http://e/s{i}> <http://e/knows> ?o }}",
    "SELECT ?name {{ <http://e/s{i}> <http://e/knows> ?o . ?o <http://e/name> ?name }}",
    "ASK {{ <http://e/s{i}> <http://e/knows> <http://e/s{j}> }}",
    "SELECT (COUNT(*) AS ?n) {{ ?s <http://e/knows> <http://e/s{i}> }}",
    "SELECT ?s {{ ?s <http://e/name> 'name {i}' }}",
    "CONSTRUCT WHERE {{ <http://e/s{i}> ?p ?o }}",
    "DESCRIBE <http://e/s{i}>",
    "SELECT ?s ?n {{ ?s <http://e/age> {k} ; <http://e/name> ?n }} LIMIT 10",
    "SELECT ?a {{ <http://e/s{i}> <http://e/knows>/<http://e/age> ?a FILTER(?a > 20) }}",
    "SELECT ?o ?n {{ <http://e/s{i}> <http://e/knows> ?o OPTIONAL {{ ?o <http://e/nick> ?n }} }}",
    "SELECT ?t (COUNT(*) AS ?n) {{ <http://e/s{i}> <http://e/knows> ?o . ?o a ?t }} GROUP BY ?t ORDER BY ?t",
)


class Load(NamedTuple):
    """What is asked of whom.

    Attributes:
        url: of the endpoint.
        clients: that ask at a time.
        seconds: for which they do.
        people: whom queries are about; few of them make the queries repeat.
    """

    url: str
    clients: int
    seconds: float
    people: int


def texts(people: int, number: int, seed: int) -> list[str]:
    """Return that many queries, the same for a seed."""
    chosen = random.Random(seed)
    found = []
    for _ in range(number):
        i = chosen.randrange(people)
        found.append(chosen.choice(TEMPLATES).format(i=i, j=i * 7 % people, k=i % 90))
    return found


def ordinary(load: Load) -> list[float]:
    """Ask with as many processes, each with the standard library's client; return seconds."""
    results: multiprocessing.Queue = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=_ask, args=(load, seed, results)) for seed in range(load.clients)
    ]
    for worker in workers:
        worker.start()
    return [seconds for _ in workers for seconds in results.get()]


def _ask(load: Load, seed: int, results: multiprocessing.Queue) -> None:
    parts = urllib.parse.urlsplit(load.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    queries = texts(load.people, 20_000, seed)
    times: list[float] = []
    end = time.perf_counter() + load.seconds
    while (started := time.perf_counter()) < end:
        encoded = urllib.parse.urlencode({"query": queries[len(times) % len(queries)]})
        connection.request("GET", f"{parts.path}?{encoded}", headers={"Accept": ACCEPT})
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise SystemExit(f"{answer.status} for {queries[len(times) % len(queries)]}")
        times.append(time.perf_counter() - started)
    results.put(times)


def light(load: Load) -> list[float]:
    """Ask with one process that sends prepared bytes on as many connections; return seconds.

    It takes a tenth of the time of `ordinary` for a request, which leaves the processors to the server.
    """
    parts = urllib.parse.urlsplit(load.url)
    address = (parts.hostname or "", parts.port or 80)
    requests = [_encode(parts, text) for text in texts(load.people, 20_000, 0)]
    times: list[float] = []
    asked = 0
    selector = selectors.DefaultSelector()
    for _ in range(load.clients):
        line = _Line(socket.create_connection(address))
        selector.register(line.socket, selectors.EVENT_READ, line)
        line.send(requests[asked])
        asked += 1
    end = time.perf_counter() + load.seconds
    while time.perf_counter() < end:
        for key, _ in selector.select(1):
            if (seconds := key.data.receive()) is not None:
                times.append(seconds)
                key.data.send(requests[asked % len(requests)])
                asked += 1
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    return times


def _encode(parts: urllib.parse.SplitResult, text: str) -> bytes:
    target = f"{parts.path}?{urllib.parse.urlencode({'query': text})}"
    return f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: {ACCEPT}\r\n\r\n".encode()


class _Line:
    """A connection and what was received on it."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket, self._received, self._started = connection, bytearray(), 0.0
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> None:
        self._received.clear()
        self._started = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> float | None:
        """Take what came; return how long the answer took, once it is whole."""
        data = self.socket.recv(1 << 18)
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if not data or (end >= 0 and not self._received.startswith(b"HTTP/1.1 200")):
            raise SystemExit(f"no answer: {bytes(self._received[:200])!r}")
        if end < 0 or not self._whole(end):
            return None
        return time.perf_counter() - self._started

    def _whole(self, end: int) -> bool:
        head = bytes(self._received[:end]).lower()
        _, sized, rest = head.partition(b"\r\ncontent-length:")
        if sized:
            return len(self._received) >= end + 4 + int(rest.split(b"\r\n", 1)[0])
        return self._received.endswith(b"\r\n0\r\n\r\n")
