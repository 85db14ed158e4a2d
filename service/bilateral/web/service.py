"""The graph as the views see it."""

from __future__ import annotations

import contextlib
import functools
from typing import TYPE_CHECKING, Any

from bilateral import pipeline, store
from bilateral.content import Content
from bilateral.errors import QuerySyntaxError, StoreError
from bilateral.sparql import diagnosis, guard, rows
from bilateral.sparql.description import Endpoint
from bilateral.sparql.exchange import State
from bilateral.sparql.guard import Caps
from bilateral.store import BINDINGS, Directory, Limits, formats
from bilateral.web.announcements import Announcements
from bilateral.web.authority import WritesOff, authorise, read_tokens
from bilateral.web.cache import Cache
from bilateral.web.journal import Journal

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from bilateral.sparql.exchange import Job
    from bilateral.sparql.guard import Shape
    from bilateral.sparql.rows import Rows
    from bilateral.store import Answer, Pool, Readers, Source, Writer
    from bilateral.terms import Term
    from bilateral.web.settings import Settings

_SHAPES = 4096


class Service:
    """The graph, the readers that answer strangers, and the state that pages are made from."""

    def __init__(self, settings: Settings, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Start the readers.

        Args:
            settings: of the server.
            loop: that queries are asked from; None where threads alone ask.

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
        self._source = _open(settings)
        limits = Limits(
            settings.query_timeout,
            settings.memory,
            settings.queue_timeout,
            settings.max_answer,
            network=bool(settings.services),
        )
        self.tokens = read_tokens(settings.token_file) if settings.token_file else []
        self.pool: Pool | Readers = (
            self._source.readers(settings.readers, limits, loop)
            if loop
            else self._source.pool(settings.readers, limits)
        )
        # One that strangers' queries cannot keep busy.
        self.pages = self._source.pool(1, limits._replace(seconds=settings.page_timeout))
        self._state: State | None = None
        self.states = Announcements()
        self.cache = Cache(settings.cache)
        self.journal = Journal(access_log=settings.access_log, slow=settings.slow_query)
        self._writer: Writer | None = None
        if self.tokens:
            # The worker that evaluates writes may need what a reader may.
            limits = limits._replace(
                seconds=settings.update_timeout,
                wait=settings.write_queue_timeout,
                bytes=0,
                free=settings.min_free,
            )
            self._writer = self._source.writer(limits, plain=settings.plain, reasoner=settings.reasoner)
            self._writer.after.append(self.look)

    def close(self) -> None:
        """End the readers, and the writer after the write it is at."""
        if self._writer:
            self._writer.close()
        self.pool.close()
        self.pages.close()
        self._source.close()

    def snapshot(self) -> store.State:
        """Return the current state, open in this process: for our own queries, never for a stranger's.

        Raises:
            StoreError: there is none; an engine of another make does not answer.
        """
        found = self._source.state()
        self.states.announce(found)
        return found

    def look(self) -> None:
        """Let those who wait for a new state of the graph know of the current one."""
        # It may be tidied away already, for another, which whoever made that one announces.
        with contextlib.suppress(StoreError):
            self.snapshot()

    @property
    def content(self) -> Content | None:
        """The content whose rules of the domain hold, None where only those of OWL do."""
        if self.settings.engine is None:
            return pipeline.content_of(self.settings.data)
        return Content(self.settings.content) if self.settings.content else None

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

        Raises:
            QuerySyntaxError: it is none, with the first place that tells so.
            StoreError: as `Pool.run` says.
        """
        try:
            return self.pool.run(self.request(job, url), gone=gone)
        except QuerySyntaxError as error:
            raise diagnosis.locate(error, job.text) from error

    def ask(self, text: str, snapshot: int, most: int) -> Rows:
        """Let the reader of pages evaluate a query of ours.

        Args:
            text: SPARQL SELECT.
            snapshot: the number of the state that is asked.
            most: rows to return.

        Raises:
            Busy: other pages kept the reader busy too long.
            DeadlineExceeded: it took longer than a page may.
            WorkerLost: it took too much memory.
        """
        request = {"job": "query", "query": text, "base": "", "snapshot": snapshot}
        seen = {"inferred": True, "default": None, "named": None}
        found = self.pages.run({**request, **seen, "formats": {BINDINGS: formats.TSV}})
        try:
            return rows.read(BINDINGS, found.chunks if found.whole is None else [found.whole], most)
        finally:
            found.close()

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


def _open(settings: Settings) -> Source:
    """Return the holder of the graph."""
    if settings.engine is None:
        return Directory(settings.data)
    from bilateral.store import remote  # noqa: PLC0415  # its library takes long to load

    content = str(settings.content or "")
    return remote.Engine(settings.engine, settings.page_timeout, settings.max_answer, content)
