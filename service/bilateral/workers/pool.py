"""Worker processes, killed at the deadline or when the client is gone; asked from an event loop or threads.

A request lies ready for any of them (`jobs`); a few more than there are workers lie there at a time, so that
a worker that is done goes on at once, and the others wait here. Every twentieth of a second it is checked
which worker is at which request: that is how exact deadlines are.

Of several workers one is kept for what is quick. What takes long, which shows only while it runs, may have
the others; where they are taken and another request waits, it is stopped, and begins anew when one of them is
free.
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
from bilateral.workers import frames
from bilateral.workers.answer import Answer
from bilateral.workers.failures import Busy, DeadlineExceeded, NotWritten, WorkerLost, raise_described
from bilateral.workers.fair_waiting import Waiting
from bilateral.workers.job_queue import Given, Jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bilateral.workers.child_process import Process

_LOOK: Final = 0.05  # seconds
_RETRY: Final = 0.5  # seconds
_AHEAD: Final = 4  # requests that lie ready for each worker
_QUICK: Final = 0.5  # seconds
_STOPPING: Final = "the server is stopping"
_FAIR: Final = 2  # times as many requests at work from which a client gives way to another


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


class Reader:
    """A worker process and its place on the board."""

    def __init__(self, process: Process, place: int) -> None:
        self.process, self.place = process, place
        self.ready = False
        self.stopped_for = 0  # the ticket it was killed for


class Pool:
    """A number of workers on one graph.

    Attributes:
        limits: of one request.
        size: how many there are to be.
        loop: that they are asked from.
        killed: requests that were stopped at the deadline.
        lost: requests that their worker died of.
    """

    def __init__(
        self,
        start: Callable[[int, Sequence[int]], Process],
        size: int,
        limits: Limits = Limits(),  # noqa: B008  # immutable
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Start them.

        Args:
            start: starts one that ends with its lifeline; what it shares with the others are two descriptors
                and its place.
            size: how many.
            limits: of one request.
            loop: that `ask` is called from, and `run` never; None for one in a thread of the pool's own.
        """
        self._starter, self.size, self.limits = start, size, limits
        self._thread = None if loop else threading.Thread(target=self._run_loop, daemon=True)
        self.loop = loop or asyncio.new_event_loop()
        self.killed = self.lost = 0
        self._lifeline, self._held = os.pipe()
        self._jobs = Jobs.open(size)
        self._tickets = itertools.count(1)
        self._given: dict[int, Answer] = {}
        self._waiting = Waiting()
        self._put_off: deque[Answer] = deque()
        self._looking: asyncio.TimerHandle | None = None
        self._closed = False
        self._readers: set[Reader] = set()
        self._all_ready = asyncio.Event()
        for place in range(size):
            # Nobody waits for it here: it starts while the rest of the server does.
            self._join(Reader(self._process(place), place))
        if self._thread:
            self._thread.start()

    def close(self) -> None:
        """End every worker; those at work too."""
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
        os.close(self._held)
        if self._looking:
            self._looking.cancel()
        for reader in self._readers:
            self.loop.remove_reader(reader.process.connection)
            reader.process.kill()
        self._readers.clear()
        closed = StoreError(_STOPPING)
        for answer in [*self._given.values(), *self._waiting, *self._put_off]:
            answer.fail(closed)
        self._jobs.close()
        os.close(self._lifeline)

    def _run_loop(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()
        # Workers that are being ended or started meanwhile are closed, too. The thread that closes the pool
        # does not do this: it may have an event loop of its own.
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    def alive(self) -> int:
        """Return how many workers there are, at work or not."""
        return sum(reader.ready for reader in self._readers)

    async def started(self) -> None:
        """Wait until all of them have started."""
        await self._all_ready.wait()

    def idle(self) -> int:
        """Return how many workers wait for work."""
        return sum(reader.ready and not self._jobs.at(reader.place) for reader in self._readers)

    def ask(self, options: bytes, text: bytes, client: str = "") -> Answer:
        """Let a worker answer a request; from the event loop.

        Args:
            options: one of the worker's jobs and its arguments, as `options` returns them.
            text: that it is about.
            client: who asks; clients take turns.

        Returns:
            The answer, which is there once it is `ready`. Waiting for it and reading it raise:
                Busy: no worker was free in time.
                DeadlineExceeded: it took too long.
                WorkerLost: it took too much memory or nesting.
                Abandoned: the client disconnected.
                BilateralError: what the worker itself says, as the job documents.
        """
        answer = Answer(self, Given(next(self._tickets), options, text), client)
        self._submit(answer)
        return answer

    def options(self, request: Mapping[str, Any]) -> bytes:
        """Return one of the worker's jobs and its arguments as `ask` takes them."""
        return frames.encode({"max_bytes": self.limits.bytes, **request})

    def run(
        self,
        request: Mapping[str, Any],
        text: bytes,
        begun: Callable[[Answer], object] = bool,
        client: str = "",
    ) -> Answer:
        """Let a worker answer a request, from a thread that waits for it.

        Args:
            request: one of the worker's jobs and its arguments.
            text: that it is about.
            begun: told of the answer before it is waited for, to be able to stop it.
            client: who asks; clients take turns.

        Raises:
            BilateralError: as for `ask`, also while the bytes are read.
        """
        return self.run_encoded(self.options(request), text, begun, client)

    def run_encoded(
        self, options: bytes, text: bytes, begun: Callable[[Answer], object] = bool, client: str = ""
    ) -> Answer:
        """Let a worker answer a request as `ask` takes it, from a thread that waits for it; else as `run`."""
        done = threading.Event()
        answer = Answer(self, Given(next(self._tickets), options, text), client, done)
        try:
            self.loop.call_soon_threadsafe(self._submit, answer)
        except RuntimeError as error:
            raise StoreError(_STOPPING) from error
        begun(answer)
        done.wait()
        answer.check()
        return answer

    def _submit(self, answer: Answer) -> None:
        if self._closed:
            answer.fail(StoreError(_STOPPING))
            return
        is_behind = len(self._given) >= self.size and self._is_kept_waiting_by_others(answer)
        is_next = not self._waiting and len(self._given) < _AHEAD * self.size
        if is_behind or not is_next or not self._give(answer):
            self._waiting.add(answer)
        if is_behind:
            self._withdraw()
            self._refill()
        if self._looking is None:
            self._looking = self.loop.call_later(_LOOK, self._look)

    def fail(self, answer: Answer, error: Exception) -> None:
        """Answer a request with an error; a worker that is at it is stopped at the next look."""
        answer.error = error
        if answer.given.ticket in self._given:
            self._withdraw()
            self._refill()
        else:
            with contextlib.suppress(ValueError):
                self._put_off.remove(answer)
            self._waiting.remove(answer)
        answer.settle()
        self.resume(answer)

    def resume(self, answer: Answer) -> None:
        """Let the rest of an answer come."""
        reader, answer.paused = answer.paused, None
        if reader and reader in self._readers:
            self.loop.add_reader(reader.process.connection, self._receive, reader)

    def _give(self, answer: Answer) -> bool:
        try:
            if not self._jobs.give(answer.given):
                return False
        except OSError as error:
            # What is long goes by a file of no name.
            answer.fail(NotWritten(f"nothing was changed: no room to hand the request on: {error.strerror}"))
            return True
        self._given[answer.given.ticket] = answer
        return True

    def _withdraw(self) -> None:
        """Take back what no worker has begun: some is answered with an error, or it is another's turn."""
        back: list[Answer] = []
        for ticket in self._jobs.withdraw():
            answer = self._given.pop(ticket, None)
            if answer and answer.error is not None:
                answer.over = True
            elif answer:
                back.append(answer)
        for answer in reversed(back):
            self._waiting.add_first(answer)

    def _recover(self) -> None:
        """Give anew what a worker took that died before it wrote so on the board.

        What another is just done with, and of whose answer nothing came yet, is evaluated twice, to no harm.
        """
        self._withdraw()
        at_work = {self._jobs.at(place) for place in range(self.size)}
        for ticket, answer in list(self._given.items()):
            if ticket not in at_work and not answer.head and not answer.settled:
                del self._given[ticket]
                answer.begin_anew(next(self._tickets))
                self._waiting.add_first(answer)
        self._refill()

    def _refill(self) -> None:
        while self._put_off and self._may_be_long() and self._give(self._put_off[0]):
            self._put_off.popleft()
        while self._waiting and len(self._given) < _AHEAD * self.size:
            answer = self._waiting.next(self._at_work())
            if answer is None or not self._give(answer):
                return
            self._waiting.remove(answer)

    def _at_work(self) -> Counter[str]:
        """Return how many requests of each client are with the workers, or were put off."""
        return Counter(answer.client for answer in (*self._given.values(), *self._put_off))

    def _is_kept_waiting_by_others(self, answer: Answer) -> bool:
        """Return whether another client has much more at work than the one that asks."""
        counts = self._at_work()
        own = counts[answer.client] + 1
        return bool(counts) and max(counts.values()) > own * _FAIR

    def _may_be_long(self) -> bool:
        """Tell whether one more request may take its worker for long."""
        return sum(answer.long for answer in self._given.values()) < max(1, self.size - 1)

    def _put(self, reader: Reader, answer: Answer) -> None:
        """Put off a request that takes long, and of whose answer nothing was passed on."""
        del self._given[answer.given.ticket]
        self._stop(reader, answer)
        answer.long = True
        # What its worker still says of it counts no more.
        answer.begin_anew(next(self._tickets))
        self._put_off.append(answer)

    def _receive(self, reader: Reader) -> None:
        source = reader.process.reader
        try:
            source.receive()
        except BlockingIOError:
            return
        except frames.Closed:
            self._bury(reader)
            return
        while source.complete():
            kind, content = source.take()
            answer = self._given.get(source.ticket)
            if answer:
                self._take(reader, answer, kind, content)
            elif not reader.ready:
                self._greet(reader)

    def _greet(self, reader: Reader) -> None:
        reader.ready = True
        if self.alive() == self.size:
            self._all_ready.set()

    def _take(self, reader: Reader, answer: Answer, kind: int, content: bytes) -> None:
        if kind == frames.WHOLE:
            answer.head, answer.whole = frames.open_whole(content)
            self._finish(answer, None)
        elif kind == frames.DATA:
            if answer.error is None and answer.feed(content):
                answer.paused = reader
                self.loop.remove_reader(reader.process.connection)
        elif kind == frames.END or b'"error"' in content:
            self._finish(answer, _described(content))
        elif answer.error is None:
            answer.head = content
            answer.held_back = not (answer.long or self._may_be_long())
            if not answer.held_back:
                self._let(answer)

    def _let(self, answer: Answer) -> None:
        """Let a request take its worker for long, and pass on what there is of the answer."""
        answer.long, answer.held_back = True, False
        if answer.head:
            answer.settle()

    def _finish(self, answer: Answer, error: Exception | None) -> None:
        del self._given[answer.given.ticket]
        answer.over = True
        if answer.error is None:
            answer.error = error
            answer.settle()
        self._refill()

    def _look(self) -> None:
        """Stop what took too long and what nobody waits for."""
        self._looking = None
        now = self.loop.time()
        for reader in list(self._readers):
            answer = self._given.get(self._jobs.at(reader.place))
            if answer is None:
                continue
            if not answer.started:
                answer.started = now
            elif answer.error is not None:
                self._stop(reader, answer)
            elif now - answer.started >= self.limits.seconds:
                self.killed += 1
                self.fail(answer, DeadlineExceeded(f"it took longer than {self.limits.seconds:g} seconds"))
                self._stop(reader, answer)
        self._share(now)
        for answer in [*self._given.values(), *self._waiting, *self._put_off]:
            if answer.paused and self._jobs.at(answer.paused.place) != answer.given.ticket:
                # Its reader is done with it, and has another's answer behind the rest of this one.
                self.resume(answer)
            if answer.error is None and self._waited(answer, now) >= self.limits.wait:
                self.fail(answer, Busy(f"all {self.size} workers are at work; try again"))
        if self._given or self._waiting or self._put_off:
            self._looking = self.loop.call_later(_LOOK, self._look)

    def _waited(self, answer: Answer, now: float) -> float:
        """Return the seconds that a request has waited for a worker; too many for one whose time is over."""
        if answer in self._put_off:
            # It had a worker before: what counts for it is the deadline.
            return math.inf if now - answer.started >= self.limits.seconds else 0.0
        return 0.0 if answer.started else now - answer.since

    def _share(self, now: float) -> None:
        """Let what is quick have a worker, where somebody waits for one."""
        running = {reader: self._given.get(self._jobs.at(reader.place)) for reader in self._readers}
        somebody_waits = bool(self._waiting) or len(self._given) > sum(map(bool, running.values()))
        for reader, answer in running.items():
            if not answer or answer.long or answer.error or now - (answer.started or now) < _QUICK:
                continue
            if self._may_be_long() or (answer.held_back and not somebody_waits):
                self._let(answer)
            elif somebody_waits:
                self._put(reader, answer)

    def _stop(self, reader: Reader, answer: Answer) -> None:
        reader.stopped_for = answer.given.ticket
        reader.process.signal()
        self._bury(reader)

    def _bury(self, reader: Reader) -> None:
        """Put another in the place of a worker that is dead or dying."""
        self.loop.remove_reader(reader.process.connection)
        if reader in self._readers:
            self._readers.remove(reader)
            self.loop.run_in_executor(None, reader.process.end).add_done_callback(
                lambda _: self._inherit(reader)
            )

    def _inherit(self, reader: Reader) -> None:
        """See what a dead worker was at; what it had answered still counts."""
        if self._closed:
            reader.process.close()
            return
        source = reader.process.reader
        with contextlib.suppress(frames.Closed, BlockingIOError):
            while True:
                while source.complete():
                    kind, content = source.take()
                    if answer := self._given.get(source.ticket):
                        self._take(reader, answer, kind, content)
                source.receive()
        reader.process.close()
        ticket = self._jobs.at(reader.place)
        self._jobs.done(reader.place)
        answer = self._given.pop(ticket, None)
        untold = answer and answer.error is None and (answer.held_back or not answer.head)
        if answer and untold and reader.stopped_for not in {0, ticket}:
            # It had just begun this one when it was killed for another.
            answer.begin_anew(next(self._tickets))
            self._waiting.add_first(answer)
        elif answer:
            answer.over = True
            if answer.error is None:
                self.lost += 1
                self.fail(answer, WorkerLost("it took more memory or nesting than one request may have"))
        self._recover()
        self.loop.run_in_executor(None, self._start, reader.place)

    def _start(self, place: int) -> None:
        while not self._closed:
            try:
                process = self._process(place)
                process.wait_until_ready()
            except (OSError, frames.Closed):
                time.sleep(_RETRY)
            else:
                reader = Reader(process, place)
                self.loop.call_soon_threadsafe(self._join, reader)
                self.loop.call_soon_threadsafe(self._greet, reader)
                return

    def _join(self, reader: Reader) -> None:
        if self._closed:
            reader.process.kill()
            return
        reader.process.connection.setblocking(False)  # noqa: FBT003  # as the standard library has it
        self._readers.add(reader)
        self.loop.add_reader(reader.process.connection, self._receive, reader)

    def _process(self, place: int) -> Process:
        return self._starter(self._lifeline, (*self._jobs.descriptors(), place))


def _described(content: bytes) -> Exception | None:
    try:
        raise_described(json.loads(content))
    except BilateralError as error:
        return error
    return None
