"""Workers asked from an event loop, and from threads through it: killed at the deadline or when unwanted.

A request lies ready for any of them (`jobs`); a few more than there are workers lie there at a time, so that
a worker that is done goes on at once, and the others wait here. Every twentieth of a second it is looked who
is at what: that is how exact deadlines are.

Of several workers one is kept for what is quick. What takes long, which shows only while it runs, may have
the others; where they are taken and somebody waits, it is stopped, and begins anew when one of them is free.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import math
import os
import queue
import time
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from bilateral.errors import BilateralError
from bilateral.store import frames
from bilateral.store.asking import Asking
from bilateral.store.failures import Busy, DeadlineExceeded, WorkerLost, raise_described
from bilateral.store.jobs import Given, Jobs
from bilateral.store.pool import Answer, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from bilateral.store.process import Process

_LOOK: Final = 0.05  # seconds
_RETRY: Final = 0.5  # seconds
_AHEAD: Final = 4  # requests that lie ready for each worker
_QUICK: Final = 0.5  # seconds


class Reader:
    """A worker process and its place on the board."""

    def __init__(self, process: Process, place: int) -> None:
        self.process, self.place = process, place
        self.ready = False
        self.stopped_for = 0  # the ticket it was killed for


class Readers:
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
        limits: Limits,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        """Start them.

        Args:
            start: starts one that ends with its lifeline; what it shares with the others are two descriptors
                and its place.
            size: how many.
            limits: of one request.
            loop: that `ask` is called from, and `run` never.
        """
        self._starter, self.size, self.limits, self.loop = start, size, limits, loop
        self.killed = self.lost = 0
        self._lifeline, self._held = os.pipe()
        self._jobs = Jobs.open(size)
        self._tickets = itertools.count(1)
        self._asked: dict[int, Asking] = {}
        self._waiting: deque[Asking] = deque()
        self._put_off: deque[Asking] = deque()
        self._looking: asyncio.TimerHandle | None = None
        self._closed = False
        self._readers: set[Reader] = set()
        self._all_ready = asyncio.Event()
        for place in range(size):
            # Nobody waits for it here: it starts while the rest of the server does.
            self._join(Reader(self._process(place), place))

    def close(self) -> None:
        """End every worker; those at work too."""
        self._closed = True
        os.close(self._held)
        if self._looking:
            self._looking.cancel()
        for reader in self._readers:
            self.loop.remove_reader(reader.process.connection)
            reader.process.kill()
        self._readers.clear()
        self._jobs.close()
        os.close(self._lifeline)

    def alive(self) -> int:
        """Return how many workers there are, at work or not."""
        return sum(reader.ready for reader in self._readers)

    async def started(self) -> None:
        """Wait until all of them have started."""
        await self._all_ready.wait()

    def idle(self) -> int:
        """Return how many workers wait for work."""
        return sum(reader.ready and not self._jobs.at(reader.place) for reader in self._readers)

    def ask(self, options: bytes, text: bytes, then: Callable[[Asking], object]) -> Asking:
        """Let a worker answer a request.

        Args:
            options: one of the worker's jobs and its arguments, a JSON object.
            text: that it is about.
            then: called when there is a `head`, a `whole` answer, or one of these errors:
                Busy: no worker was free in time.
                DeadlineExceeded: it took too long; also while the bytes are read.
                WorkerLost: it took too much; also while the bytes are read.
                Abandoned: nobody waits any more.
                BilateralError: what the worker itself says, as the job documents.
        """
        asking = Asking(self, Given(next(self._tickets), options, text), then)
        if self._waiting or len(self._asked) >= _AHEAD * self.size or not self._give(asking):
            self._waiting.append(asking)
        if self._looking is None:
            self._looking = self.loop.call_later(_LOOK, self._look)
        return asking

    def options(self, request: Mapping[str, Any]) -> bytes:
        """Return a request as `ask` takes it, without the text of its query."""
        kept = {name: value for name, value in request.items() if name != "query"}
        return frames.encode({"max_bytes": self.limits.bytes, **kept})

    def run(self, request: Mapping[str, Any], *, gone: Callable[[], bool] = bool) -> Answer:
        """Let a worker answer a request, from a thread that waits for it.

        Args:
            request: one of the worker's jobs and its arguments.
            gone: whether nobody waits for the answer any more; asked now and then.

        Raises:
            BilateralError: as for `ask`, also while the bytes are read.
        """
        inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        asking = self._ask(self.options(request), request.get("query", "").encode(), inbox.put)
        asked = asyncio.run_coroutine_threadsafe(asking, self.loop).result()
        while not asked.settled:
            with contextlib.suppress(queue.Empty):
                inbox.get(timeout=4 * _LOOK)
            if gone():
                self.loop.call_soon_threadsafe(asked.abandon)
        asked.check()
        return Answer(json.loads(asked.head), self._chunks(asked), asked.whole)

    async def _ask(self, options: bytes, text: bytes, then: Callable[[Asking], object]) -> Asking:
        return self.ask(options, text, then)

    def _chunks(self, asking: Asking) -> Generator[bytes]:
        if asking.whole is not None:
            yield asking.whole
            return
        try:
            while (chunk := asyncio.run_coroutine_threadsafe(asking.next(), self.loop).result()) is not None:
                yield chunk
        finally:
            self.loop.call_soon_threadsafe(asking.abandon)

    def fail(self, asking: Asking, error: Exception) -> None:
        """Answer a request with an error; a worker that is at it is stopped at the next look."""
        asking.error = error
        if asking.given.ticket in self._asked:
            self._withdraw()
        else:
            queue = self._put_off if asking in self._put_off else self._waiting
            with contextlib.suppress(ValueError):
                queue.remove(asking)
        asking.settle()
        self.resume(asking)

    def resume(self, asking: Asking) -> None:
        """Let the rest of an answer come."""
        reader, asking.paused = asking.paused, None
        if reader and reader in self._readers:
            self.loop.add_reader(reader.process.connection, self._receive, reader)

    def _give(self, asking: Asking) -> bool:
        if not self._jobs.give(asking.given):
            return False
        self._asked[asking.given.ticket] = asking
        return True

    def _withdraw(self) -> None:
        """Let no worker begin what is answered with an error already."""
        for ticket in self._jobs.withdraw():
            asking = self._asked.pop(ticket, None)
            if asking and asking.error is not None:
                asking.over = True
            elif asking and not self._give(asking):
                self._waiting.appendleft(asking)
        self._refill()

    def _refill(self) -> None:
        while self._put_off and self._may_be_long() and self._give(self._put_off[0]):
            self._put_off.popleft()
        while self._waiting and len(self._asked) < _AHEAD * self.size and self._give(self._waiting[0]):
            self._waiting.popleft()

    def _may_be_long(self) -> bool:
        """Tell whether one more request may take its worker for long."""
        return sum(asking.long for asking in self._asked.values()) < max(1, self.size - 1)

    def _put(self, reader: Reader, asking: Asking) -> None:
        """Put off a request that takes long, and of whose answer nothing was passed on."""
        del self._asked[asking.given.ticket]
        self._stop(reader, asking)
        asking.long = True
        # What its worker still says of it counts no more.
        asking.begin_anew(next(self._tickets))
        self._put_off.append(asking)

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
            asking = self._asked.get(source.ticket)
            if asking:
                self._take(reader, asking, kind, content)
            elif not reader.ready:
                self._greet(reader)

    def _greet(self, reader: Reader) -> None:
        reader.ready = True
        if self.alive() == self.size:
            self._all_ready.set()

    def _take(self, reader: Reader, asking: Asking, kind: int, content: bytes) -> None:
        if kind == frames.WHOLE:
            asking.head, asking.whole = frames.open_whole(content)
            self._finish(asking, None)
        elif kind == frames.DATA:
            if asking.error is None and asking.feed(content):
                asking.paused = reader
                self.loop.remove_reader(reader.process.connection)
        elif kind == frames.END or b'"error"' in content:
            self._finish(asking, _described(content))
        elif asking.error is None:
            asking.head = content
            asking.back = not (asking.long or self._may_be_long())
            if not asking.back:
                self._let(asking)

    def _let(self, asking: Asking) -> None:
        """Let a request take its worker for long, and pass on what there is of the answer."""
        asking.long, asking.back = True, False
        if asking.head:
            asking.settle()

    def _finish(self, asking: Asking, error: Exception | None) -> None:
        del self._asked[asking.given.ticket]
        asking.over = True
        if asking.error is None:
            asking.error = error
            asking.settle()
        self._refill()

    def _look(self) -> None:
        """Stop what took too long and what nobody waits for."""
        self._looking = None
        now = self.loop.time()
        for reader in list(self._readers):
            asking = self._asked.get(self._jobs.at(reader.place))
            if asking is None:
                continue
            if not asking.started:
                asking.started = now
            elif asking.error is not None:
                self._stop(reader, asking)
            elif now - asking.started >= self.limits.seconds:
                self.killed += 1
                self.fail(asking, DeadlineExceeded(f"it took longer than {self.limits.seconds:g} seconds"))
                self._stop(reader, asking)
        self._share(now)
        for asking in [*self._asked.values(), *self._waiting, *self._put_off]:
            if asking.paused and self._jobs.at(asking.paused.place) != asking.given.ticket:
                # Its reader is done with it, and has another's answer behind the rest of this one.
                self.resume(asking)
            if asking.error is None and self._waited(asking, now) >= self.limits.wait:
                self.fail(asking, Busy(f"all {self.size} workers are at work; try again"))
        if self._asked or self._waiting or self._put_off:
            self._looking = self.loop.call_later(_LOOK, self._look)

    def _waited(self, asking: Asking, now: float) -> float:
        """Return the seconds that a request has waited for a worker; too many for one whose time is over."""
        if asking in self._put_off:
            # It had a worker before: what counts for it is the deadline.
            return math.inf if now - asking.started >= self.limits.seconds else 0.0
        return 0.0 if asking.started else now - asking.since

    def _share(self, now: float) -> None:
        """Let what is quick have a worker, where somebody waits for one."""
        running = {reader: self._asked.get(self._jobs.at(reader.place)) for reader in self._readers}
        somebody_waits = bool(self._waiting) or len(self._asked) > sum(map(bool, running.values()))
        for reader, asking in running.items():
            if not asking or asking.long or asking.error or now - (asking.started or now) < _QUICK:
                continue
            if self._may_be_long() or (asking.back and not somebody_waits):
                self._let(asking)
            elif somebody_waits:
                self._put(reader, asking)

    def _stop(self, reader: Reader, asking: Asking) -> None:
        reader.stopped_for = asking.given.ticket
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
            return
        source = reader.process.reader
        with contextlib.suppress(frames.Closed, BlockingIOError):
            while True:
                while source.complete():
                    kind, content = source.take()
                    if asking := self._asked.get(source.ticket):
                        self._take(reader, asking, kind, content)
                source.receive()
        reader.process.close()
        ticket = self._jobs.at(reader.place)
        self._jobs.done(reader.place)
        asking = self._asked.pop(ticket, None)
        untold = asking and asking.error is None and (asking.back or not asking.head)
        if asking and untold and reader.stopped_for not in {0, ticket}:
            # It had just begun this one when it was killed for another.
            asking.begin_anew(next(self._tickets))
            self._waiting.appendleft(asking)
        elif asking:
            asking.over = True
            if asking.error is None:
                self.lost += 1
                self.fail(asking, WorkerLost("it took more memory or nesting than one request may have"))
        self._refill()
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
