"""Queries answered on the event loop, before the application: no thread and no framework in between.

The decisions are those of `sparql.exchange`, as in the application's view; what is left to the application is
what is not a query.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bilateral.errors import BilateralError
from bilateral.sparql import exchange
from bilateral.sparql.exchange import Job
from bilateral.store import AsyncPool
from bilateral.web import headers, problems

if TYPE_CHECKING:
    from bilateral.store import Asking
    from bilateral.web.bridge import Recorder
    from bilateral.web.connection import Connection
    from bilateral.web.service import Service

PATH: Final = "/sparql"
_METHODS: Final = frozenset({"GET", "HEAD", "POST"})


class Front:
    """The query endpoint under RSGI."""

    def __init__(self, service: Service) -> None:
        self._service, self._cache = service, service.cache
        self._pool: AsyncPool | None = None
        self._common = {method: _lower(headers.common(method, PATH)) for method in _METHODS}

    def takes(self, method: str, path: str, accept: str) -> bool:
        """Tell whether a request is one to answer here; pages for people are not."""
        return path == PATH and method in _METHODS and "text/html" not in accept

    async def answer(self, request: exchange.Request, protocol: Recorder, connection: Connection) -> None:
        """Answer a query.

        Args:
            request: to the query endpoint.
            protocol: granian's, to answer through.
            connection: to break off an answer that fails half way.
        """
        common = self._common[request.method]
        try:
            decided = exchange.decide(request, self._service.state(), self._service.inspect)
            if isinstance(decided, Job):
                protocol.query = decided.text
                await self._answer(decided, request, protocol, connection)
                return
            status, given, body = decided.status, decided.headers, decided.body
        except BilateralError as error:
            status, given, body = problems.describe(error)
        protocol.response_bytes(status, [*_lower(given), *common], b"" if request.method == "HEAD" else body)

    async def _answer(
        self,
        job: Job,
        request: exchange.Request,
        protocol: Recorder,
        connection: Connection,
    ) -> None:
        given = [*job.headers, *self._common[request.method]]
        key = (job.tag, job.text, job.dataset, request.url) if job.tag else None
        body = self._cache.get(key) if key else None
        if body is None:
            if self._pool is None:
                self._pool = AsyncPool(self._service.pool, asyncio.get_running_loop())
            asking = await self._ask(self._pool, job, request.url, protocol)
            body = asking.whole
            if body is None and request.method != "HEAD":
                await _stream(asking, given, protocol, connection)
                return
            if body is None:
                asking.stop()
                body = b""
            elif key:
                self._cache.put(key, body)
        protocol.response_bytes(200, given, b"" if request.method == "HEAD" else body)

    async def _ask(self, pool: AsyncPool, job: Job, url: str, protocol: Recorder) -> Asking:
        asking = pool.prepare(self._service.request(job, url), lambda slow: _watch(protocol, slow))
        await asking.begin()
        return asking


def _watch(protocol: Recorder, asking: Asking) -> None:
    """Stop a query when its client leaves."""
    leaving = asyncio.ensure_future(protocol.client_disconnect())
    leaving.add_done_callback(lambda done: None if done.cancelled() else asking.abandon())
    asking.on_head(leaving.cancel)


async def _stream(
    asking: Asking,
    given: list[tuple[str, str]],
    protocol: Recorder,
    connection: Connection,
) -> None:
    transport = protocol.response_stream(200, given)
    try:
        async for chunk in asking.chunks():
            await transport.send_bytes(chunk)
    except BilateralError:
        # What was sent must not be taken for the whole.
        protocol.complete = False
        connection.abort()
    finally:
        asking.stop()


def _lower(given: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in given]
