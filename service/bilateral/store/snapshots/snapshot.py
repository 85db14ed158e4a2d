"""One state of the graph, open for reading."""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from bilateral.store.graph_state import State
from bilateral.store.snapshots import data_directory
from bilateral.store.snapshots.scratch import scratch

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bilateral.store.snapshots.scratch import Scratch


class Snapshot(State):
    """One state of the graph: whatever is written later, it answers the same.

    It stays on disk while this object is open: close it, use it in a `with`, or let go of it.

    Attributes:
        data: the data directory.
        path: the engine's files.
        number: grows with each state of its data directory.
        stamp: differs between any two states of any two data directories.
        counts: asserted and inferred triples, and named graphs.
    """

    def __init__(self, data: Path, number: int | None = None) -> None:
        """Open a state, the current one by default.

        Raises:
            StoreError: there is none.
        """
        held = data_directory.hold(data, number)
        self.data, self.path = data, held.store
        self.number, self.stamp, self.counts = held.number, held.stamp, held.counts
        # Also when it is only forgotten: requests share a state, and none knows that it is the last.
        self._release = weakref.finalize(self, os.close, held.descriptor)
        super().__init__(ox.Store.read_only(str(held.store)), reasoned=held.counts.inferred > 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def scratch(self) -> AbstractContextManager[Scratch]:
        """Return a changeable copy, for as long as the context lasts."""
        return scratch(self.data, self.path, reasoned=self.counts.inferred > 0)

    def close(self) -> None:
        """Let go of the state; nothing can be asked any more."""
        self._release()
