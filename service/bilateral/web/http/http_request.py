"""One HTTP request from an ASGI server: its head is checked, its body read, its answer sent.

The server has parsed it, and leaves ambiguous heads and slow readers to the application.

Source: ASGI, HTTP specification 2.3; RFC 9112, sections 3.2 and 6.1.
"""

from __future__ import annotations

import asyncio
import functools
from typing import TYPE_CHECKING, Any, Final

from werkzeug import exceptions

from bilateral.web.http.request_body import Disconnected, drain, too_large
from bilateral.web.http.request_log import KEY, RequestRecord

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, MutableMapping

    from bilateral.web.http.client_addresses import Proxies
    from bilateral.web.http.request_body import BodyReader

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    Application = Callable[[Message, Receive, Send], Awaitable[None]]
    Headers = tuple[tuple[str, str], ...]

_PART: Final = 1 << 16  # bytes that are sent at a time, so that a slow client is noticed
_READ_SECONDS: Final = 60.0  # that a client may take to read one part
_BODILESS: Final = frozenset({"GET", "HEAD", "OPTIONS", "DELETE", "TRACE"})
_HOP_BY_HOP: Final = frozenset(
    {"content-length", "transfer-encoding", "connection", "upgrade", "http2-settings", "expect"}
)
_NO_CONTENT: Final = frozenset({204, 304})
_OLD: Final = frozenset({"1.0", "1"})  # whose requests need no Host; servers write it in either way


class HttpRequest:
    """One request.

    Attributes:
        scope: of ASGI, with scheme and client as the client of a trusted proxy sees them.
        path: still encoded, as the query string.
        headers: by name in lower case; repeated ones are joined by commas.
        url: without the query string.
        body: empty until it is read.
        begun: whether the answer was started.
    """

    def __init__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        self.scope, self._receive, self._send = scope, receive, send
        self.method: str = scope["method"]
        self.path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
        self.query_string = scope["query_string"].decode("latin-1")
        self.headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            key, text = name.decode("latin-1"), value.decode("latin-1")
            self.headers[key] = f"{self.headers[key]}, {text}" if key in self.headers else text
        client = scope.get("client")
        self.record = RequestRecord(self.method, self.path, client[0] if client else "")
        self.body, self.url = b"", ""
        self.begun = False
        self._unread, self._ambiguous = self._has_body(), False
        self._watcher: asyncio.Task[None] | None = None
        self._held: tuple[int, Headers] = (0, ())

    def check(self, proxies: Proxies) -> None:
        """Refuse an ambiguous head, and set the address that the client sees.

        Raises:
            BadRequest: the head is ambiguous or malformed.
            NotImplemented: the method or the encoding of the body is unknown.
        """
        self._ambiguous = True
        if not self.method.isupper():
            raise exceptions.NotImplemented(f"{self.method!r} is no method: they are written in capitals")
        if not self.path.startswith("/") and self.path != "*":
            raise exceptions.BadRequest("the target has no path")
        if not self.path.isascii() or not self.query_string.isascii():
            raise exceptions.BadRequest("the target is not ASCII: write other letters as %XX")
        coding = self.headers.get("transfer-encoding", "chunked").lower()
        if coding != "chunked":
            raise exceptions.NotImplemented(f"a body is sent chunked or as it is, not {coding}")
        address = proxies.address(self.scope["scheme"], self.record.client, self.headers)
        if not address.host and self.scope["http_version"] not in _OLD:
            raise exceptions.BadRequest("a request has one Host")
        self._ambiguous = False
        self.record.client = address.client
        self.scope["scheme"] = address.scheme
        self.headers["host"] = address.host or ":".join(map(str, self.scope.get("server") or ("localhost",)))
        self.url = f"{address.scheme}://{self.headers['host']}{self.path}"

    async def read(self, bodies: BodyReader, limit: int) -> None:
        """Read the body of at most `limit` bytes; errors as for `BodyReader.read`."""
        if not self._unread:
            return
        length = self.headers.get("content-length", "0")
        if len(length) > len(str(limit)) or int(length) > limit:
            raise too_large(limit)
        self.body = await bodies.read(self._receive, self.record.client, limit)
        self._unread = False

    async def respond(self, status: int, headers: Headers, body: bytes) -> None:
        """Send a whole answer; to HEAD, the headers only."""
        length = ("content-length", str(len(body)))
        if self._unread or self._ambiguous:
            # A proxy and this server could disagree on where the next request begins.
            headers = (*headers, ("connection", "close"))
        await self._start(status, headers if status in _NO_CONTENT else (*headers, length))
        if self.method == "HEAD" or status in _NO_CONTENT:
            body = b""
        if len(body) <= _PART:
            self.record.size = len(body)
            await self._send({"type": "http.response.body", "body": body})
        else:
            self.record.counter, counted = None, self.record.counter
            await self._send_parts(_parts(body))
            self.record.counter = counted
        if self._unread and "expect" not in self.headers:
            await drain(self._receive)

    async def stream(self, status: int, headers: Headers, parts: AsyncIterable[bytes]) -> None:
        """Send an answer part by part.

        Raises:
            Disconnected: the client disconnected, or does not read.
            BilateralError: raised by the parts.
        """
        await self._start(status, headers)
        await self._send_parts(parts)

    async def forward(self, application: Application) -> None:
        """Let an ASGI application answer; a streamed answer in the record is sent without its thread."""
        headers = [(name.encode(), value.encode("latin-1")) for name, value in self._plain_headers()]
        client = (self.record.client, (self.scope.get("client") or ("", 0))[1])
        scope = {**self.scope, "headers": headers, "client": client, KEY: self.record}
        self.watch()
        try:
            await application(scope, self._receive_whole, self._send_on)
            if self.record.streamed:
                status, fields = self._held
                await self.stream(status, fields, self.record.streamed.parts())
        finally:
            self.unwatch()

    def watch(self) -> None:
        """Cancel the answer when the client disconnects."""
        self._watcher = asyncio.get_running_loop().create_task(self._wait_for_disconnect())

    def unwatch(self) -> None:
        """Stop watching."""
        if self._watcher:
            self._watcher.cancel()

    async def _wait_for_disconnect(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.record.disconnect()

    def _plain_headers(self) -> Iterable[tuple[str, str]]:
        """Yield the headers without those of the connection, and the length of the body as read."""
        yield from ((name, value) for name, value in self.headers.items() if name not in _HOP_BY_HOP)
        yield "content-length", str(len(self.body))

    async def _receive_whole(self) -> Message:
        return {"type": "http.request", "body": self.body, "more_body": False}

    async def _send_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]]
            if self.record.streamed:
                fields = [(name, value) for name, value in fields if name != "content-length"]
                self._held = message["status"], tuple(fields)
            else:
                await self._start(message["status"], tuple(fields))
        elif not self.record.streamed:
            await self._send_parts(_parts(message.get("body", b"")), last=not message.get("more_body"))

    async def _start(self, status: int, headers: Headers) -> None:
        message = {"type": "http.response.start", "status": status, "headers": encoded(headers)}
        self.begun, self.record.status = True, status
        await self._send(message)

    async def _send_parts(self, parts: AsyncIterable[bytes], *, last: bool = True) -> None:
        async for part in parts:
            if not part:
                continue
            try:
                async with asyncio.timeout(_READ_SECONDS):
                    await self._send({"type": "http.response.body", "body": part, "more_body": True})
            except (TimeoutError, OSError):
                raise Disconnected from None
            self.record.size += len(part)
            if self.record.counter:
                self.record.counter.feed(part)
        if last:
            await self._send({"type": "http.response.body", "body": b""})

    def _has_body(self) -> bool:
        if "transfer-encoding" in self.headers:
            return True
        length = self.headers.get("content-length")
        return self.method not in _BODILESS if length is None else length != "0"


async def _parts(body: bytes) -> AsyncIterable[bytes]:
    for start in range(0, len(body), _PART):
        yield body[start : start + _PART]


@functools.lru_cache(maxsize=1024)
def encoded(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Return headers in ASGI's form."""
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
