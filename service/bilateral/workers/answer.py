"""The answer of a worker to one request, read from an event loop or a thread, and a queue of requests."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from bilateral.workers.failures import ClientDisconnected

if TYPE_CHECKING:
    import threading
    from collections.abc import AsyncIterator, Generator, Iterator, Mapping

    from bilateral.workers.child_process import WorkerProcess
    from bilateral.workers.job_queue import QueuedJob

_BUFFERED = 1 << 20  # bytes of an answer that are kept for a slow client before the worker has to wait


class AnsweringPool(Protocol):
    """The pool whose worker answers."""

    loop: asyncio.AbstractEventLoop

    def fail(self, answer: WorkerAnswer, error: Exception) -> None:
        """Answer a request with an error, whatever its worker still does."""

    def resume(self, answer: WorkerAnswer) -> None:
        """Read on from a worker whose answer was paused."""


@dataclass(slots=True, eq=False, repr=False)
class WorkerAnswer:
    """The answer to one request, from the moment of the request; times are the loop's."""

    pool: AnsweringPool
    job: QueuedJob
    client: str = ""
    done: threading.Event | None = None  # set when it is settled, for a thread that waits
    asked_at: float = field(init=False)
    started_at: float = 0.0  # when a worker was first seen to work on it, 0.0 before
    head: bytes = b""  # of the answer, a JSON object
    whole: bytes | None = None  # all of the answer's bytes, where they came at once
    error: Exception | None = None  # why there is no answer, or no more of it
    ended: bool = False  # whether nothing more will come
    long: bool = False  # whether it may occupy its worker for long, as it is slow or its answer is large
    held_back: bool = False  # whether the client sees nothing yet, so that the request can be restarted
    settled: bool = False  # whether there is a head, a whole answer or an error
    paused: WorkerProcess | None = None  # the worker whose answer is not read for now
    _chunks: deque[bytes] = field(default_factory=deque)
    _buffered: int = 0
    _waiter: asyncio.Future[None] | None = None

    def __post_init__(self) -> None:
        self.asked_at = self.pool.loop.time()

    def settle(self) -> None:
        """Wake the waiting reader: there is a head, bytes, an end or an error."""
        self.settled = True
        if self.done:
            self.done.set()
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    def fail(self, error: Exception) -> None:
        """End it with an error: nothing more will come."""
        self.ended = True
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
        self._buffered += len(chunk)
        if not self.held_back:
            self.settle()
        return self._buffered > _BUFFERED

    def restart(self, ticket: int) -> None:
        """Discard what came of an answer of which the client has seen nothing, for another attempt."""
        self.job = self.job._replace(ticket=ticket)
        self.head, self.held_back, self.paused = b"", False, None
        self._chunks.clear()
        self._buffered = 0

    def cancel(self) -> None:
        """Stop the request, as the client disconnected; from the pool's event loop."""
        if not self.ended and self.error is None:
            self.pool.fail(self, ClientDisconnected("the client disconnected"))

    def describe(self) -> dict[str, Any]:
        """Return the head."""
        found: dict[str, Any] = json.loads(self.head)
        return found

    def close(self) -> None:
        """Stop the request unless it has ended, from any thread."""
        if not self.ended:
            self.pool.loop.call_soon_threadsafe(self.cancel)

    async def ready(self) -> None:
        """Wait for head, bytes, end or error; raise the error, see `Pool.ask`."""
        while not self.settled:
            await self._wait()
        self.check()

    async def next(self) -> bytes | None:
        """Return the next bytes as they come, None at the end; raise the error, see `Pool.ask`."""
        while not self._chunks and not self.ended and self.error is None:
            await self._wait()
        self.check()
        if not self._chunks:
            return None
        chunk = self._chunks.popleft()
        self._buffered -= len(chunk)
        if self.paused and self._buffered <= _BUFFERED // 2:
            self.pool.resume(self)
        return chunk

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield the bytes as they come; ending the iteration early cancels the request."""
        try:
            while (chunk := await self.next()) is not None:
                yield chunk
        finally:
            self.cancel()

    def read(self) -> Generator[bytes]:
        """Yield the bytes as they come, in a thread; ending the iteration early cancels the request."""
        if self.whole is not None:
            yield self.whole
            return
        try:
            yield from iter(self._next_in_thread, None)
        finally:
            self.close()

    def _next_in_thread(self) -> bytes | None:
        return asyncio.run_coroutine_threadsafe(self.next(), self.pool.loop).result()

    async def _wait(self) -> None:
        self._waiter = self.pool.loop.create_future()
        await self._waiter


class FairQueue:
    """Requests that wait for a worker: clients take turns, so that one with many requests delays no other.

    Those of one client stay in order.
    """

    def __init__(self) -> None:
        self._queues: dict[str, deque[WorkerAnswer]] = {}

    def __bool__(self) -> bool:
        return bool(self._queues)

    def __iter__(self) -> Iterator[WorkerAnswer]:
        return (answer for queue in self._queues.values() for answer in queue)

    def add(self, answer: WorkerAnswer) -> None:
        """Put a request behind the others of its client."""
        self._queues.setdefault(answer.client, deque()).append(answer)

    def add_first(self, answer: WorkerAnswer) -> None:
        """Put a request that was at a worker already before those of its client."""
        self._queues.setdefault(answer.client, deque()).appendleft(answer)

    def next(self, active: Mapping[str, int]) -> WorkerAnswer | None:
        """Return the oldest request of the clients that have the fewest active ones."""
        if not self._queues:
            return None
        client = min(self._queues, key=lambda each: (active.get(each, 0), self._queues[each][0].asked_at))
        return self._queues[client][0]

    def remove(self, answer: WorkerAnswer) -> None:
        """Take a request out, if it is there."""
        queue = self._queues.get(answer.client)
        if queue and answer in queue:
            queue.remove(answer)
            if not queue:
                del self._queues[answer.client]
