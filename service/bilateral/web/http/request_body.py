"""Reads the body of a request, within limits of time and size that ASGI servers leave to the application.

Source: ASGI, HTTP specification 2.3.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, RequestTimeout

from bilateral.web.http.problems import TooManyRequests
from bilateral.workers.failures import Busy

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

_SECONDS: Final = 30.0  # for a body, and one more for each so many bytes of it
_RATE: Final = 4096
_STEP: Final = 1 << 16  # bytes after which the timeout is extended
_SMALL: Final = 16  # bytes; a body of many parts that are smaller on average is refused
_SMALL_PARTS: Final = 20_000
_UNREAD: Final = 32 << 20  # bytes of a refused body that are still read, so that the client reads the answer
_UNREAD_PARTS: Final = 1000
_UNREAD_SECONDS: Final = 10.0
_SILENCE: Final = 1.0
_CLIENT_SHARE: Final = 2  # bodies of the largest size that one client may be sending
_ALL_SHARE: Final = 8


class Disconnected(Exception):  # noqa: N818  # what happened
    """The client disconnected."""


class BodyReader:
    """Reads bodies, and bounds the memory of all that are being received."""

    def __init__(self, largest: int) -> None:
        self._client_most, self._most = _CLIENT_SHARE * largest, _ALL_SHARE * largest
        self._held: Counter[str] = Counter()

    async def read(self, receive: Receive, client: str, limit: int) -> bytes:
        """Return a body of at most `limit` bytes from a client's address.

        Raises:
            RequestEntityTooLarge: it is longer.
            RequestTimeout: it comes too slowly.
            BadRequest: it comes in too many small parts, breaks off, or has malformed chunks.
            TooManyRequests: the client is sending others already.
            Busy: others are sending too much.
        """
        parts: list[bytes] = []
        try:
            return await self._read(receive, client, limit, parts)
        except TimeoutError:
            raise RequestTimeout("the body did not come in time") from None
        finally:
            self._held[client] -= sum(map(len, parts))
            if self._held[client] <= 0:
                del self._held[client]

    async def _read(self, receive: Receive, client: str, limit: int, parts: list[bytes]) -> bytes:
        begun, size, looked = asyncio.get_running_loop().time(), 0, 0
        async with asyncio.timeout(_SECONDS) as patience:
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    # The client disconnected, most likely; or the server cannot parse the rest.
                    raise BadRequest("the body breaks off before its end")
                part = message.get("body", b"")
                size += len(part)
                if size > limit:
                    raise too_large(limit)
                if len(parts) > _SMALL_PARTS and size < _SMALL * len(parts):
                    raise BadRequest("the body comes in too many parts that are too small")
                parts.append(part)
                self._held[client] += len(part)
                if not message.get("more_body"):
                    return b"".join(parts)
                if size - looked >= _STEP:
                    looked = size
                    patience.reschedule(begun + _SECONDS + size / _RATE)
                    self._check(client)

    def _check(self, client: str) -> None:
        if self._held[client] > self._client_most:
            raise TooManyRequests("you are sending too much at a time")
        if self._held.total() > self._most:
            raise Busy("too much is being sent; try again")


def too_large(limit: int) -> RequestEntityTooLarge:
    """Return the error for a body that is too long."""
    advice = "split it, or send a write with its token in the header Authorization, where more is taken"
    return RequestEntityTooLarge(f"a body has at most {limit:,} bytes here: {advice}")


async def drain(receive: Receive) -> None:
    """Read some more of a refused body, so that the client comes to read the answer."""
    size = parts = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_UNREAD_SECONDS):
            while size < _UNREAD and parts < _UNREAD_PARTS:
                async with asyncio.timeout(_SILENCE):
                    message = await receive()
                size, parts = size + len(message.get("body", b"")), parts + 1
                if not message.get("more_body"):
                    return
