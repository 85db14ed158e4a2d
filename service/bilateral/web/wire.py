"""A client's connection: bytes to requests, one after another, and answers to bytes.

httptools says what a request is (llhttp, the parser of Node.js); what is here are limits: on the head's size,
on the body's, and on how long a client may take for either.

Source: RFC 9112; RFC 9110, section 10.1.1 (Expect).
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import httptools
from werkzeug.exceptions import BadRequest, RequestHeaderFieldsTooLarge, RequestTimeout

from bilateral.web.call import Call, date

if TYPE_CHECKING:
    from collections.abc import Callable

_HEAD_BYTES: Final = 1 << 16
_HEAD_FIELDS: Final = 100
_HEAD_SECONDS: Final = 15.0
_BODY_SECONDS: Final = 30.0  # between two parts of it
_KEEP_SECONDS: Final = 60.0  # between two requests
_WRITE_SECONDS: Final = 60.0  # without a byte taken by the client
_LINGER_SECONDS: Final = 1.0
_UNREAD: Final = 1 << 20  # bytes of a body that is too long that are still taken, so that the answer is heard
_LOOK: Final = 1.0  # seconds between two looks at who is too slow
_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


class Handler(NamedTuple):
    """What is done with requests.

    Attributes:
        admit: told of a request when its head is here; may have it `refused`.
        handle: answers a request, now or later.
        done: told of a request that was admitted and is answered, or never will be.
        max_body: bytes of a body.
    """

    admit: Callable[[Call], object]
    handle: Callable[[Call], object]
    done: Callable[[Call], object]
    max_body: int


class Exchange:
    """All connections of a server.

    Attributes:
        date: the Date header of answers.
        closing: whether connections are closed after the request they are at.
        open: those there are.
        emptied: whether there are none any more, once it is closing.
    """

    def __init__(self, handler: Handler, loop: asyncio.AbstractEventLoop, most: int) -> None:
        """Begin.

        Args:
            handler: what is done with requests.
            loop: the event loop.
            most: connections at a time; more are closed at once.
        """
        self.handler, self.loop, self._most = handler, loop, most
        self.open: set[Wire] = set()
        self.date = date()
        self.closing = False
        self.emptied = asyncio.Event()
        loop.call_later(_LOOK, self._look)

    def connect(self) -> Wire:
        """Return the protocol of a new connection."""
        return Wire(self)

    def full(self) -> bool:
        """Tell whether there are as many connections as may be."""
        return len(self.open) >= self._most

    async def close(self, seconds: float) -> None:
        """Let the requests that are worked on be answered, and close each connection after."""
        self.closing = True
        for wire in list(self.open):
            wire.close_when_idle()
        if self.open:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.emptied.wait(), seconds)
        for wire in list(self.open):
            wire.abort()

    def _look(self) -> None:
        self.date = date()
        now = self.loop.time()
        for wire in [wire for wire in self.open if wire.deadline < now]:
            wire.expire()
        self.loop.call_later(_LOOK, self._look)


class Wire(asyncio.Protocol):
    """One connection.

    Attributes:
        address: the client's.
        deadline: the loop's time when patience is over.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._calls: deque[Call] = deque()
        self._coming: Call | None = None
        self._url, self._fields, self._parts = b"", 0, cast("list[bytes]", [])
        self._headers: dict[str, str] = {}
        self._head_size = self._body_size = 0
        self._in_head = self._broken = self._lost = False
        self._unread = self._pending = 0
        self._room: asyncio.Future[None] | None = None
        self.address = ""
        self.deadline = math.inf

    @property
    def date(self) -> bytes:
        """The Date header of an answer."""
        return self._exchange.date

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection."""
        self._transport = cast("asyncio.Transport", transport)
        if self._exchange.full():
            self._transport.abort()
            return
        peer = self._transport.get_extra_info("peername")
        self.address = peer[0] if peer else ""
        self._exchange.open.add(self)
        self._wait(_HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop what was done for a client that left."""
        del exc
        self._exchange.open.discard(self)
        if self._exchange.closing and not self._exchange.open:
            self._exchange.emptied.set()
        self._broken = self._lost = True
        self.resume_writing()
        waiting, self._coming = self._coming, None
        if waiting:
            self._calls.append(waiting)
        while len(self._calls) > 1 or (waiting and self._calls):
            left = self._calls.pop()
            waiting = None
            self._exchange.handler.done(left)
        if self._calls:
            self._calls[0].leave()

    def data_received(self, data: bytes) -> None:
        """Take what the client sent."""
        if self._broken:
            self._discard(len(data))
            return
        if self._in_head or not self._coming:
            self._head_size += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._broken = True
        except (httptools.HttpParserError, UnicodeDecodeError):
            self._refuse(BadRequest("the request is not HTTP"))
        if self._in_head and self._head_size > _HEAD_BYTES:
            self._refuse(RequestHeaderFieldsTooLarge(f"a head has at most {_HEAD_BYTES} bytes"))

    def pause_writing(self) -> None:
        """Wait for a slow client."""
        self._room = self._exchange.loop.create_future()
        self._wait(_WRITE_SECONDS)

    def resume_writing(self) -> None:
        """Go on."""
        room, self._room = self._room, None
        if room:
            self._wait(math.inf if self._calls else _KEEP_SECONDS)
            if not room.done():
                room.set_result(None)

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._in_head = True
        self._url, self._headers, self._fields = b"", {}, 0
        if not self._calls:
            self._wait(_HEAD_SECONDS)

    def on_url(self, part: bytes) -> None:
        """Take some of the target."""
        self._url += part

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self._fields += 1
        key, text = name.decode("latin-1").lower(), value.decode("latin-1").strip()
        if key in self._headers:
            if key == "host":
                self._fields = math.inf  # type: ignore[assignment]
            text = f"{self._headers[key]}, {text}"
        self._headers[key] = text

    def on_headers_complete(self) -> None:
        """See whether the request may go on."""
        self._in_head, self._head_size = False, 0
        if self._broken:
            return
        self._parts, self._body_size = [], 0
        version = self._parser.get_http_version()
        call = Call(
            self,
            self._parser.get_method().decode(),
            _origin_form(self._url.decode("ascii")),
            version,
            self._headers,
        )
        self._coming = call
        self._exchange.handler.admit(call)
        if self._fields > _HEAD_FIELDS or (version == "1.1" and "host" not in self._headers):
            call.refused = BadRequest("a request has one Host and at most 100 headers")
        if call.refused:
            self._end_with(call)
        elif int(self._headers.get("content-length", 0)) > self._exchange.handler.max_body:
            call.body = None
            self._end_with(call)
        elif self._headers.get("expect", "").lower() == "100-continue" and not self._calls:
            self.write(_CONTINUE)

    def on_body(self, part: bytes) -> None:
        """Take some of the body."""
        call = self._coming
        if call is None:
            return
        self._body_size += len(part)
        if self._body_size > self._exchange.handler.max_body:
            call.body = None
            self._end_with(call)
            return
        self._parts.append(part)
        self._wait(_BODY_SECONDS)

    def on_message_complete(self) -> None:
        """Hand the request on."""
        call, self._coming = self._coming, None
        if call is None:
            return
        # No other protocol is spoken here: a request for one is answered, and then it is over.
        stays = self._parser.should_keep_alive() and not self._parser.should_upgrade()
        call.keep = stays and not self._exchange.closing
        if self._parts:
            call.body = b"".join(self._parts)
            self._parts = []
        self._queue(call)

    def write(self, data: bytes) -> None:
        """Send, or keep to send."""
        if self._transport and not self._transport.is_closing():
            self._transport.write(data)

    async def drain(self) -> None:
        """Wait until the client has taken most of what was sent.

        Raises:
            ConnectionError: it is gone.
        """
        if self._room:
            await self._room
        if self._transport is None or self._transport.is_closing():
            raise ConnectionError

    def finish(self, call: Call) -> None:
        """Go on after a request was answered."""
        self._calls.remove(call)
        self._exchange.handler.done(call)
        if self._lost:
            return
        if not call.keep:
            self._linger()
        elif self._calls:
            self._exchange.handler.handle(self._calls[0])
        else:
            self._wait(_KEEP_SECONDS)
            if self._transport:
                self._transport.resume_reading()
            if self._exchange.closing:
                self.close_when_idle()

    def abort(self) -> None:
        """Break off."""
        if self._transport:
            self._transport.abort()

    def close_when_idle(self) -> None:
        """Close now, or after the request that is worked on."""
        if self._calls:
            self._calls[-1].keep = False
        elif self._transport:
            self._transport.close()

    def expire(self) -> None:
        """Close what took too long."""
        self.deadline = math.inf
        pending = self._transport.get_write_buffer_size() if self._transport else 0
        if pending and pending != self._pending:
            self._pending = pending
            self._wait(_WRITE_SECONDS)
        elif self._in_head and not self._broken and not self._calls:
            self._refuse(RequestTimeout("the request did not come in time"))
        else:
            self.abort()

    def _wait(self, seconds: float) -> None:
        self.deadline = self._exchange.loop.time() + seconds

    def _queue(self, call: Call) -> None:
        self._calls.append(call)
        if len(self._calls) == 1:
            self.deadline = math.inf
            self._exchange.handler.handle(call)
        elif self._transport:
            self._transport.pause_reading()

    def _end_with(self, call: Call) -> None:
        """Answer a request that is not taken to its end, and nothing after it."""
        self._coming, self._parts, self._broken = None, [], True
        call.keep = False
        self._queue(call)

    def _refuse(self, error: Exception) -> None:
        """Answer what is no request, after those before it."""
        if self._broken:
            return
        call = self._coming
        if call is None:
            call = Call(self, "", "", "1.1", {})
            self._exchange.handler.admit(call)
        call.refused = error
        self._end_with(call)

    def _discard(self, size: int) -> None:
        self._unread += size
        if self._unread > _UNREAD and self._transport:
            self._transport.pause_reading()

    def _linger(self) -> None:
        """Close so that the answer is heard: not before the client has, or has had a moment."""
        self._broken = True
        if self._transport and not self._transport.is_closing():
            if self._transport.can_write_eof():
                self._transport.write_eof()
            self._wait(_LINGER_SECONDS)


def _origin_form(target: str) -> str:
    """Return the path and query string of a target, which clients of proxies send with scheme and host."""
    if target.startswith("/") or "://" not in target:
        return target
    _, slash, rest = target.partition("://")[2].partition("/")
    return slash + rest if slash else "/"
