"""What happened: a line for each request, and numbers for a monitor."""

from __future__ import annotations

import functools
import hashlib
import json
import sys
import time
from typing import TYPE_CHECKING, Any, Final, TextIO

from flask import g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prometheus_client.registry import Collector

    from bilateral.protocol.result_rows import SolutionCounter
    from bilateral.workers.answer import WorkerAnswer


KEY: Final = "bilateral.record"
"""Where the scope of an ASGI request has its record."""


class RequestRecord:
    """One request.

    Attributes:
        method: as sent.
        path: still encoded.
        client: the client's address.
        started: the monotonic time when its head was here.
        status: of the answer, 0 before.
        size: bytes of the answer's body.
        complete: whether the answer was sent to its end.
        query: SPARQL that was asked, or "".
        counter: counts the solutions in the answer, fed by whoever sends it; None where they are not counted.
        streamed: an answer that is to be sent without a thread that waits for the client.
    """

    __slots__ = (
        "_asked",
        "_disconnected",
        "client",
        "complete",
        "counter",
        "method",
        "path",
        "query",
        "size",
        "started",
        "status",
        "streamed",
    )

    def __init__(self, method: str, path: str, client: str) -> None:
        self.method, self.path, self.client = method, path, client
        self.started = time.monotonic()
        self.status = self.size = 0
        self.complete = True
        self.query = ""
        self.counter: SolutionCounter | None = None
        self.streamed: WorkerAnswer | None = None
        self._asked: WorkerAnswer | None = None
        self._disconnected = False

    @property
    def rows(self) -> int | None:
        """Solutions in the answer; None where they were not counted."""
        return self.counter.rows if self.counter else None

    def stop_on_disconnect(self, answer: WorkerAnswer) -> None:
        """Stop the answer when the client disconnects, or now if it has."""
        self._asked = answer
        if self._disconnected:
            answer.close()

    def disconnect(self) -> None:
        """Stop what is still done for a client that disconnected."""
        self._disconnected, self.complete = True, False
        if self._asked:
            self._asked.close()


def is_asgi(environ: Mapping[str, Any]) -> bool:
    """Return whether an ASGI server answers the request, and keeps its record."""
    return KEY in environ.get("asgi.scope", {})


def is_wsgi() -> bool:
    """Return whether the record of the request that Flask is at is Flask's own."""
    return not is_asgi(request.environ)


def current() -> RequestRecord:
    """Return the record of the request that Flask is at."""
    if not is_wsgi():
        given: RequestRecord = request.environ["asgi.scope"][KEY]
        return given
    if "record" not in g:
        g.record = RequestRecord(request.method, request.path, request.remote_addr or "")
    found: RequestRecord = g.record
    return found


_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_NOT_FOUND: Final = 404

disable_created_metrics()  # type: ignore[no-untyped-call]


class RequestLog:
    """Counts requests, and writes them down where that is asked for."""

    def __init__(self, *, access_log: bool, slow: float, stream: TextIO = sys.stderr) -> None:
        """Begin.

        Args:
            access_log: whether every request gets a line.
            slow: seconds from which a query's text is written down; 0 for never.
            stream: where lines go.
        """
        self._access_log, self._slow, self._stream = access_log, slow, stream
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "bilateral_requests",
            "Requests by the first part of their path.",
            ("path", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "bilateral_request_seconds",
            "From the head of a request to the end of its answer.",
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._bytes = Counter(
            "bilateral_response_bytes", "Bytes of the bodies of answers.", registry=self._registry
        )

        self._counter = functools.lru_cache(maxsize=1024)(self._requests.labels)

    @property
    def counts_rows(self) -> bool:
        """Whether it is to be counted how many solutions answers have."""
        return self._access_log or bool(self._slow)

    def add(self, record: RequestRecord) -> None:
        """Take note of a request that was answered, or whose client disconnected."""
        seconds = time.monotonic() - record.started
        section = "/" + record.path[1:].partition("/")[0] if record.status != _NOT_FOUND else ""
        self._counter(section, record.status).inc()
        self._seconds.observe(seconds)
        self._bytes.inc(record.size)
        is_slow = bool(self._slow) and seconds >= self._slow
        if self._access_log or (is_slow and record.query):
            self._write(record, seconds, with_text=is_slow)

    def register(self, collector: Collector) -> None:
        """Add numbers that are read when a monitor asks."""
        self._registry.register(collector)

    def metrics(self) -> bytes:
        """Return all numbers in the Prometheus text format."""
        return generate_latest(self._registry)

    def _write(self, record: RequestRecord, seconds: float, *, with_text: bool) -> None:
        line: dict[str, object] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "client": record.client,
            "method": record.method,
            "path": record.path,
            "status": record.status,
            "seconds": round(seconds, 4),
            "size": record.size,
            "complete": record.complete,
        }
        if record.rows is not None:
            line["rows"] = record.rows
        if record.query:
            line["query"] = hashlib.sha256(record.query.encode()).hexdigest()[:12]
        if with_text and record.query:
            line["text"] = record.query
        self._stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._stream.flush()
