"""The record of each request, its line in the log, and its metrics."""

from __future__ import annotations

import functools
import hashlib
import json
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TextIO

from flask import g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prometheus_client.registry import Collector

    from bilateral.protocol.result_rows import SolutionCounter
    from bilateral.workers.answer import WorkerAnswer


KEY: Final = "bilateral.record"
"""The key of a request's record in its ASGI scope."""


@dataclass(slots=True, eq=False)
class RequestRecord:
    """One request."""

    method: str
    path: str  # still encoded
    client: str  # its address
    started: float = field(default_factory=time.monotonic)  # when its head was read
    status: int = 0  # of the answer, 0 before it
    size: int = 0  # bytes of the answer's body
    complete: bool = True  # whether the answer was sent to its end
    query: str = ""  # the text of a SPARQL request
    counter: SolutionCounter | None = None  # of the solutions in the answer, if they are counted
    streamed: WorkerAnswer | None = None  # an answer to send without a thread that waits for the client
    _pending: WorkerAnswer | None = None
    _disconnected: bool = False

    @property
    def rows(self) -> int | None:
        """Solutions in the answer; None if they were not counted."""
        return self.counter.rows if self.counter else None

    def stop_on_disconnect(self, answer: WorkerAnswer) -> None:
        """Stop the answer when the client disconnects, or now if it has."""
        self._pending = answer
        if self._disconnected:
            answer.close()

    def disconnect(self) -> None:
        """Stop the pending answer: the client disconnected."""
        self._disconnected, self.complete = True, False
        if self._pending:
            self._pending.close()


def is_asgi(environ: Mapping[str, Any]) -> bool:
    """Return whether an ASGI server handles the request and keeps its record."""
    return KEY in environ.get("asgi.scope", {})


def is_wsgi() -> bool:
    """Return whether Flask handles the current request without an ASGI server."""
    return not is_asgi(request.environ)


def current() -> RequestRecord:
    """Return the record of Flask's current request."""
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
    """Counts requests, and logs them as lines of JSON."""

    def __init__(self, *, access_log: bool, slow: float, stream: TextIO = sys.stderr) -> None:
        """Log every request, or only those of SPARQL that take so many seconds; 0 for none."""
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
        """Whether the solutions in answers are to be counted."""
        return self._access_log or bool(self._slow)

    def add(self, record: RequestRecord) -> None:
        """Count and log a request that was answered, or whose client disconnected."""
        seconds = time.monotonic() - record.started
        section = "/" + record.path[1:].partition("/")[0] if record.status != _NOT_FOUND else ""
        self._counter(section, record.status).inc()
        self._seconds.observe(seconds)
        self._bytes.inc(record.size)
        is_slow = bool(self._slow) and seconds >= self._slow
        if self._access_log or (is_slow and record.query):
            self._write(record, seconds, with_text=is_slow)

    def register(self, collector: Collector) -> None:
        """Add metrics that are collected when a monitor asks."""
        self._registry.register(collector)

    def metrics(self) -> bytes:
        """Return all metrics in the Prometheus text format."""
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
