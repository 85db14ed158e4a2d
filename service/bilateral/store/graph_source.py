"""Where the graph is held: what a server needs of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bilateral.store import store_worker as worker
from bilateral.store.reader_pool import directory_readers
from bilateral.store.snapshots.data_directory import current
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.writes.writer import RestorableWriter

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from pathlib import Path

    from bilateral.store.snapshots.snapshot import GraphState
    from bilateral.store.writes.writer import Writer
    from bilateral.workers.pool import Limits, Pool


class Source(Protocol):
    """The holder of a graph."""

    def state(self) -> GraphState:
        """Return the present state, without waiting for anything.

        Raises:
            StoreError: there is none.
        """

    def pool(self, size: int, limits: Limits, loop: asyncio.AbstractEventLoop | None = None) -> Pool:
        """Start workers that read it; arguments as for `Pool`."""

    def writer(self, limits: Limits, *, plain: bool, main: Callable[[], None]) -> Writer:
        """Start the writer; arguments as for `Writer`."""

    def close(self) -> None:
        """Let go of it."""


class Directory:
    """A data directory on this machine."""

    def __init__(self, data: Path, worker: Callable[[], None] = worker.main) -> None:
        """Open the current snapshot.

        Args:
            data: the data directory.
            worker: what runs in the processes of a pool; takes the arguments of `worker.main`.

        Raises:
            StoreError: nothing was built there yet.
        """
        self._data, self._snapshot, self._worker = data, Snapshot(data), worker

    def state(self) -> Snapshot:
        """Return the current snapshot; see `Source.state`."""
        number = current(self._data)
        if number is not None and number != self._snapshot.number:
            # The one it replaces is closed by the collector, after the last thread that reads it.
            self._snapshot = Snapshot(self._data, number)
        return self._snapshot

    def pool(self, size: int, limits: Limits, loop: asyncio.AbstractEventLoop | None = None) -> Pool:
        """Start workers that read the snapshots; arguments as for `Pool`."""
        return directory_readers(self._data, size, limits, loop, self._worker)

    def writer(self, limits: Limits, *, plain: bool, main: Callable[[], None]) -> Writer:
        """Start the writer of the next ones."""
        return RestorableWriter(self._data, limits, plain=plain, main=main)

    def close(self) -> None:
        """Let go of the snapshot."""
        self._snapshot.close()
