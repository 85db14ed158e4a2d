"""The answer of a worker to one request, read from an event loop or from a thread."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import TYPE_CHECKING, Any, Protocol

from bilateral.workers.failures import Abandoned

if TYPE_CHECKING:
    import threading
    from collections.abc import AsyncIterator, Generator

    from bilateral.workers.job_queue import Given
    from bilateral.workers.pool import Reader

_HELD = 1 << 20  # bytes of an answer that wait for a slow client before the worker is made to wait too


class Owner(Protocol):
    """The pool whose worker answers."""

    loop: asyncio.AbstractEventLoop

    def fail(self, answer: Answer, error: Exception) -> None:
        """Answer a request with an error, whatever is still done about it."""

    def resume(self, answer: Answer) -> None:
        """Let the rest of an answer come."""


class Answer:
    """An answer, from the moment it is asked for.

    Attributes:
        given: what is asked.
        client: who asks.
        since: the loop's time when it was asked.
        started: the loop's time when a worker was seen at work on it, 0.0 before.
        head: of the answer, a JSON object.
        whole: all of the answer's bytes, where they came at once.
        error: why there is no answer, or no more of it.
        over: whether nothing more will come.
        paused: the worker whose answer is not taken for now.
        long: whether it takes its worker for long: it runs for a while already, or its answer is large.
        held_back: whether what comes is held back, so that it can still begin anew.
        settled: whether there is a head, a whole answer or an error.
    """

    __slots__ = (
        "_chunks",
        "_done",
        "_held",
        "_owner",
        "_waiter",
        "client",
        "error",
        "given",
        "head",
        "held_back",
        "long",
        "over",
        "paused",
        "settled",
        "since",
        "started",
        "whole",
    )

    def __init__(
        self, owner: Owner, given: Given, client: str = "", done: threading.Event | None = None
    ) -> None:
        """Take what is asked; `done` is set when the answer is settled, for a thread that waits."""
        self._owner, self.given, self.client, self._done = owner, given, client, done
        self.since, self.started = owner.loop.time(), 0.0
        self.head = b""
        self.whole: bytes | None = None
        self.error: Exception | None = None
        self.over = self.long = self.held_back = self.settled = False
        self.paused: Reader | None = None
        self._chunks: deque[bytes] = deque()
        self._held = 0
        self._waiter: asyncio.Future[None] | None = None

    def settle(self) -> None:
        """Tell whoever waits that something is here: head, bytes, end or error."""
        self.settled = True
        if self._done:
            self._done.set()
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    def fail(self, error: Exception) -> None:
        """End it with an error: nothing more will come."""
        self.over = True
        if self.error is None:
            self.error = error
            self.settle()

    def check(self) -> None:
        """Raise the error, if there is one."""
        if self.error is not None:
            raise self.error

    def feed(self, chunk: bytes) -> bool:
        """Take some of the answer; return whether that is enough for now."""
        self._chunks.append(chunk)
        self._held += len(chunk)
        if not self.held_back:
            self.settle()
        return self._held > _HELD

    def begin_anew(self, ticket: int) -> None:
        """Forget what came of an answer of which nothing was passed on, and be another request."""
        self.given = self.given._replace(ticket=ticket)
        self.head, self.held_back, self.paused = b"", False, None
        self._chunks.clear()
        self._held = 0

    def abandon(self) -> None:
        """Stop it: the client disconnected. From the pool's event loop."""
        if not self.over and self.error is None:
            self._owner.fail(self, Abandoned("the client disconnected"))

    def describe(self) -> dict[str, Any]:
        """Return the head."""
        found: dict[str, Any] = json.loads(self.head)
        return found

    def close(self) -> None:
        """Stop it unless it is over, from any thread."""
        if not self.over:
            self._owner.loop.call_soon_threadsafe(self.abandon)

    async def ready(self) -> None:
        """Wait for head, bytes, end or error.

        Raises:
            BilateralError: as `Pool.ask` says.
        """
        while not self.settled:
            await self._wait()
        self.check()

    async def next(self) -> bytes | None:
        """Return the next bytes as they come, None at the end.

        Raises:
            BilateralError: as `Pool.ask` says.
        """
        while not self._chunks and not self.over and self.error is None:
            await self._wait()
        self.check()
        if not self._chunks:
            return None
        chunk = self._chunks.popleft()
        self._held -= len(chunk)
        if self.paused and self._held <= _HELD // 2:
            self._owner.resume(self)
        return chunk

    async def parts(self) -> AsyncIterator[bytes]:
        """Return the bytes as they come; whoever stops before the end abandons the request."""
        try:
            while (chunk := await self.next()) is not None:
                yield chunk
        finally:
            self.abandon()

    def read(self) -> Generator[bytes]:
        """Return the bytes as they come, in a thread; whoever stops before the end stops the request."""
        if self.whole is not None:
            yield self.whole
            return
        try:
            while (
                chunk := asyncio.run_coroutine_threadsafe(self.next(), self._owner.loop).result()
            ) is not None:
                yield chunk
        finally:
            self.close()

    def _next_from_thread(self) -> bytes | None:
        return asyncio.run_coroutine_threadsafe(self.next(), self._owner.loop).result()

    async def _wait(self) -> None:
        self._waiter = self._owner.loop.create_future()
        await self._waiter
