"""Where the graph is held: what a server needs of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bilateral.store.snapshots.data_directory import current
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.writes.writer import DirectoryWriter
from bilateral.workers.pool import Limits, Pool

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from pathlib import Path

    from bilateral.store.snapshots.snapshot import GraphState
    from bilateral.store.writes.writer import Writer


class GraphSource(Protocol):
    """The holder of a graph."""

    def state(self) -> GraphState:
        """Return the current state, without waiting.

        Raises:
            StoreError: there is none.
        """

    def pool(self, size: int, limits: Limits, loop: asyncio.AbstractEventLoop | None = None) -> Pool:
        """Start workers that read it; arguments as for `Pool`."""

    def writer(self, limits: Limits, *, plain: bool, main: Callable[[], None]) -> Writer:
        """Start the writer; arguments as for `DirectoryWriter`."""

    def close(self) -> None:
        """Release it."""


class DataDirectory:
    """A data directory on this machine."""

    def __init__(self, data: Path, worker: Callable[[], None]) -> None:
        """Open the current snapshot; see `store_worker.main` for `worker`.

        Raises:
            StoreError: nothing was built there yet.
        """
        self._data, self._snapshot, self._worker = data, Snapshot(data), worker

    def state(self) -> Snapshot:
        """Return the current snapshot; see `GraphSource.state`."""
        number = current(self._data)
        if number is not None and number != self._snapshot.number:
            # The one it replaces is closed by the garbage collector, after the last thread that reads it.
            self._snapshot = Snapshot(self._data, number)
        return self._snapshot

    def pool(self, size: int, limits: Limits, loop: asyncio.AbstractEventLoop | None = None) -> Pool:
        """Start workers that read the snapshots; arguments as for `Pool`."""
        return Pool(self._worker, (self._data, int(limits.network)), size, limits, loop)

    def writer(self, limits: Limits, *, plain: bool, main: Callable[[], None]) -> Writer:
        """Start the writer; arguments as for `DirectoryWriter`."""
        return DirectoryWriter(self._data, limits, plain=plain, main=main)

    def close(self) -> None:
        """Close the snapshot."""
        self._snapshot.close()
