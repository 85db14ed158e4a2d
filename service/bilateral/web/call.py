"""One request over HTTP and its answer.

Source: RFC 9110; RFC 9112, sections 6 and 7.
"""

from __future__ import annotations

import functools
import time
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Headers = Sequence[tuple[str, str]]

_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus} | {499: "Client Closed Request"}
BODILESS: Final = frozenset({204, 304})
_LAST_CHUNK: Final = b"0\r\n\r\n"


class Line(Protocol):
    """The connection that a request came by."""

    address: str

    @property
    def date(self) -> bytes:
        """The Date header of an answer."""

    def write(self, data: bytes) -> None:
        """Send, or keep to send."""

    async def drain(self) -> None:
        """Wait until the client has taken most of what was sent.

        Raises:
            ConnectionError: it is gone.
        """

    def finish(self, call: Call) -> None:
        """Say that a request is answered."""

    def abort(self) -> None:
        """Break off."""


class Call:
    """A request with the whole of its body.

    Attributes:
        method: as sent.
        target: path and query string as sent.
        version: "1.0" or "1.1".
        headers: by name in lower case; what was sent several times is joined by commas.
        body: None where it was too long.
        keep: whether the connection stays open afterwards.
        gone: whether the client left before it was answered.
        status: of the answer, 0 before.
        size: bytes of the answer's body.
        complete: whether the answer was sent to its end.
        query: SPARQL that was asked, or "".
        rows: solutions in the answer; None where they were not counted.
        refused: why it is not to be worked on, if it is not.
        started: the monotonic time when its head was here.
    """

    __slots__ = (
        "_chunked",
        "_leaving",
        "_line",
        "body",
        "complete",
        "gone",
        "headers",
        "keep",
        "method",
        "query",
        "refused",
        "rows",
        "size",
        "started",
        "status",
        "target",
        "version",
    )

    def __init__(
        self, line: Line, method: str, target: str, version: str, headers: Mapping[str, str]
    ) -> None:
        self._line, self.method, self.target = line, method, target
        self.version, self.headers = version, headers
        self.body: bytes | None = b""
        self.keep, self.gone, self.complete = True, False, True
        self.status = self.size = 0
        self.query = ""
        self.rows: int | None = None
        self.refused: Exception | None = None
        self.started = time.monotonic()
        self._chunked = False
        self._leaving: Callable[[], object] | None = None

    @property
    def address(self) -> str:
        """The client's address."""
        return self._line.address

    @property
    def path(self) -> str:
        """The path, still encoded."""
        return self.target.partition("?")[0]

    @property
    def query_string(self) -> str:
        """What follows the path, still encoded."""
        return self.target.partition("?")[2]

    def on_leave(self, then: Callable[[], object] | None) -> None:
        """Call something when the client leaves before the answer is complete."""
        self._leaving = then

    def leave(self) -> None:
        """Say that the client left."""
        self.gone, self.complete = True, False
        if self._leaving:
            self._leaving()

    def respond(self, status: int, headers: Headers, body: bytes) -> None:
        """Answer at once; to HEAD with the headers alone."""
        self.respond_as(status, head(status, tuple(headers)), body)

    def respond_as(self, status: int, begun: bytes, body: bytes) -> None:
        """Answer at once, with a head that `head` made."""
        self.status = status
        if self.method == "HEAD":
            rest, body = b"", b""
        else:
            rest = b"" if status in BODILESS else b"content-length: %d\r\n" % len(body)
        self.size = len(body)
        self._line.write(b"".join((begun, rest, self._line.date, self._hop(), body)))
        self._end()

    def stream(self, status: int, headers: Headers) -> None:
        """Begin an answer."""
        self.status = status
        sized = any(name.lower() == "content-length" for name, _ in headers)
        self._chunked = not sized and self.version == "1.1"
        if not sized and not self._chunked:
            self.keep = False
        rest = b"transfer-encoding: chunked\r\n" if self._chunked else b""
        self._line.write(b"".join((head(status, tuple(headers)), rest, self._line.date, self._hop())))

    async def send(self, chunk: bytes) -> None:
        """Send the next part of an answer, and wait while the client is slow.

        Raises:
            ConnectionError: the client is gone.
        """
        if chunk:
            self.size += len(chunk)
            self._line.write(b"%x\r\n%b\r\n" % (len(chunk), chunk) if self._chunked else chunk)
            await self._line.drain()

    def end(self) -> None:
        """Say that the answer is complete."""
        if self._chunked:
            self._line.write(_LAST_CHUNK)
        self._end()

    def abort(self) -> None:
        """Break the answer off, so that it is not taken for the whole."""
        self.complete = False
        self._line.abort()
        self._end()

    def _hop(self) -> bytes:
        if not self.keep:
            return b"connection: close\r\n\r\n"
        return b"\r\n" if self.version == "1.1" else b"connection: keep-alive\r\n\r\n"

    def _end(self) -> None:
        self._leaving = None
        self._line.finish(self)


@functools.lru_cache(maxsize=1024)
def head(status: int, headers: tuple[tuple[str, str], ...]) -> bytes:
    """Return an answer's head, but for its length and what is between neighbours.

    Raises:
        ValueError: a header has a line break.
    """
    lines = [f"HTTP/1.1 {status} {_PHRASES.get(status, 'Unknown')}"]
    lines += [f"{name}: {value}" for name, value in headers]
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("a header has a line break")
    return ("\r\n".join(lines) + "\r\n").encode("latin-1")


def date() -> bytes:
    """Return the Date header."""
    return f"date: {formatdate(usegmt=True)}\r\n".encode()
