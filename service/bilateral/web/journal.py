"""What happened: a line for each request, and numbers for a monitor.

Source: the Prometheus text format 0.0.4.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Entry(NamedTuple):
    """One request that was answered.

    Attributes:
        client: its address.
        method: of HTTP.
        path: without the query string.
        status: of the answer.
        seconds: from the request's head to the answer's last byte.
        size: bytes of the answer.
        complete: whether the answer was sent to its end.
        query: SPARQL, or "".
    """

    client: str
    method: str
    path: str
    status: int
    seconds: float
    size: int
    complete: bool
    query: str


class Journal:
    """Counts requests, and writes them down where that is asked for."""

    def __init__(self, *, access_log: bool, slow: float, stream: TextIO = sys.stderr) -> None:
        """Begin.

        Args:
            access_log: whether every request gets a line.
            slow: seconds from which a query's text is written down; 0 for never.
            stream: where lines go.
        """
        self._access_log, self._slow, self._stream = access_log, slow, stream
        self._requests: Counter[tuple[str, int]] = Counter()
        self._buckets: Counter[float] = Counter()
        self._seconds = 0.0
        self._bytes = 0

    def add(self, entry: Entry) -> None:
        """Take note of a request."""
        room = "/" + entry.path[1:].partition("/")[0]
        self._requests[room if entry.status != _NOT_FOUND else "", entry.status] += 1
        self._buckets[next((edge for edge in _BUCKETS if entry.seconds <= edge), float("inf"))] += 1
        self._seconds += entry.seconds
        self._bytes += entry.size
        is_slow = bool(self._slow) and entry.seconds >= self._slow
        if self._access_log or (is_slow and entry.query):
            self._write(entry, with_text=is_slow)

    def _write(self, entry: Entry, *, with_text: bool) -> None:
        line: dict[str, object] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            **entry._asdict(),
        }
        del line["query"]
        line["seconds"] = round(entry.seconds, 4)
        if entry.query:
            line["query"] = hashlib.sha256(entry.query.encode()).hexdigest()[:12]
        if with_text and entry.query:
            line["text"] = entry.query
        self._stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._stream.flush()

    def metrics(self) -> Iterator[str]:
        """Return the lines for a monitor."""
        yield "# TYPE bilateral_requests_total counter"
        for (room, status), number in sorted(self._requests.items()):
            yield f'bilateral_requests_total{{path="{_escape(room)}",status="{status}"}} {number}'
        yield "# TYPE bilateral_request_seconds histogram"
        total = 0
        for edge in (*_BUCKETS, float("inf")):
            total += self._buckets[edge]
            name = "+Inf" if edge == float("inf") else f"{edge:g}"
            yield f'bilateral_request_seconds_bucket{{le="{name}"}} {total}'
        yield f"bilateral_request_seconds_sum {self._seconds:.6f}"
        yield f"bilateral_request_seconds_count {total}"
        yield "# TYPE bilateral_response_bytes_total counter"
        yield f"bilateral_response_bytes_total {self._bytes}"


_NOT_FOUND: Final = 404


def _escape(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
