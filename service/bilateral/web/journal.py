"""What happened: a line for each request, and numbers for a monitor.

Source: the Prometheus text format 0.0.4.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.web.call import Call

_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


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
        self._buckets = [0] * (len(_BUCKETS) + 1)
        self._seconds = 0.0
        self._bytes = 0

    @property
    def counting(self) -> bool:
        """Whether it is to be counted how many solutions answers have."""
        return self._access_log or bool(self._slow)

    def add(self, call: Call) -> None:
        """Take note of a request that was answered, or whose client left."""
        seconds = time.monotonic() - call.started
        room = "/" + call.target[1:].partition("?")[0].partition("/")[0]
        self._requests[room if call.status != _NOT_FOUND else "", call.status] += 1
        self._buckets[bisect_left(_BUCKETS, seconds)] += 1
        self._seconds += seconds
        self._bytes += call.size
        is_slow = bool(self._slow) and seconds >= self._slow
        if self._access_log or (is_slow and call.query):
            self._write(call, seconds, with_text=is_slow)

    def _write(self, call: Call, seconds: float, *, with_text: bool) -> None:
        line: dict[str, object] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "client": call.address,
            "method": call.method,
            "path": call.path,
            "status": call.status,
            "seconds": round(seconds, 4),
            "size": call.size,
            "complete": call.complete,
        }
        if call.rows is not None:
            line["rows"] = call.rows
        if call.query:
            line["query"] = hashlib.sha256(call.query.encode()).hexdigest()[:12]
        if with_text and call.query:
            line["text"] = call.query
        self._stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._stream.flush()

    def metrics(self) -> Iterator[str]:
        """Return the lines for a monitor."""
        yield "# TYPE bilateral_requests_total counter"
        for (room, status), number in sorted(self._requests.items()):
            yield f'bilateral_requests_total{{path="{_escape(room)}",status="{status}"}} {number}'
        yield "# TYPE bilateral_request_seconds histogram"
        total = 0
        for number, name in zip(self._buckets, (*(f"{edge:g}" for edge in _BUCKETS), "+Inf"), strict=True):
            total += number
            yield f'bilateral_request_seconds_bucket{{le="{name}"}} {total}'
        yield f"bilateral_request_seconds_sum {self._seconds:.6f}"
        yield f"bilateral_request_seconds_count {total}"
        yield "# TYPE bilateral_response_bytes_total counter"
        yield f"bilateral_response_bytes_total {self._bytes}"


_NOT_FOUND: Final = 404


def _escape(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
