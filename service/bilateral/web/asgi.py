"""The service as an ASGI application: queries answered without a thread, everything else by Flask in threads.

`app` is for any ASGI server; environment variables configure it, see `server_settings.from_environment`.

Source: ASGI 3.0, HTTP specification 2.3 and lifespan specification 2.0.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from a2wsgi import WSGIMiddleware
from werkzeug.exceptions import HTTPException, InternalServerError

from bilateral.errors import BilateralError
from bilateral.protocol import query_endpoint, request_guard
from bilateral.protocol.query_endpoint import QueryJob
from bilateral.web import server_settings, shared_name_index
from bilateral.web.app import create_app
from bilateral.web.http import problems, response_headers
from bilateral.web.http.http_request import HttpRequest
from bilateral.web.http.problems import TooManyRequests
from bilateral.web.http.request_body import BodyReader, Disconnected
from bilateral.web.pages import page_context
from bilateral.web.service import GraphService
from bilateral.workers.failures import ClientDisconnected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, MutableMapping

    from bilateral.web.http.http_request import Headers, Receive, Send
    from bilateral.web.server_settings import ServerSettings
    from bilateral.workers.answer import WorkerAnswer

_SPARQL: Final = "/sparql"
_METHODS: Final = frozenset({"GET", "HEAD", "POST"})
_PATIENCE: Final = 0.1  # seconds of a query after which a disconnect of the client is watched for
_TURN: Final = 0.001  # seconds


class Application:
    """The service.

    Attributes:
        service: once it was started.
    """

    service: GraphService

    def __init__(self, given: Callable[[], ServerSettings]) -> None:
        """Use the settings that a function returns when the application starts."""
        self._given = given
        self._started = False
        self._active: Counter[str] = Counter()

    async def start(self) -> None:
        """Start the workers, and prepare pages and names in the background.

        Raises:
            InputError: a setting is invalid.
            StoreError: nothing was built in the data directory yet.
        """
        loop = asyncio.get_running_loop()
        self.service = service = GraphService(self._given(), loop)
        self._bodies = BodyReader(service.settings.max_body)
        flask = create_app(service)
        self._flask: Any = WSGIMiddleware(cast("Any", flask), workers=service.settings.threads)
        # One after the other: together they would slow each other, and pages, down.
        page_context.warm(flask, lambda: shared_name_index.warm(flask, self.has_active_requests))
        # A thread that makes a page gives way to a query sooner than after the default 5 ms.
        sys.setswitchinterval(_TURN)
        self._started = True
        await service.pool.started()

    def has_active_requests(self) -> bool:
        """Return whether any request is in progress."""
        return bool(self._active)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Handle one request, or a lifespan event of the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        else:
            if not self._started:
                await self.start()
            await self._handle(HttpRequest(scope, receive, send))

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await self.start()
        except (BilateralError, ValueError) as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.service.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _handle(self, request: HttpRequest) -> None:
        try:
            await self._respond(request)
        except (Disconnected, ClientDisconnected):
            request.record.complete = False
            if request.begun:
                # A partial answer must not look complete: the server closes the connection.
                raise
        finally:
            self.service.request_log.add(request.record)

    async def _respond(self, request: HttpRequest) -> None:
        try:
            request.check(self.service.proxies)
            authorization = request.headers.get("authorization", "")
            await request.read(self._bodies, self.service.body_limit(request.path, authorization))
            with self._counted(request.record.client):
                await self._answer(request)
        except (BilateralError, HTTPException) as error:
            await self._refuse(request, error)
        except Disconnected:
            raise
        except Exception as error:  # noqa: BLE001  # one request must not end the connection of others
            sys.stderr.write(f"bilateral: {request.method} {request.path}: {error!r}\n")
            await self._refuse(request, InternalServerError())

    @contextlib.contextmanager
    def _counted(self, client: str) -> Iterator[None]:
        """Count a request of a client while it runs, or refuse it if the client has too many."""
        most = self.service.settings.per_client
        if self._active[client] >= most:
            raise TooManyRequests(f"{most} requests of yours are worked on already")
        self._active[client] += 1
        try:
            yield
        finally:
            self._active[client] -= 1
            if not self._active[client]:
                del self._active[client]

    async def _answer(self, request: HttpRequest) -> None:
        if self._is_short_query(request):
            await self._query(request)
        else:
            await request.forward(self._flask)

    @staticmethod
    def _is_short_query(request: HttpRequest) -> bool:
        """Return whether a request can be answered in the event loop; pages are made in threads."""
        return (
            request.path == _SPARQL
            and request.method in _METHODS
            and len(request.query_string) + len(request.body) <= request_guard.QUICK
            and "content-encoding" not in request.headers
            and "text/html" not in request.headers.get("accept", "")
        )

    async def _query(self, request: HttpRequest) -> None:
        given, queries = request.headers, self.service.queries
        decided = queries.prepare(
            query_endpoint.QueryRequest(
                request.method,
                request.url,
                request.query_string,
                given.get("content-type", ""),
                given.get("accept", ""),
                given.get("if-none-match", ""),
                request.body,
            )
        )
        common = response_headers.common(request.method)
        if not isinstance(decided, QueryJob):
            status, fields, body = decided
            await request.respond(status, fields + common, body)
            return
        watching = asyncio.get_running_loop().call_later(_PATIENCE, request.watch)
        try:
            found = await queries.answer(decided, request.record)
            await self._send(request, 200, decided.headers + common, found)
        finally:
            watching.cancel()
            request.unwatch()

    async def _send(
        self, request: HttpRequest, status: int, fields: Headers, found: bytes | WorkerAnswer
    ) -> None:
        if isinstance(found, bytes):
            await request.respond(status, fields, found)
        elif request.method == "HEAD":
            found.cancel()
            await request.respond(status, fields, b"")
        else:
            await request.stream(status, fields, found.parts())

    async def _refuse(self, request: HttpRequest, error: Exception) -> None:
        if request.begun:
            request.record.complete = False
            raise error
        status, fields, body = problems.describe(error)
        await request.respond(status, (*fields, *response_headers.common(request.method)), body)


app: Final = Application(partial(server_settings.from_environment, os.environ))
