"""Workers that are killed at the deadline, and at once when nobody waits for the answer any more."""

from __future__ import annotations

import json
import os
import queue
import threading
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from bilateral.store import frames
from bilateral.store.failures import Abandoned, Busy, DeadlineExceeded, WorkerLost, raise_described
from bilateral.store.process import Process

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from pathlib import Path

_RETRY_SECONDS = 0.5
_LOOK_SECONDS = 0.2


class Limits(NamedTuple):
    """What one request may take.

    Attributes:
        seconds: from the moment a worker takes it to the last byte.
        memory: of the worker's address space, in MiB.
        wait: for a free worker, in seconds.
        bytes: of its answer; 0 for no limit.
        free: what a write leaves of the disk, in MiB.
        network: whether it may ask others, by SERVICE.
    """

    seconds: float = 10.0
    memory: int = 4096
    wait: float = 5.0
    bytes: int = 1 << 30
    free: int = 64
    network: bool = False


class Answer(NamedTuple):
    """A worker's answer: what it is, and its bytes as they come.

    Whoever does not read the bytes to the end closes them, and the request is stopped.
    """

    head: Mapping[str, Any]
    chunks: Generator[bytes]
    whole: bytes | None

    def close(self) -> None:
        """Stop it, unless it is over."""
        self.chunks.close()


class Pool:
    """A number of workers on one data directory."""

    def __init__(self, data: Path, size: int = 2, limits: Limits = Limits()) -> None:  # noqa: B008  # immutable
        self._data, self.limits, self.size = data, limits, size
        self._lifeline, self._held = os.pipe()
        self._idle: queue.LifoQueue[Process] = queue.LifoQueue()
        self._closed = False
        self.killed = self.lost = 0
        self._alive = size
        for _ in range(size):
            self._idle.put(self._process())

    def close(self) -> None:
        """End every worker; those at work too."""
        self._closed = True
        os.close(self._held)
        while True:
            try:
                self._idle.get_nowait().kill()
            except queue.Empty:
                break
        os.close(self._lifeline)

    def run(
        self,
        request: Mapping[str, Any],
        payload: bytes | None = None,
        *,
        gone: Callable[[], bool] = bool,
    ) -> Answer:
        """Let a worker answer a request.

        Args:
            request: one of the worker's jobs and its arguments.
            payload: what is too long or too strange for an argument.
            gone: whether nobody waits for the answer any more; asked now and then.

        Raises:
            Busy: no worker was free in time.
            DeadlineExceeded: it took too long; also while the bytes are read.
            WorkerLost: it took too much; also while the bytes are read.
            Abandoned: nobody waits any more.
            StoreError: what the worker itself says, as the job documents.
        """
        try:
            process = self._idle.get(timeout=self.limits.wait)
        except queue.Empty:
            raise Busy(f"all {self.size} workers are at work; try again") from None
        exchange = _Exchange(self, process, time.monotonic() + self.limits.seconds, gone)
        message = frames.pack_json(
            frames.HEAD,
            {"max_bytes": self.limits.bytes, "payload": payload is not None, **request},
        )
        return exchange.answer(message if payload is None else message + frames.pack(frames.DATA, payload))

    def alive(self) -> int:
        """Return how many workers there are, at work or not."""
        return self._alive

    def idle(self) -> int:
        """Return how many workers wait for work."""
        return self._idle.qsize()

    def take_now(self) -> Process:
        """Return a worker that has nothing to do; whoever takes it gives it back.

        Raises:
            queue.Empty: there is none.
        """
        return self._idle.get_nowait()

    def put_back(self, process: Process) -> None:
        """Take back a worker that is done."""
        self._idle.put(process)

    def replace(self, process: Process) -> None:
        """Kill a worker and start another in its place, without keeping the caller waiting."""
        self._alive -= 1
        process.kill()
        if not self._closed:
            threading.Thread(target=self._start_another, daemon=True).start()

    def _start_another(self) -> None:
        while not self._closed:
            try:
                process = self._process()
                process.wait_until_ready()
            except (OSError, frames.Closed):
                time.sleep(_RETRY_SECONDS)
            else:
                self._alive += 1
                self.put_back(process)
                return

    def _process(self) -> Process:
        given = (self._data, self.limits.memory, int(self.limits.network))
        return Process("bilateral.store.worker", self._lifeline, given)


class _Exchange:
    """One request to one worker."""

    def __init__(self, pool: Pool, process: Process, end: float, gone: Callable[[], bool]) -> None:
        self._pool, self._process, self._end, self._gone = pool, process, end, gone
        self._over = False

    def answer(self, message: bytes) -> Answer:
        try:
            self._wait()
            self._send(message)
            kind, content = self._read()
            if kind == frames.WHOLE:
                self._release()
                head, whole = frames.open_whole(content)
                return Answer(json.loads(head), _once(whole), whole)
            head = json.loads(content)
            if "error" in head:
                self._release()
                raise_described(head)
        except BaseException:
            self.stop()
            raise
        return Answer(head, self._chunks(), None)

    def stop(self) -> None:
        if not self._over:
            self._over = True
            self._pool.replace(self._process)

    def _chunks(self) -> Generator[bytes]:
        try:
            while True:
                kind, content = self._read()
                if kind == frames.END:
                    self._finish(content)
                    return
                yield content
        finally:
            # Also when the reader of the bytes went away: then the request is really stopped.
            self.stop()

    def _finish(self, closing: bytes) -> None:
        self._release()
        raise_described(json.loads(closing))

    def _release(self) -> None:
        self._over = True
        self._pool.put_back(self._process)

    def _wait(self) -> None:
        try:
            self._process.wait_until_ready()
        except (OSError, frames.Closed):
            raise self._lost() from None

    def _send(self, request: bytes) -> None:
        self._process.connection.settimeout(self._left())
        try:
            self._process.connection.sendall(request)
        except TimeoutError:
            raise self._too_late() from None
        except OSError:
            raise self._lost() from None

    def _read(self) -> tuple[int, bytes]:
        while True:
            self._process.connection.settimeout(min(self._left(), _LOOK_SECONDS))
            try:
                return self._process.reader.read()
            except TimeoutError:
                if self._gone():
                    raise Abandoned("nobody waits for the answer any more") from None
            except frames.Closed:
                raise self._lost() from None

    def _left(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise self._too_late()
        return left

    def _too_late(self) -> DeadlineExceeded:
        self._pool.killed += 1
        return DeadlineExceeded(f"it took longer than {self._pool.limits.seconds:g} seconds")

    def _lost(self) -> WorkerLost:
        self._pool.lost += 1
        return WorkerLost("it took more memory or nesting than one request may have")


def _once(whole: bytes) -> Generator[bytes]:
    yield whole
