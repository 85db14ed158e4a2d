"""Queries answered on the event loop, before the application: no thread and no framework in between.

The decisions are those of `sparql.exchange`, as in the application's view; what is left to the application is
what is not a query.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.errors import BilateralError, QuerySyntaxError
from bilateral.sparql import diagnosis, exchange
from bilateral.sparql.exchange import Job
from bilateral.sparql.tally import Tally
from bilateral.store import BINDINGS
from bilateral.web import headers, problems
from bilateral.web.call import head

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Hashable

    from bilateral.sparql.exchange import Reply, State
    from bilateral.store import Asking, Readers
    from bilateral.web.call import Call
    from bilateral.web.service import Service

PATH: Final = "/sparql"
_METHODS: Final = frozenset({"GET", "HEAD", "POST"})
_KNOWN: Final = 4096  # requests that are remembered, each with
_SHORT: Final = 2048  # characters of a query string or bytes of a body at the most
_FRESH: Final = 0.001  # seconds for which the state is not looked for again


class Prepared(NamedTuple):
    """What many requests have in common: all but their text.

    Attributes:
        options: for a reader.
        solutions: the media type of an answer of solutions, or "".
        status: of the answer.
        headers: of the answer.
        head: those as bytes.
    """

    options: bytes
    solutions: str
    status: int
    headers: list[tuple[str, str]]
    head: bytes


class Known(NamedTuple):
    """What a request asks for, decided.

    Attributes:
        text: that is asked, or "".
        key: of the answer in the cache; None for one that is not the same every time.
        prepared: how it is asked and answered.
        body: of an answer that needs no reader.
    """

    text: str
    key: Hashable
    prepared: Prepared
    body: bytes | None


class Front:
    """The query endpoint."""

    def __init__(self, service: Service, readers: Readers) -> None:
        self._service, self._cache, self._journal = service, service.cache, service.journal
        self._readers, self._loop = readers, readers.loop
        self._common = {method: _lower(headers.common(method, PATH)) for method in _METHODS}
        self._known = functools.lru_cache(maxsize=_KNOWN)(self._decide)
        self._prepared = functools.lru_cache(maxsize=_KNOWN)(self._prepare)
        self._state: State | None = None
        self._fresh = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    def takes(self, call: Call) -> bool:
        """Tell whether a request is one to answer here; pages for people are not."""
        given = call.headers
        return (
            call.path == PATH
            and call.method in _METHODS
            and call.body is not None
            and "content-encoding" not in given
            and "text/html" not in given.get("accept", "")
        )

    def forget(self) -> None:
        """Look for the state again: something may have been written."""
        self._fresh = 0.0

    def answer(self, call: Call) -> None:
        """Answer a query, now or later."""
        try:
            known = self._find(call)
        except BilateralError as error:
            self._refuse(call, error)
            return
        call.query = known.text
        body = known.body
        if body is None and known.key is not None:
            body = self._cache.get(known.key)
        if body is not None:
            self._respond(call, known, body)
            return
        asking = self._readers.ask(
            known.prepared.options, known.text.encode(), lambda asking: self._settled(call, known, asking)
        )
        call.on_leave(asking.abandon)

    def _find(self, call: Call) -> Known:
        given = call.headers
        request = exchange.Request(
            call.method,
            f"http://{given.get('host', '')}{PATH}",
            call.query_string,
            given.get("content-type", ""),
            given.get("accept", ""),
            given.get("if-none-match", ""),
            call.body or b"",
        )
        now = self._loop.time()
        if self._state is None or now >= self._fresh:
            self._state, self._fresh = self._service.state(), now + _FRESH
        short = len(request.query_string) <= _SHORT and len(request.body) <= _SHORT
        decide = self._known if short else self._decide
        return decide(request, self._state.stamp)

    def _decide(self, request: exchange.Request, stamp: str) -> Known:
        """Return what a request asks for; the stamp is there to be remembered with it."""
        del stamp
        state = self._state or self._service.state()
        decided = exchange.decide(request, state, self._service.inspect)
        if not isinstance(decided, Job):
            return _told(decided, self._common[request.method])
        job = decided
        # What is the same for other texts.
        rest = Job("", job.dataset, job.kind, job.media_type, job.tag, job.snapshot)
        prepared = self._prepared(request.method, request.url, rest)
        key = (job.tag, job.text, job.dataset, request.url) if job.tag else None
        return Known(job.text, key, prepared, None)

    def _prepare(self, method: str, url: str, job: Job) -> Prepared:
        given = [*job.headers, *self._common[method]]
        options = self._readers.options(self._service.request(job, url))
        solutions = job.media_type if job.kind == BINDINGS else ""
        return Prepared(options, solutions, 200, given, head(200, tuple(given)))

    def _settled(self, call: Call, known: Known, asking: Asking) -> None:
        if isinstance(asking.error, QuerySyntaxError):
            self._refuse(call, diagnosis.locate(asking.error, known.text))
        elif asking.error is not None:
            self._refuse(call, asking.error)
        elif asking.whole is not None:
            if known.key is not None:
                self._cache.put(known.key, asking.whole)
            self._respond(call, known, asking.whole)
        elif call.method == "HEAD":
            asking.abandon()
            call.respond_as(known.prepared.status, known.prepared.head, b"")
        else:
            task = self._loop.create_task(self._stream(call, known, asking))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _respond(self, call: Call, known: Known, body: bytes) -> None:
        prepared = known.prepared
        if prepared.solutions and self._journal.counting:
            tally = Tally(prepared.solutions)
            tally.feed(body)
            call.rows = tally.rows
        call.respond_as(prepared.status, prepared.head, body)

    async def _stream(self, call: Call, known: Known, asking: Asking) -> None:
        tally = Tally(known.prepared.solutions if self._journal.counting else "")
        call.stream(known.prepared.status, known.prepared.headers)
        try:
            async for chunk in asking.chunks():
                tally.feed(chunk)
                await call.send(chunk)
        except (BilateralError, ConnectionError):
            # What was sent must not be taken for the whole.
            call.rows = tally.rows
            call.abort()
        else:
            call.rows = tally.rows
            call.end()
        finally:
            asking.abandon()

    def _refuse(self, call: Call, error: Exception) -> None:
        status, given, body = problems.describe(error)
        call.respond(status, [*_lower(given), *self._common[call.method]], body)


def _told(reply: Reply, common: list[tuple[str, str]]) -> Known:
    given = [*reply.headers, *common]
    prepared = Prepared(b"", "", reply.status, given, head(reply.status, tuple(given)))
    return Known("", None, prepared, reply.body)


def _lower(given: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in given]
