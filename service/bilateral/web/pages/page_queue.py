"""Pages that are being made: each once, and a few at a time, in the order in which they were asked for.

Making a page is work of this process, of which threads get a share each: forty that are begun together end
together, most of them too late. One after the other each takes its own time only.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from bilateral.workers.failures import Busy

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

T = TypeVar("T")


class FairSemaphore:
    """Lets `limit` threads work at a time, the others in the order in which they came."""

    def __init__(self, limit: int) -> None:
        self._free, self._lock = limit, threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    @property
    def queued(self) -> int:
        """How many threads wait."""
        return len(self._waiting)

    @contextlib.contextmanager
    def acquired(self, seconds: float) -> Iterator[None]:
        """Work when it is this thread's turn.

        Raises:
            Busy: it was not within so many seconds.
        """
        self._acquire(seconds)
        try:
            yield
        finally:
            self._release()

    def _acquire(self, seconds: float) -> None:
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

    def _release(self) -> None:
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
            return self._begun[key].joined if key in self._begun else 0

    def shared(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is made under a key; an error is raised for all who ask."""
        with self._lock:
            first = key not in self._begun
            flight = self._begun.setdefault(key, _Flight())
            flight.joined += 1
        if first:
            self._fly(key, make)
        made: T = flight.result()
        return made

    def _fly(self, key: Hashable, make: Callable[[], object]) -> None:
        try:
            made = make()
        except BaseException as error:
            self._land(key).set_exception(_without_frames(error))
            raise
        self._land(key).set_result(made)

    def _land(self, key: Hashable) -> _Flight:
        with self._lock:
            return self._begun.pop(key)


class _Flight(Future[Any]):
    joined = 0


def _without_frames(error: BaseException) -> BaseException:
    """Return an error for other threads, which may not let go of what the frames of this one hold."""
    found = type(error).__new__(type(error), *error.args)
    found.__dict__.update(error.__dict__)
    return found
