"""Runs queries of clients in worker processes, with a cache of answers: for programs and for the query page.

    prepare(request) → QueryJob | Reply   the decision, cached for short requests
    await answer(job, record)             from an event loop
    run(job, record)                      from a thread

Both return the bytes of the answer if they are complete, else a `WorkerAnswer` whose bytes are still to come.
"""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from bilateral.protocol import query_endpoint, request_guard
from bilateral.protocol.request_guard import Inspection
from bilateral.protocol.result_rows import SolutionCounter
from bilateral.store.engine.query_results import BINDINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from bilateral.protocol.query_endpoint import EndpointState, QueryJob, QueryRequest, Reply
    from bilateral.protocol.request_guard import RequestLimits
    from bilateral.store.engine.graph_layout import Dataset
    from bilateral.web.http.request_log import RequestRecord
    from bilateral.workers.answer import WorkerAnswer
    from bilateral.workers.pool import Pool


_KNOWN: Final = 4096  # requests and texts whose decision is cached
_SHORT: Final = 2048  # characters of a query string or bytes of a body of such a request


class QueryRunner:
    """Decides, runs and caches queries."""

    def __init__(
        self,
        pool: Pool,
        cache: AnswerCache,
        state: Callable[[], EndpointState],
        limits: RequestLimits,
        *,
        counts_rows: bool,
    ) -> None:
        self._pool, self._cache, self._state = pool, cache, state
        self._limits, self._counts_rows = limits, counts_rows
        self._decide_cached = functools.lru_cache(maxsize=_KNOWN)(self._decide)
        self._options = functools.lru_cache(maxsize=_KNOWN)(self._encode)
        self._shapes = functools.lru_cache(maxsize=_KNOWN)(self._shape)

    def prepare(self, request: QueryRequest, state: EndpointState | None = None) -> QueryJob | Reply:
        """Return the job of a request, or the reply if it needs no worker; errors as for `decide`.

        The current state is asked by default.
        """
        short = len(request.query_string) <= _SHORT and len(request.body) <= _SHORT
        return (self._decide_cached if short else self._decide)(request, state or self._state())

    def inspect(self, text: str, length: int = 0) -> Inspection:
        """Inspect a query or update of at most so many characters, a long one in a worker.

        Raises:
            BilateralError: as for `request_guard.inspect`, or the worker was lost.
        """
        if len(text) <= request_guard.QUICK:
            return self._shapes(text)
        limits = self._limits._replace(length=length or self._limits.length)
        answer = self._pool.run({"job": "inspect", "caps": limits._asdict()}, text.encode(errors="replace"))
        return Inspection(**answer.describe())

    async def answer(self, job: QueryJob, record: RequestRecord) -> bytes | WorkerAnswer:
        """Return the answer, in the event loop; errors as for `Pool.ask`."""
        record.query = job.text
        if (found := self._cached(job)) is not None:
            return self._counting(job, found, record)
        answer = self._pool.ask(job.options, job.text.encode(), record.client)
        record.stop_on_disconnect(answer)
        await answer.ready()
        return self._counting(job, self._cache_whole(job, answer), record)

    def run(self, job: QueryJob, record: RequestRecord) -> bytes | WorkerAnswer:
        """Return the answer, in a thread; errors as for `Pool.run`."""
        record.query = job.text
        if (found := self._cached(job)) is not None:
            return self._counting(job, found, record)
        answer = self._pool.run(job.options, job.text.encode(), record.stop_on_disconnect, record.client)
        return self._counting(job, self._cache_whole(job, answer), record)

    def _decide(self, request: QueryRequest, state: EndpointState) -> QueryJob | Reply:
        return query_endpoint.decide(request, state, self.inspect, self._options)

    def _encode(self, kind: str, media_type: str, dataset: Dataset, base: str, snapshot: int | str) -> bytes:
        seen = {"inferred": dataset.inferred, "default": dataset.default, "named": dataset.named}
        formats = {kind: media_type}
        return self._pool.options(
            {"job": "query", "base": base, "snapshot": snapshot, "formats": formats, **seen}
        )

    def _shape(self, text: str) -> Inspection:
        return request_guard.inspect(text, self._limits)

    def _cached(self, job: QueryJob) -> bytes | None:
        return None if job.key is None else self._cache.get(job.key)

    def _cache_whole(self, job: QueryJob, answer: WorkerAnswer) -> bytes | WorkerAnswer:
        if answer.whole is None:
            return answer
        if job.key is not None:
            self._cache.put(job.key, answer.whole)
        return answer.whole

    def _counting(
        self, job: QueryJob, found: bytes | WorkerAnswer, record: RequestRecord
    ) -> bytes | WorkerAnswer:
        if self._counts_rows and job.kind == BINDINGS:
            record.counter = SolutionCounter(job.media_type)
            if isinstance(found, bytes):
                record.counter.feed(found)
        return found


_SHARE: Final = 16  # the part of the capacity that an answer may take


class AnswerCache:
    """Caches answers and pages up to a number of bytes; the least recently used go first."""

    def __init__(self, capacity: int) -> None:
        self._capacity, self._lock = capacity, threading.Lock()
        self._answers: OrderedDict[Hashable, bytes] = OrderedDict()
        self.hits = self.misses = self.size = 0

    def get(self, key: Hashable) -> bytes | None:
        """Return the answer of a key, if it is cached."""
        with self._lock:
            found = self._answers.get(key)
            if found is None:
                self.misses += 1
                return None
            self.hits += 1
            self._answers.move_to_end(key)
            return found

    def put(self, key: Hashable, answer: bytes) -> None:
        """Cache an answer, unless it is a large part of the capacity."""
        if len(answer) > self._capacity // _SHARE:
            return
        with self._lock:
            if key in self._answers:
                return
            self._answers[key] = answer
            self.size += len(answer)
            while self.size > self._capacity:
                _, dropped = self._answers.popitem(last=False)
                self.size -= len(dropped)
