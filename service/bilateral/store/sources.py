"""Where the graph is held: what a server needs of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bilateral.store.directory import current
from bilateral.store.pool import Limits, Pool
from bilateral.store.process import Process
from bilateral.store.readers import Readers
from bilateral.store.restorable import RestorableWriter
from bilateral.store.snapshot import Snapshot

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence
    from pathlib import Path

    from bilateral.store.state import State
    from bilateral.store.writer import Writer


class Source(Protocol):
    """The holder of a graph."""

    def state(self) -> State:
        """Return the present state, without waiting for anything.

        Raises:
            StoreError: there is none.
        """

    def readers(self, size: int, limits: Limits, loop: asyncio.AbstractEventLoop) -> Readers:
        """Start readers that are asked from an event loop."""

    def pool(self, size: int, limits: Limits) -> Pool:
        """Start readers that are asked from threads."""

    def writer(self, limits: Limits, *, plain: bool, reasoner: str) -> Writer:
        """Start the writer; arguments as for `Writer`."""

    def close(self) -> None:
        """Let go of it."""


class Directory:
    """A data directory on this machine."""

    def __init__(self, data: Path) -> None:
        """Open the current snapshot.

        Raises:
            StoreError: nothing was built there yet.
        """
        self._data, self._snapshot = data, Snapshot(data)

    def state(self) -> Snapshot:
        """Return the current snapshot; see `Source.state`."""
        number = current(self._data)
        if number is not None and number != self._snapshot.number:
            # The one it replaces is closed by the collector, after the last thread that reads it.
            self._snapshot = Snapshot(self._data, number)
        return self._snapshot

    def readers(self, size: int, limits: Limits, loop: asyncio.AbstractEventLoop) -> Readers:
        """Start readers of the snapshots that are asked from an event loop."""

        def start(lifeline: int, shared: Sequence[int]) -> Process:
            given = (self._data, limits.memory, int(limits.network), *shared)
            return Process("bilateral.store.worker", lifeline, given, shared=shared[:2])

        return Readers(start, size, limits, loop)

    def pool(self, size: int, limits: Limits) -> Pool:
        """Start readers of the snapshots that are asked from threads."""
        return Pool(self._data, size, limits)

    def writer(self, limits: Limits, *, plain: bool, reasoner: str) -> Writer:
        """Start the writer of the next ones."""
        return RestorableWriter(self._data, limits, plain=plain, reasoner=reasoner)

    def close(self) -> None:
        """Let go of the snapshot."""
        self._snapshot.close()
