"""A pool's workers asked from an event loop: no thread waits for an answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import queue
from collections import deque
from typing import TYPE_CHECKING, Any

from bilateral.store import frames
from bilateral.store.failures import Abandoned, Busy, DeadlineExceeded, WorkerLost, raise_described

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Callable, Mapping

    from bilateral.store.pool import Pool
    from bilateral.store.process import Process

_ROOM = 1 << 18
_PATIENCE = 0.05  # seconds before a request is worth watching


class AsyncPool:
    """The way into a pool from one event loop; threads may use the pool beside it."""

    def __init__(self, pool: Pool, loop: asyncio.AbstractEventLoop) -> None:
        self.pool, self.loop = pool, loop
        self._waiting: deque[asyncio.Future[Process]] = deque()
        pool.on_release = lambda: loop.call_soon_threadsafe(self._hand_over)

    def prepare(self, request: Mapping[str, Any], slow: Callable[[Asking], object] | None = None) -> Asking:
        """Return a request to begin; call `slow` with it if it is no quick one."""
        return Asking(self, {"max_bytes": self.pool.limits.bytes, "payload": False, **request}, slow)

    async def acquire(self) -> Process:
        """Return a worker that has nothing to do, as soon as there is one.

        Raises:
            Busy: there was none in time.
        """
        try:
            return self.pool.take_now()
        except queue.Empty:
            pass
        future: asyncio.Future[Process] = self.loop.create_future()
        self._waiting.append(future)
        timer = self.loop.call_later(self.pool.limits.wait, _give_up, future)
        try:
            return await future
        except asyncio.CancelledError:
            raise Busy(f"all {self.pool.size} workers are at work; try again") from None
        finally:
            timer.cancel()

    def release(self, process: Process) -> None:
        """Give the worker to whoever waits longest."""
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(process)
                return
        self.pool.put_back(process)

    def _hand_over(self) -> None:
        with contextlib.suppress(queue.Empty):
            while any(not future.done() for future in self._waiting):
                self.release(self.pool.take_now())


def _send_some(connection: socket.socket, message: bytes) -> int:
    try:
        return connection.send(message)
    except BlockingIOError:
        return 0


def _give_up(future: asyncio.Future[Process]) -> None:
    future.cancel()


class Asking:
    """One request to one worker.

    Attributes:
        head: of the answer.
        whole: all of the answer's bytes, where they came with the head.
    """

    def __init__(
        self, owner: AsyncPool, request: Mapping[str, Any], slow: Callable[[Asking], object] | None
    ) -> None:
        self._owner, self._request = owner, request
        self._process: Process | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._error: Exception | None = None
        self._slow = slow
        self._then: Callable[[], object] | None = None
        self.head: Mapping[str, Any] = {}
        self.whole: bytes | None = None

    def on_head(self, then: Callable[[], object]) -> None:
        """Call something when the head is here, or will never be."""
        self._then = then

    async def begin(self) -> None:
        """Send the request, as soon as a worker is free, and read the head.

        Raises:
            Busy: no worker was free in time.
            DeadlineExceeded, WorkerLost, Abandoned: as for `Pool.run`, also while the rest is read.
            BilateralError: what the worker says.
        """
        try:
            await self._begin()
        finally:
            if self._then:
                self._then()

    async def _begin(self) -> None:
        self._process = await self._owner.acquire()
        self._timer = self._owner.loop.call_later(_PATIENCE, self._look)
        connection = self._process.connection
        connection.setblocking(False)  # noqa: FBT003  # as the standard library has it
        try:
            try:
                message = frames.pack_json(frames.HEAD, self._request)
                # Nearly always there is room for all of it at once.
                sent = _send_some(connection, message)
                if sent < len(message):
                    await self._owner.loop.sock_sendall(connection, message[sent:])
            except OSError:
                raise self._broken() from None
            kind, content = await self._next()
            if kind == frames.WHOLE:
                self._finish()
                self.head, self.whole = frames.open_whole(content)
                return
            self.head = json.loads(content)
            if "error" in self.head:
                self._finish()
                raise_described(self.head)
        except BaseException:
            self.stop()
            raise

    async def chunks(self) -> AsyncIterator[bytes]:
        """Return the bytes as they come; whoever stops before the end stops the request."""
        if self.whole is not None:
            yield self.whole
            return
        try:
            while True:
                kind, content = await self._next()
                if kind == frames.END:
                    self._finish()
                    raise_described(json.loads(content))
                    return
                yield content
        finally:
            self.stop()

    def abandon(self) -> None:
        """Stop it: nobody waits any more."""
        self._fail(Abandoned("nobody waits for the answer any more"))

    def stop(self) -> None:
        """Stop it, unless it is over."""
        if self._timer:
            self._timer.cancel()
        process, self._process = self._process, None
        if process:
            self._owner.loop.run_in_executor(None, self._owner.pool.replace, process)

    def _look(self) -> None:
        """Watch over a request that is no quick one: most are, and need no second timer."""
        left = self._owner.pool.limits.seconds - _PATIENCE
        self._timer = self._owner.loop.call_later(left, self._expire)
        if self._slow:
            self._slow(self)

    def _expire(self) -> None:
        self._owner.pool.killed += 1
        self._fail(DeadlineExceeded(f"it took longer than {self._owner.pool.limits.seconds:g} seconds"))

    def _fail(self, error: Exception) -> None:
        self._error = error
        if self._process:
            self._process.signal()

    def _finish(self) -> None:
        if self._timer:
            self._timer.cancel()
        process, self._process = self._process, None
        if process:
            self._owner.release(process)

    async def _next(self) -> tuple[int, bytes]:
        if self._process is None:
            raise self._broken()
        reader = self._process.reader
        while not reader.complete():
            try:
                received = await self._owner.loop.sock_recv(self._process.connection, _ROOM)
            except OSError:
                raise self._broken() from None
            if not received:
                raise self._broken()
            reader.feed(received)
        if self._error is not None:
            raise self._error
        return reader.take()

    def _broken(self) -> Exception:
        if self._error is None:
            self._owner.pool.lost += 1
            self._error = WorkerLost("it took more memory or nesting than one request may have")
        return self._error
