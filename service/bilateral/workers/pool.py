"""Worker processes, killed at the deadline or when the client disconnects; for an event loop or threads.

The job queue, from which all workers take, holds a few more requests than there are workers, so that a worker
that is done continues at once; further requests wait here. Every twentieth of a second the pool checks which
worker has which request: that is how exact deadlines are.

Of several workers one is kept for quick requests. Slow ones, which show only while they run, may have the
others; where those are taken and another request waits, a slow one is stopped, and restarts when one of them
is free.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import math
import os
import threading
import time
from collections import Counter, deque
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.errors import BilateralError, StoreError
from bilateral.workers import failures, frames
from bilateral.workers.answer import FairQueue, WorkerAnswer
from bilateral.workers.child_process import Process, WorkerProcess
from bilateral.workers.failures import Busy, DeadlineExceeded, NotWritten, WorkerLost
from bilateral.workers.job_queue import JobQueue, QueuedJob

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


_CHECK_INTERVAL: Final = 0.05  # seconds
_RETRY: Final = 0.5  # seconds
_AHEAD: Final = 4  # requests in the queue for each worker
_QUICK: Final = 0.5  # seconds
_STOPPING: Final = "the server is stopping"
_FAIR: Final = 2  # times as many active requests with which a client gives way to another


class Limits(NamedTuple):
    """What one request may use."""

    seconds: float = 10.0  # from the moment a worker takes it to the last byte
    memory: int = 4096  # of the worker's address space, in MiB
    wait: float = 5.0  # for a free worker, in seconds
    bytes: int = 1 << 30  # of its answer; 0 for no limit
    free: int = 64  # disk space that a write leaves, in MiB
    network: bool = False  # whether SERVICE may send requests


class Pool:
    """A number of workers on one graph; it counts requests that were killed or lost with their worker."""

    def __init__(
        self,
        main: Callable[[], None],
        arguments: Sequence[object],
        size: int,
        limits: Limits = Limits(),  # noqa: B008  # immutable
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Start them.

        Args:
            main: of a worker process; see `Process`.
            arguments: of `main`; memory in MiB, and descriptors and slot of `JobQueue` follow.
            size: the number of workers.
            limits: of one request.
            loop: that `ask` is called from, and `run` never; None for one in a thread of the pool's own.
        """
        self._main, self._arguments, self.size, self.limits = main, arguments, size, limits
        self._thread = None if loop else threading.Thread(target=self._run_loop, daemon=True)
        self.loop = loop or asyncio.new_event_loop()
        self.killed = self.lost = 0
        self._parent_pipe, self._parent_end = os.pipe()
        self._jobs = JobQueue.open(size)
        self._tickets = itertools.count(1)
        self._queued: dict[int, WorkerAnswer] = {}
        self._waiting = FairQueue()
        self._postponed: deque[WorkerAnswer] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False
        self._workers: set[WorkerProcess] = set()
        self._all_ready = asyncio.Event()
        for slot in range(size):
            # Not waited for here: it starts while the rest of the server does.
            self._add(WorkerProcess(self._start_process(slot), slot))
        if self._thread:
            self._thread.start()

    def close(self) -> None:
        """End every worker, busy ones too."""
        if self._thread:
            asyncio.run_coroutine_threadsafe(self._close_soon(), self.loop).result()
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join()
        else:
            self._close()

    async def _close_soon(self) -> None:
        self._close()

    def _close(self) -> None:
        self._closed = True
        os.close(self._parent_end)
        if self._timer:
            self._timer.cancel()
        for worker in self._workers:
            self.loop.remove_reader(worker.process.connection)
            worker.process.kill()
        self._workers.clear()
        closed = StoreError(_STOPPING)
        for answer in [*self._queued.values(), *self._waiting, *self._postponed]:
            answer.fail(closed)
        self._jobs.close()
        os.close(self._parent_pipe)

    def _run_loop(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()
        # Workers that are being ended or started meanwhile are closed, too. The thread that closes the pool
        # does not do this: it may have an event loop of its own.
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    def alive(self) -> int:
        """Return the number of workers, busy or not."""
        return sum(worker.ready for worker in self._workers)

    async def started(self) -> None:
        """Wait until all of them have started."""
        await self._all_ready.wait()

    def idle(self) -> int:
        """Return the number of workers without a request."""
        return sum(worker.ready and not self._jobs.ticket_at(worker.slot) for worker in self._workers)

    def ask(self, options: bytes, text: bytes, client: str = "") -> WorkerAnswer:
        """Let a worker answer a request; from the event loop.

        Args:
            options: one of the worker's jobs and its arguments, as `options` returns them.
            text: what it is about, such as a query.
            client: clients take turns.

        Returns:
            The answer, which is there once it is `ready`. Waiting for it and reading it raise:
                Busy: no worker was free in time.
                DeadlineExceeded: it took too long.
                WorkerLost: it took too much memory or nesting.
                ClientDisconnected: it was cancelled.
                BilateralError: what the worker itself raises, as the job documents.
        """
        answer = WorkerAnswer(self, QueuedJob(next(self._tickets), options, text), client)
        self._submit(answer)
        return answer

    def options(self, request: Mapping[str, Any]) -> bytes:
        """Return one of the worker's jobs and its arguments as `ask` takes them."""
        return frames.encode({"max_bytes": self.limits.bytes, **request})

    def run(
        self,
        request: Mapping[str, Any] | bytes,
        text: bytes,
        on_start: Callable[[WorkerAnswer], object] = bool,
        client: str = "",
    ) -> WorkerAnswer:
        """Let a worker answer a request, from a thread that waits for it; otherwise as `ask`.

        The request may be encoded by `options`. `on_start` gets the answer before it is waited for, and may
        stop it.
        """
        done = threading.Event()
        options = request if isinstance(request, bytes) else self.options(request)
        answer = WorkerAnswer(self, QueuedJob(next(self._tickets), options, text), client, done)
        try:
            self.loop.call_soon_threadsafe(self._submit, answer)
        except RuntimeError as error:
            raise StoreError(_STOPPING) from error
        on_start(answer)
        done.wait()
        answer.check()
        return answer

    def _submit(self, answer: WorkerAnswer) -> None:
        if self._closed:
            answer.fail(StoreError(_STOPPING))
            return
        is_behind = len(self._queued) >= self.size and self._is_delayed_by_others(answer)
        is_next = not self._waiting and len(self._queued) < _AHEAD * self.size
        if is_behind or not is_next or not self._enqueue(answer):
            self._waiting.add(answer)
        if is_behind:
            self._withdraw()
            self._refill()
        if self._timer is None:
            self._timer = self.loop.call_later(_CHECK_INTERVAL, self._check)

    def fail(self, answer: WorkerAnswer, error: Exception) -> None:
        """Answer a request with an error; a worker that has it is stopped at the next check."""
        answer.error = error
        if answer.job.ticket in self._queued:
            self._withdraw()
            self._refill()
        else:
            with contextlib.suppress(ValueError):
                self._postponed.remove(answer)
            self._waiting.remove(answer)
        answer.settle()
        self.resume(answer)

    def resume(self, answer: WorkerAnswer) -> None:
        """Read on from a worker whose answer was paused."""
        worker, answer.paused = answer.paused, None
        if worker and worker in self._workers:
            self.loop.add_reader(worker.process.connection, self._receive, worker)

    def _enqueue(self, answer: WorkerAnswer) -> bool:
        try:
            if not self._jobs.put(answer.job):
                return False
        except OSError as error:
            # Long requests are sent as a temporary file.
            answer.fail(NotWritten(f"nothing was changed: no room to hand the request on: {error.strerror}"))
            return True
        self._queued[answer.job.ticket] = answer
        return True

    def _withdraw(self) -> None:
        """Take back what no worker has taken: some has failed already, or it is another client's turn."""
        back: list[WorkerAnswer] = []
        for ticket in self._jobs.withdraw():
            answer = self._queued.pop(ticket, None)
            if answer and answer.error is not None:
                answer.ended = True
            elif answer:
                back.append(answer)
        for answer in reversed(back):
            self._waiting.add_first(answer)

    def _recover(self) -> None:
        """Queue again what a worker took that died before it noted so in the queue's table.

        A request that another worker has just finished, and whose answer has not arrived yet, is evaluated
        twice, which does no harm.
        """
        self._withdraw()
        active = {self._jobs.ticket_at(slot) for slot in range(self.size)}
        for ticket, answer in list(self._queued.items()):
            if ticket not in active and not answer.head and not answer.settled:
                del self._queued[ticket]
                answer.restart(next(self._tickets))
                self._waiting.add_first(answer)
        self._refill()

    def _refill(self) -> None:
        while self._postponed and self._may_be_long() and self._enqueue(self._postponed[0]):
            self._postponed.popleft()
        while self._waiting and len(self._queued) < _AHEAD * self.size:
            answer = self._waiting.next(self._active())
            if answer is None or not self._enqueue(answer):
                return
            self._waiting.remove(answer)

    def _active(self) -> Counter[str]:
        """Return how many requests of each client are queued, at a worker, or postponed."""
        return Counter(answer.client for answer in (*self._queued.values(), *self._postponed))

    def _is_delayed_by_others(self, answer: WorkerAnswer) -> bool:
        """Return whether another client has many more active requests than this one."""
        counts = self._active()
        own = counts[answer.client] + 1
        return bool(counts) and max(counts.values()) > own * _FAIR

    def _may_be_long(self) -> bool:
        """Return whether one more request may occupy its worker for long."""
        return sum(answer.long for answer in self._queued.values()) < max(1, self.size - 1)

    def _postpone(self, worker: WorkerProcess, answer: WorkerAnswer) -> None:
        """Stop a slow request of whose answer the client has seen nothing, to restart it later."""
        del self._queued[answer.job.ticket]
        self._stop(worker, answer)
        answer.long = True
        # Under a new ticket: what its worker still sends is ignored.
        answer.restart(next(self._tickets))
        self._postponed.append(answer)

    def _receive(self, worker: WorkerProcess) -> None:
        source = worker.process.reader
        try:
            source.receive()
        except BlockingIOError:
            return
        except frames.ConnectionClosed:
            self._replace(worker)
            return
        while source.complete():
            kind, content = source.take()
            answer = self._queued.get(source.ticket)
            if answer:
                self._take(worker, answer, kind, content)
            elif not worker.ready:
                self._mark_ready(worker)

    def _mark_ready(self, worker: WorkerProcess) -> None:
        worker.ready = True
        if self.alive() == self.size:
            self._all_ready.set()

    def _take(self, worker: WorkerProcess, answer: WorkerAnswer, kind: int, content: bytes) -> None:
        if kind == frames.WHOLE:
            answer.head, answer.whole = frames.unpack_whole(content)
            self._finish(answer, None)
        elif kind == frames.DATA:
            if answer.error is None and answer.feed(content):
                answer.paused = worker
                self.loop.remove_reader(worker.process.connection)
        elif kind == frames.END or b'"error"' in content:
            self._finish(answer, _described(content))
        elif answer.error is None:
            answer.head = content
            answer.held_back = not (answer.long or self._may_be_long())
            if not answer.held_back:
                self._release(answer)

    def _release(self, answer: WorkerAnswer) -> None:
        """Let a request occupy its worker for long, and pass on what there is of the answer."""
        answer.long, answer.held_back = True, False
        if answer.head:
            answer.settle()

    def _finish(self, answer: WorkerAnswer, error: Exception | None) -> None:
        del self._queued[answer.job.ticket]
        answer.ended = True
        if answer.error is None:
            answer.error = error
            answer.settle()
        self._refill()

    def _check(self) -> None:
        """Stop what took too long, and what has failed or was cancelled."""
        self._timer = None
        now = self.loop.time()
        for worker in list(self._workers):
            answer = self._queued.get(self._jobs.ticket_at(worker.slot))
            if answer is None:
                continue
            if not answer.started_at:
                answer.started_at = now
            elif answer.error is not None:
                self._stop(worker, answer)
            elif now - answer.started_at >= self.limits.seconds:
                self.killed += 1
                self.fail(answer, DeadlineExceeded(f"it took longer than {self.limits.seconds:g} seconds"))
                self._stop(worker, answer)
        self._share_workers(now)
        for answer in [*self._queued.values(), *self._waiting, *self._postponed]:
            if answer.paused and self._jobs.ticket_at(answer.paused.slot) != answer.job.ticket:
                # Its worker has finished it, and sends another's answer behind the rest of this one.
                self.resume(answer)
            if answer.error is None and self._waited(answer, now) >= self.limits.wait:
                self.fail(answer, Busy(f"all {self.size} workers are at work; try again"))
        if self._queued or self._waiting or self._postponed:
            self._timer = self.loop.call_later(_CHECK_INTERVAL, self._check)

    def _waited(self, answer: WorkerAnswer, now: float) -> float:
        """Return the seconds that a request has waited for a worker; infinity for one past its deadline."""
        if answer in self._postponed:
            # It had a worker before, so the deadline counts for it.
            return math.inf if now - answer.started_at >= self.limits.seconds else 0.0
        return 0.0 if answer.started_at else now - answer.asked_at

    def _share_workers(self, now: float) -> None:
        """Let quick requests have a worker, where any waits for one."""
        running = {worker: self._queued.get(self._jobs.ticket_at(worker.slot)) for worker in self._workers}
        is_any_waiting = bool(self._waiting) or len(self._queued) > sum(map(bool, running.values()))
        for worker, answer in running.items():
            if not answer or answer.long or answer.error or now - (answer.started_at or now) < _QUICK:
                continue
            if self._may_be_long() or (answer.held_back and not is_any_waiting):
                self._release(answer)
            elif is_any_waiting:
                self._postpone(worker, answer)

    def _stop(self, worker: WorkerProcess, answer: WorkerAnswer) -> None:
        worker.stopped_for = answer.job.ticket
        worker.process.signal()
        self._replace(worker)

    def _replace(self, worker: WorkerProcess) -> None:
        """Replace a worker that has ended, or is about to."""
        self.loop.remove_reader(worker.process.connection)
        if worker in self._workers:
            self._workers.remove(worker)
            self.loop.run_in_executor(None, worker.process.end).add_done_callback(
                lambda _: self._drain(worker)
            )

    def _drain(self, worker: WorkerProcess) -> None:
        """Read what a worker sent before it ended, and settle the request that it had."""
        if self._closed:
            worker.process.close()
            return
        source = worker.process.reader
        with contextlib.suppress(frames.ConnectionClosed, BlockingIOError):
            while True:
                while source.complete():
                    kind, content = source.take()
                    if answer := self._queued.get(source.ticket):
                        self._take(worker, answer, kind, content)
                source.receive()
        worker.process.close()
        ticket = self._jobs.ticket_at(worker.slot)
        self._jobs.done(worker.slot)
        answer = self._queued.pop(ticket, None)
        unseen = answer and answer.error is None and (answer.held_back or not answer.head)
        if answer and unseen and worker.stopped_for not in {0, ticket}:
            # It had just taken this request when it was killed for another.
            answer.restart(next(self._tickets))
            self._waiting.add_first(answer)
        elif answer:
            answer.ended = True
            if answer.error is None:
                self.lost += 1
                self.fail(answer, WorkerLost("it took more memory or nesting than one request may have"))
        self._recover()
        self.loop.run_in_executor(None, self._restart, worker.slot)

    def _restart(self, slot: int) -> None:
        while not self._closed:
            try:
                process = self._start_process(slot)
                process.wait_until_ready()
            except (OSError, frames.ConnectionClosed):
                time.sleep(_RETRY)
            else:
                worker = WorkerProcess(process, slot)
                self.loop.call_soon_threadsafe(self._add, worker)
                self.loop.call_soon_threadsafe(self._mark_ready, worker)
                return

    def _add(self, worker: WorkerProcess) -> None:
        if self._closed:
            worker.process.kill()
            return
        worker.process.connection.setblocking(False)  # noqa: FBT003  # as the standard library has it
        self._workers.add(worker)
        self.loop.add_reader(worker.process.connection, self._receive, worker)

    def _start_process(self, slot: int) -> Process:
        descriptors = self._jobs.descriptors()
        arguments = (*self._arguments, self.limits.memory, *descriptors, slot)
        return Process(self._main, self._parent_pipe, arguments, shared=descriptors)


def _described(content: bytes) -> Exception | None:
    try:
        failures.raise_described(json.loads(content))
    except BilateralError as error:
        return error
    return None
