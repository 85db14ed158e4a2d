"""A WSGI application under granian's own interface, RSGI.

Under WSGI granian tells nobody that a client went away, cannot break off a response that fails half way,
and hands over bodies of any size; under RSGI it does the first, shows the socket's peer for the second, and
streams for the third. Waiting for a slow client costs no thread.

Source: PEP 3333; the RSGI specification 1.6.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, cast

from bilateral.sparql.exchange import Request
from bilateral.web import problems
from bilateral.web.connection import Connection, Visitor
from bilateral.web.journal import Entry
from bilateral.web.problems import TooMany

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
    from wsgiref.types import WSGIApplication, WSGIEnvironment

    from bilateral.web.front import Front
    from bilateral.web.journal import Journal
    from bilateral.web.settings import Settings

    Headers = list[tuple[str, str]]

_PATIENCE: Final = 0.05  # seconds before a request is worth watching for its client's leaving
_UNREAD: Final = 1 << 20  # bytes of a body that is too long that are still taken, so that the answer is heard


class Scope(Protocol):
    """What granian says about a request."""

    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    http_version: str
    headers: Any


class Bridge:
    """An RSGI application that runs a WSGI application in threads."""

    def __init__(
        self, application: WSGIApplication, front: Front, journal: Journal, settings: Settings
    ) -> None:
        self._application, self._front, self._journal = application, front, journal
        self._max_body, self._per_client = settings.max_body, settings.per_client
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="request")
        self._active: Counter[str] = Counter()

    async def __rsgi__(self, scope: Scope, protocol: Any) -> None:  # noqa: ANN401  # granian has no public type
        """Answer one request."""
        visitor = Visitor(_connection(scope.client))
        recorder = Recorder(protocol)
        address = visitor.connection.address
        self._active[address] += 1
        try:
            if self._active[address] > self._per_client:
                error = TooMany(f"{self._per_client} requests of yours are worked on already")
                status, headers, body = problems.describe(error)
                recorder.response_bytes(status, headers, body)
            else:
                await self._answer(scope, recorder, visitor)
        finally:
            self._active[address] -= 1
            if not self._active[address]:
                del self._active[address]
            self._journal.add(recorder.entry(scope, address))

    async def _answer(self, scope: Scope, protocol: Recorder, visitor: Visitor) -> None:
        if scope.method in {"GET", "HEAD"}:
            body: bytes | None = b""
        else:
            body = await self._body(protocol)
        given = scope.headers
        plain = body is not None and "content-encoding" not in given
        if plain and self._front.takes(scope.method, scope.path, given.get("accept", "")):
            await self._front.answer(_request(scope, body or b""), protocol, visitor.connection)
            return
        environ = _environ(scope, body, visitor)
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._threads, self._respond, environ)
        response = await _unless_gone(work, protocol, visitor)
        if response.whole is not None:
            protocol.response_bytes(response.status, response.headers, response.whole)
            return
        transport = protocol.response_stream(response.status, response.headers)
        try:
            while (
                chunk := await loop.run_in_executor(self._threads, next, response.chunks, None)
            ) is not None:
                await transport.send_bytes(chunk)
        except Exception:  # noqa: BLE001  # whatever it was, the client must not take the rest for the whole
            protocol.complete = False
            visitor.abort()
        finally:
            await loop.run_in_executor(self._threads, response.close)

    async def _body(self, protocol: Recorder) -> bytes | None:
        """Return the body, or None where it is too long."""
        parts: list[bytes] = []
        size = 0
        async for part in protocol.parts():
            size += len(part)
            if size <= self._max_body:
                parts.append(bytes(part))
            elif size > self._max_body + _UNREAD:
                break
        return b"".join(parts) if size <= self._max_body else None

    def _respond(self, environ: WSGIEnvironment) -> Response:
        started: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: Headers, _: object = None) -> Callable[[bytes], object]:
            started.append((int(status[:3]), [(name.lower(), value) for name, value in headers]))
            return _no_write

        result = self._application(environ, start_response)
        status, headers = started[-1]
        if environ["REQUEST_METHOD"] == "HEAD" or any(name == "content-length" for name, _ in headers):
            try:
                return Response(status, headers, b"".join(result), iter(()), result)
            finally:
                _close(result)
        return Response(status, headers, None, iter(result), result)


class Recorder:
    """Granian's side of a request, and what was answered through it.

    Attributes:
        query: SPARQL that was asked, or "".
        complete: whether the answer was sent to its end.
    """

    def __init__(self, protocol: Any) -> None:  # noqa: ANN401
        self._protocol = protocol
        self._started = time.monotonic()
        self._status = self._size = 0
        self.query = ""
        self.complete = True

    async def parts(self) -> AsyncIterator[bytes]:
        """Return the body as it comes."""
        async for part in self._protocol:
            yield part

    def client_disconnect(self) -> Awaitable[None]:
        """Wait until the client leaves."""
        return cast("Awaitable[None]", self._protocol.client_disconnect())

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None:
        """Answer at once."""
        self._status, self._size = status, len(body)
        self._protocol.response_bytes(status, headers, body)

    def response_stream(self, status: int, headers: Headers) -> Recorder:
        """Begin an answer."""
        self._status = status
        self._transport = self._protocol.response_stream(status, headers)
        return self

    async def send_bytes(self, chunk: bytes) -> None:
        """Send the next part of an answer."""
        self._size += len(chunk)
        await self._transport.send_bytes(chunk)

    def entry(self, scope: Scope, address: str) -> Entry:
        """Return what is to be written down."""
        seconds = time.monotonic() - self._started
        return Entry(
            address, scope.method, scope.path, self._status, seconds, self._size, self.complete, self.query
        )


class Response(NamedTuple):
    """What the application answered: the whole of it, or chunks to come."""

    status: int
    headers: Headers
    whole: bytes | None
    chunks: Iterator[bytes]
    result: Iterable[bytes]

    def close(self) -> None:
        """Tell the application that no more is asked for."""
        _close(self.result)


async def _unless_gone(work: asyncio.Future[Response], protocol: Recorder, visitor: Visitor) -> Response:
    """Wait for the response; tell the application when nobody waits for it any more."""
    done, _ = await asyncio.wait({work}, timeout=_PATIENCE)
    if not done:
        leaving = asyncio.ensure_future(protocol.client_disconnect())
        both: set[asyncio.Future[Any]] = {work, leaving}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if leaving.done():
            visitor.leave()
        else:
            leaving.cancel()
    return await work


def _request(scope: Scope, body: bytes) -> Request:
    given = scope.headers
    return Request(
        method=scope.method,
        url=f"{scope.scheme}://{given.get('host', scope.server)}{scope.path}",
        query_string=scope.query_string,
        content_type=given.get("content-type", ""),
        accept=", ".join(given.get_all("accept")),
        if_none_match=given.get("if-none-match", ""),
        body=body,
    )


def _environ(scope: Scope, body: bytes | None, visitor: Visitor) -> WSGIEnvironment:
    host, _, port = scope.server.rpartition(":")
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": visitor.connection.address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body or b""),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "bilateral.visitor": visitor,
        "bilateral.too_large": body is None,
    }
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            key = f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    environ["CONTENT_LENGTH"] = str(len(body or b""))
    return environ


def _connection(client: str) -> Connection:
    address, _, port = client.rpartition(":")
    return Connection(address.strip("[]"), int(port or 0))


def _close(result: Iterable[bytes]) -> None:
    close = getattr(result, "close", None)
    if close is not None:
        with contextlib.suppress(Exception):
            close()


def _no_write(_: bytes) -> object:
    raise NotImplementedError("PEP 3333's write() is for applications older than it")
