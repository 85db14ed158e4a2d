"""Pages that are being made: each once, and a few at a time, in the order in which they were asked for.

Making a page is work of this process, of which threads get a share each: forty that are begun together end
together, most of them too late. One after the other each takes its own time only.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from typing import TYPE_CHECKING, TypeVar

from bilateral.workers.failures import Busy

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

T = TypeVar("T")


class FairSemaphore:
    """Lets a number of threads work at a time, the others in the order in which they came."""

    def __init__(self, at_once: int) -> None:
        """Let so many work at a time."""
        self._free, self._lock = at_once, threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    @property
    def queued(self) -> int:
        """How many wait for their turn."""
        return len(self._waiting)

    @contextlib.contextmanager
    def taken(self, seconds: float) -> Iterator[None]:
        """Work, when it is this thread's turn.

        Raises:
            Busy: it was not within so many seconds.
        """
        self._take(seconds)
        try:
            yield
        finally:
            self._leave()

    def _take(self, seconds: float) -> None:
        turn = threading.Event()
        with self._lock:
            if self._free:
                self._free -= 1
                return
            self._waiting.append(turn)
        if turn.wait(seconds):
            return
        with self._lock:
            if not turn.is_set():
                self._waiting.remove(turn)
                raise Busy("many pages are being made; try again in a moment")

    def _leave(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1


class SingleFlight:
    """Gives those who ask for the same thing at the same time what the first of them makes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._begun: dict[Hashable, _Flight] = {}

    def joined(self, key: Hashable) -> int:
        """Return how many ask for what is made under a key now."""
        with self._lock:
            flight = self._begun.get(key)
            return flight.joined if flight else 0

    def shared(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is made under a key; the error, too, is everybody's."""
        with self._lock:
            flight = self._begun.get(key)
            first = flight is None
            if flight is None:
                flight = self._begun[key] = _Flight()
            flight.joined += 1
        if first:
            self._fly(key, flight, make)
        flight.ended.wait()
        if flight.error is not None:
            raise flight.error
        return flight.made  # type: ignore[return-value]  # what is made under one key is of one type

    def _fly(self, key: Hashable, flight: _Flight, make: Callable[[], object]) -> None:
        try:
            flight.made = make()
        except BaseException as error:
            flight.error = _without_frames(error)
            raise
        finally:
            with self._lock:
                del self._begun[key]
            flight.ended.set()


def _without_frames(error: BaseException) -> BaseException:
    """Return an error for other threads, which may not let go of what the frames of this one hold."""
    found = type(error).__new__(type(error), *error.args)
    found.__dict__.update(error.__dict__)
    return found


class _Flight:
    """What one thread makes and others wait for."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.joined = 0
        self.made: object = None
        self.error: BaseException | None = None
