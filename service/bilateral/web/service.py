"""The graph as the views see it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from bilateral.sparql import guard
from bilateral.sparql.description import Endpoint
from bilateral.sparql.exchange import State
from bilateral.sparql.guard import Caps
from bilateral.store import Limits, Pool, Snapshot, Writer, current
from bilateral.web.authority import WritesOff, authorise, read_tokens
from bilateral.web.cache import Cache
from bilateral.web.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilateral.sparql.exchange import Job
    from bilateral.sparql.guard import Shape
    from bilateral.store import Answer
    from bilateral.terms import Term
    from bilateral.web.settings import Settings

_SHAPES = 4096


class Service:
    """The graph, the readers that answer strangers, and the state that pages are made from."""

    def __init__(self, settings: Settings) -> None:
        """Start the readers.

        Raises:
            StoreError: nothing was built in the data directory yet.
        """
        self.settings = settings
        self.caps = Caps(
            settings.max_query,
            settings.max_depth,
            settings.max_patterns,
            settings.max_operators,
            settings.services,
        )
        self._shapes = functools.lru_cache(maxsize=_SHAPES)(self._inspect)
        self._snapshot = Snapshot(settings.data)
        limits = Limits(settings.query_timeout, settings.memory, settings.queue_timeout, settings.max_answer)
        self.tokens = read_tokens(settings.token_file) if settings.token_file else []
        self.pool = Pool(settings.data, settings.readers, limits)
        self._state: State | None = None
        self.cache = Cache(settings.cache)
        self.journal = Journal(access_log=settings.access_log, slow=settings.slow_query)
        self._writer: Writer | None = None
        if self.tokens:
            # The worker that evaluates writes may need what a reader may.
            limits = limits._replace(
                seconds=settings.update_timeout, wait=settings.write_queue_timeout, bytes=0
            )
            self._writer = Writer(settings.data, limits, plain=settings.plain, reasoner=settings.reasoner)

    def close(self) -> None:
        """End the readers, and the writer after the write it is at."""
        if self._writer:
            self._writer.close()
        self.pool.close()
        self._snapshot.close()

    def snapshot(self) -> Snapshot:
        """Return the current state, open in this process: for our own queries, never for a stranger's."""
        number = current(self.settings.data)
        if number is not None and number != self._snapshot.number:
            # The one it replaces is closed by the collector, after the last thread that reads it.
            self._snapshot = Snapshot(self.settings.data, number)
        return self._snapshot

    def inspect(self, text: str) -> Shape:
        """Return what a request is, or refuse it; see `guard`."""
        return self._shapes(text)

    def state(self) -> State:
        """Return the current state and what the endpoint is."""
        snapshot = self.snapshot()
        if self._state is None or self._state.number != snapshot.number:
            endpoint = Endpoint(
                url="",
                counts=snapshot.counts,
                reasoning=self.settings.reasoning,
                writable=self.writable,
                federated=bool(self.settings.services),
            )
            self._state = State(snapshot.number, snapshot.stamp, endpoint)
        return self._state

    @staticmethod
    def request(job: Job, url: str) -> dict[str, Any]:
        """Return a query as readers take it; relative IRIs in it are resolved against the URL."""
        return {
            "job": "query",
            "query": job.text,
            "base": url,
            "inferred": job.dataset.inferred,
            "default": job.dataset.default,
            "named": job.dataset.named,
            "formats": {job.kind: job.media_type},
            "snapshot": job.snapshot,
        }

    def query(self, job: Job, url: str, *, gone: Callable[[], bool] = bool) -> Answer:
        """Let a reader evaluate a stranger's query.

        Args:
            job: as it was decided.
            url: that relative IRIs are resolved against.
            gone: whether nobody waits for the answer any more.
        """
        return self.pool.run(self.request(job, url), gone=gone)

    def graph(self, graph: Term, media_type: str, *, gone: Callable[[], bool] = bool) -> Answer:
        """Let a reader write a graph; the head says whether it is `known`."""
        request = {"job": "graph", "graph": graph, "media_type": media_type}
        return self.pool.run({**request, "snapshot": self.snapshot().number}, gone=gone)

    @property
    def writable(self) -> bool:
        """Whether anyone may write."""
        return self._writer is not None

    def authorise(self, authorization: str, scope: str) -> None:
        """Let pass who may write; see `authority`."""
        authorise(authorization, scope, self.tokens)

    def inspect_update(self, text: str) -> str:
        """Return what is to be evaluated for an update, or refuse it; see `guard`."""
        return guard.inspect(text, self.caps._replace(length=self.settings.max_body)).text

    def writer(self) -> Writer:
        """Return the writer.

        Raises:
            WritesOff: this server takes no writes.
        """
        if self._writer is None:
            raise WritesOff("this server takes no writes: it was started without --token-file")
        return self._writer

    def _inspect(self, text: str) -> Shape:
        return guard.inspect(text, self.caps)
