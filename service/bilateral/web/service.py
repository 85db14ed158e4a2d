"""The service: the graph, its workers and its writer, as the views use them."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, Final, TypeAlias

from flask import current_app
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from bilateral.build.build_record import content_of
from bilateral.content.locations import Content
from bilateral.errors import BilateralError, InputError, StoreError
from bilateral.protocol import query_worker, result_rows
from bilateral.protocol.query_endpoint import EndpointState
from bilateral.protocol.request_guard import RequestLimits
from bilateral.protocol.service_description import Endpoint
from bilateral.rdf import media_types
from bilateral.store.engine.query_results import BINDINGS
from bilateral.store.graph_source import DataDirectory
from bilateral.store.snapshots.change_log import ChangeLog
from bilateral.web.access_tokens import WritesOff, authorise, read_tokens
from bilateral.web.http.client_addresses import Proxies
from bilateral.web.http.request_log import RequestLog
from bilateral.web.query_runner import AnswerCache, QueryRunner
from bilateral.workers.pool import Limits

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from prometheus_client.metrics_core import Metric

    from bilateral.protocol.result_rows import ResultRows
    from bilateral.rdf.terms import Term
    from bilateral.store.graph_source import GraphSource
    from bilateral.store.snapshots.snapshot import GraphState
    from bilateral.store.writes.writer import Writer
    from bilateral.web.http.request_log import RequestRecord
    from bilateral.web.server_settings import ServerSettings
    from bilateral.workers.answer import WorkerAnswer


_FRESH: Final = 0.001  # seconds for which a state is current without a look at the data directory
_WRITTEN: Final = ("/update", "/graphs", "/ingest")  # prefixes of the paths of requests that may be long


class GraphService:
    """The graph, the workers that answer untrusted clients, and the state that pages are made from."""

    def __init__(self, settings: ServerSettings, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Start the workers, for an event loop or for threads only.

        Raises:
            InputError: the file of tokens cannot be read.
            StoreError: nothing was built in the data directory yet.
        """
        self.settings = settings
        self.proxies = _proxies(settings)
        self.tokens = read_tokens(settings.token_file) if settings.token_file else []
        self._source = _open(settings)
        limits = Limits(
            settings.query_timeout,
            settings.memory,
            settings.queue_timeout,
            settings.max_answer,
            network=bool(settings.services),
        )
        self.pool = self._source.pool(settings.readers, limits, loop)
        # A worker that the queries of clients cannot occupy.
        self.pages = self._source.pool(1, limits._replace(seconds=settings.page_timeout), loop)
        self._state: EndpointState | None = None
        self._fresh = 0.0
        self.states = StateNotifier()
        self.cache = AnswerCache(settings.cache)
        self.request_log = RequestLog(access_log=settings.access_log, slow=settings.slow_query)
        self.request_log.register(ServiceMetrics(self))
        self.queries = QueryRunner(
            self.pool,
            self.cache,
            self.state,
            _request_limits(settings),
            counts_rows=self.request_log.counts_rows,
        )
        self._writer = self._start_writer(limits) if self.tokens else None

    def _start_writer(self, limits: Limits) -> Writer:
        settings = self.settings
        # The worker that evaluates writes has the memory of a reader.
        limits = limits._replace(
            seconds=settings.update_timeout,
            wait=settings.write_queue_timeout,
            bytes=0,
            free=settings.min_free,
        )
        writer = self._source.writer(limits, plain=settings.plain, main=settings.committer)
        writer.after.append(self.announce)
        return writer

    def close(self) -> None:
        """Stop the readers, and the writer after its current write."""
        if self._writer:
            self._writer.close()
        self.pool.close()
        self.pages.close()
        self._source.close()

    def snapshot(self) -> GraphState:
        """Return the current state, open in this process: for our own queries, never for those of clients.

        Raises:
            StoreError: there is none, or the external engine does not answer.
        """
        found = self._source.state()
        self.states.announce(found)
        return found

    def announce(self) -> None:
        """Notify threads that wait for a new state of the graph."""
        self._fresh = 0.0
        # It may be replaced already by another state, which is announced by itself.
        with contextlib.suppress(StoreError):
            self.snapshot()

    @property
    def content(self) -> Content | None:
        """The content whose domain rules hold, None if only those of OWL do."""
        if self.settings.engine is None:
            return content_of(self.settings.data)
        return Content(self.settings.content) if self.settings.content else None

    def state(self) -> EndpointState:
        """Return the current state for the query endpoint, at most a millisecond old."""
        now = time.monotonic()
        if self._state is not None and now < self._fresh:
            return self._state
        self._fresh = now + _FRESH
        snapshot = self.snapshot()
        if self._state is None or self._state.number != snapshot.number:
            endpoint = Endpoint(
                url="",
                counts=snapshot.counts,
                reasoning=self.settings.reasoning,
                writable=self.writable,
                federated=bool(self.settings.services),
            )
            self._state = EndpointState(snapshot.number, snapshot.stamp, endpoint)
        return self._state

    def ask(self, text: str, snapshot: int, most: int) -> ResultRows:
        """Return the first rows of one of our SELECT queries on a state, from the worker of pages.

        Raises:
            Busy: other pages kept the worker busy too long.
            DeadlineExceeded: it took longer than a page may.
            WorkerLost: it took too much memory.
        """
        job = {"job": "query", "base": "", "snapshot": snapshot, "formats": {BINDINGS: media_types.TSV}}
        seen = {"inferred": True, "default": None, "named": None}
        with contextlib.closing(self.pages.run(job | seen, text.encode())) as found:
            return result_rows.read(BINDINGS, found.read(), most)

    def graph(self, graph: Term | None, media_type: str, record: RequestRecord) -> WorkerAnswer:
        """Let a worker write a graph, or all if it is None; the head says whether it is `known`."""
        request = {"job": "graph", "graph": graph, "media_type": media_type}
        return self.pool.run(
            {**request, "snapshot": self.snapshot().number}, b"", record.stop_on_disconnect, record.client
        )

    @property
    def writable(self) -> bool:
        """Whether anyone may write."""
        return self._writer is not None

    def body_limit(self, path: str, authorization: str) -> int:
        """Return how many bytes the body of a request may have: more for authorised writes."""
        if not path.startswith(_WRITTEN):
            return self.settings.max_form
        try:
            authorise(authorization, "write", self.tokens)
        except BilateralError:
            return self.settings.max_form
        return self.settings.max_body

    def writer(self) -> Writer:
        """Return the writer.

        Raises:
            WritesOff: this server takes no writes.
        """
        if self._writer is None:
            raise WritesOff("this server takes no writes: it was started without --token-file")
        return self._writer


def current_service() -> GraphService:
    """Return the service of Flask's current application."""
    service: GraphService = current_app.extensions["bilateral"]
    return service


def _proxies(settings: ServerSettings) -> Proxies:
    try:
        return Proxies(settings.trusted_proxies, settings.public_url)
    except ValueError as error:
        raise InputError("--trusted-proxy or --public-url", None, str(error)) from error


def _request_limits(settings: ServerSettings) -> RequestLimits:
    return RequestLimits(
        settings.max_query,
        settings.max_depth,
        settings.max_patterns,
        settings.max_operators,
        settings.services,
    )


def _open(settings: ServerSettings) -> GraphSource:
    if settings.engine is None:
        return DataDirectory(settings.data, query_worker.read_directory)
    from bilateral.remote.external_engine import ExternalEngine, LocalFolders  # noqa: PLC0415  # its library takes long to load

    folders = LocalFolders(str(settings.content or ""), settings.data)
    return ExternalEngine(
        settings.engine, settings.page_timeout, settings.max_answer, folders, query_worker.read_engine
    )


Key: TypeAlias = "tuple[int, str]"
"""Number and stamp of a state."""


class StateNotifier:
    """Notifies threads of new states of the graph.

    A state is announced by every write, restore and request; the latter notice states of other processes.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        # Not the state itself, whose files would stay on the disk.
        self.latest: Key | None = None

    def announce(self, state: GraphState) -> None:
        """Notify those who wait that this is the current state; cheap if it is known."""
        latest = (state.number, state.stamp)
        if latest == self.latest:
            return
        with self._changed:
            self.latest = latest
            self._changed.notify_all()

    def wait(self, known: Key | None, seconds: float | None = None) -> None:
        """Wait until a state other than the known one is announced, at most for so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.latest != known, seconds)


class ServiceMetrics(Collector):
    """Metrics of the graph, the workers and the cache."""

    def __init__(self, service: GraphService) -> None:
        self._service = service

    def describe(self) -> Iterator[Metric]:
        """Return nothing: the registry need not know the names beforehand."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics."""
        service = self._service
        state, pool, cache = service.state(), service.pool, service.cache
        counts = state.endpoint.counts
        yield _gauge("snapshot", "Number of the present state of the graph.", state.number)
        yield _gauge("asserted_triples", "Triples that are asserted.", counts.asserted)
        yield _gauge("inferred_triples", "Triples that are inferred and not asserted.", counts.inferred)
        yield _gauge("graphs", "Named graphs.", counts.graphs)
        size = ChangeLog(service.settings.data).size()
        yield _gauge("change_log_bytes", "Bytes of the change log.", size)
        yield _gauge("readers_alive", "Worker processes that answer queries.", pool.alive())
        yield _gauge("readers_idle", "Those of them that wait for a query.", pool.idle())
        yield _counter("readers_killed", "Queries that were stopped at the deadline.", pool.killed)
        yield _counter("readers_lost", "Queries that their worker died of.", pool.lost)
        yield _gauge("cache_bytes", "Bytes of answers that are kept.", cache.size)
        yield _counter("cache_hits", "Answers that were in the cache.", cache.hits)
        yield _counter("cache_misses", "Answers that were not.", cache.misses)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"bilateral_{name}", text, value)


def _counter(name: str, text: str, value: float) -> Metric:
    return CounterMetricFamily(f"bilateral_{name}", text, value)
