"""One state of the graph, open for reading."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import weakref
from abc import abstractmethod
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from bilateral.store.engine import quad_delta
from bilateral.store.engine.view import GraphView
from bilateral.store.snapshots import data_directory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bilateral.store.engine.quad_delta import QuadDelta
    from bilateral.store.snapshots.data_directory import Counts


class MutableView(GraphView):
    """A copy of a state that can be changed and is thrown away."""

    @abstractmethod
    def apply(self, delta: QuadDelta) -> None:
        """Make a change."""


class GraphState(GraphView):
    """One state of the graph."""

    number: int  # grows with each state
    stamp: str  # differs between any two states
    counts: Counts

    @abstractmethod
    def mutable_copy(self) -> AbstractContextManager[MutableView]:
        """Return a copy that can be changed, for as long as the context lasts."""


class MutableCopy(MutableView):
    """A copy of a snapshot that can be changed."""

    def apply(self, delta: QuadDelta) -> None:
        """Make a change."""
        quad_delta.apply(self._store, delta)


class Snapshot(GraphState):
    """One state of a data directory: whatever is written later, it answers the same.

    It stays on disk until it is closed, its `with` block ends, or it is garbage-collected.
    """

    def __init__(self, data: Path, number: int | str | None = None) -> None:
        """Open a state, the current one by default, by its number or by the name it is kept by.

        Raises:
            StoreError: there is none.
        """
        if isinstance(number, str):
            held = data_directory.hold_named(data, number)
        else:
            held = data_directory.hold(data, number)
        self.data, self.path = data, held.store
        self.number, self.stamp, self.counts = held.number, held.stamp, held.counts
        # Requests share a state, and none knows that it is the last: being forgotten closes it too.
        self._release = weakref.finalize(self, os.close, held.descriptor)
        super().__init__(ox.Store.read_only(str(held.store)), reasoned=held.counts.inferred > 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def mutable_copy(self) -> Iterator[MutableCopy]:
        """Return a copy of the engine's files that can be changed, for as long as the context lasts."""
        with data_directory.workspace(self.data) as work:
            data_directory.clone(self.path, work / "store")
            yield MutableCopy(ox.Store(work / "store"), reasoned=self.counts.inferred > 0)

    def close(self) -> None:
        """Release the state; it cannot be read any more."""
        self._release()


def notify_when_replaced(data: Path, call: Callable[[], object]) -> None:
    """Have a function called in the main thread when another state becomes current.

    It interrupts whatever the thread does, and must return at once. On a file system that does not report
    changes it is never called.
    """
    signal.signal(signal.SIGIO, lambda *_: call())
    # Open for as long as the process: closing it ends the notifications.
    descriptor = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    with contextlib.suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_NOTIFY, fcntl.DN_RENAME | fcntl.DN_MULTISHOT)
