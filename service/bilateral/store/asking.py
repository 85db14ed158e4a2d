"""One request to a reader, as an event loop sees it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

from bilateral.store.failures import Abandoned

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Callable

    from bilateral.store.jobs import Given
    from bilateral.store.readers import Reader

_HELD = 1 << 20  # bytes of an answer that wait for a slow client before the reader is made to wait too


class Owner(Protocol):
    """Who gives the request to a reader."""

    loop: asyncio.AbstractEventLoop

    def fail(self, asking: Asking, error: Exception) -> None:
        """Answer a request with an error, whatever is still done about it."""

    def resume(self, asking: Asking) -> None:
        """Let the rest of an answer come."""


class Asking:
    """One request.

    Attributes:
        given: what is asked.
        since: the loop's time when it was asked.
        started: the loop's time when a reader was seen at work on it, 0.0 before.
        head: of the answer, a JSON object.
        whole: all of the answer's bytes, where they came at once.
        error: why there is no answer, or no more of it.
        over: whether nothing more will come.
        paused: the reader whose answer is not taken for now.
        long: whether it takes its reader for long: it runs for a while already, or its answer is large.
        back: whether what comes is kept back, so that it can still begin anew.
    """

    __slots__ = (
        "_chunks",
        "_held",
        "_owner",
        "_then",
        "_waiter",
        "back",
        "error",
        "given",
        "head",
        "long",
        "over",
        "paused",
        "since",
        "started",
        "whole",
    )

    def __init__(self, owner: Owner, given: Given, then: Callable[[Asking], object]) -> None:
        self._owner, self.given = owner, given
        self._then: Callable[[Asking], object] | None = then
        self.since, self.started = owner.loop.time(), 0.0
        self.head = b""
        self.whole: bytes | None = None
        self.error: Exception | None = None
        self.over = self.long = self.back = False
        self.paused: Reader | None = None
        self._chunks: deque[bytes] = deque()
        self._held = 0
        self._waiter: asyncio.Future[None] | None = None

    def settle(self) -> None:
        """Tell whoever asked that something is here: head, bytes, end or error."""
        then, self._then = self._then, None
        if then:
            then(self)
        elif self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    @property
    def settled(self) -> bool:
        """Whether whoever asked was told."""
        return self._then is None

    def check(self) -> None:
        """Raise the error, if there is one."""
        if self.error is not None:
            raise self.error

    def feed(self, chunk: bytes) -> bool:
        """Take some of the answer; tell whether that is enough for now."""
        self._chunks.append(chunk)
        self._held += len(chunk)
        if not self.back:
            self.settle()
        return self._held > _HELD

    def begin_anew(self, ticket: int) -> None:
        """Forget what came of an answer of which nothing was passed on, and be another request."""
        self.given = self.given._replace(ticket=ticket)
        self.head, self.back, self.paused = b"", False, None
        self._chunks.clear()
        self._held = 0

    def abandon(self) -> None:
        """Stop it: nobody waits any more."""
        if not self.over and self.error is None:
            self._owner.fail(self, Abandoned("nobody waits for the answer any more"))

    async def next(self) -> bytes | None:
        """Return the next bytes as they come, None at the end.

        Raises:
            DeadlineExceeded, WorkerLost, Abandoned: as for `Readers.ask`.
            BilateralError: what the worker says.
        """
        while not self._chunks and not self.over and self.error is None:
            self._waiter = self._owner.loop.create_future()
            await self._waiter
        self.check()
        if not self._chunks:
            return None
        chunk = self._chunks.popleft()
        self._held -= len(chunk)
        if self.paused and self._held <= _HELD // 2:
            self._owner.resume(self)
        return chunk

    async def chunks(self) -> AsyncIterator[bytes]:
        """Return the bytes as they come; whoever stops before the end abandons the request."""
        try:
            while (chunk := await self.next()) is not None:
                yield chunk
        finally:
            self.abandon()
