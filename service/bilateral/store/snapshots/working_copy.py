"""The writer's own copy of the current state: it can be changed, and thrown away at any moment."""

from __future__ import annotations

import contextlib
import itertools
import os
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from bilateral.store.engine.converter import to_quad
from bilateral.store.snapshots import data_directory
from bilateral.store.snapshots.free_space import weigh
from bilateral.store.writes.quad_delta import Delta

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from bilateral.rdf.terms import Quad
    from bilateral.store.snapshots.free_space import Room

_PIECE: Final = 10_000  # quads that are copied between two looks at the disk
_TABLE: Final = ".sst"
_LOG: Final = ".log"


class Copy:
    """A copy of the state that was current when it was opened; table files, which never change, are links."""

    def __init__(self, data: Path, path: Path) -> None:
        """Take a data directory, which nobody else writes, and the place for the copy."""
        self._data, self._path = data, path
        self._store: ox.Store | None = None

    def open(self) -> ox.Store:
        """Return the engine's store; from the first time on, the engine may write to the disk on its own."""
        if self._store is None:
            held = data_directory.hold(self._data)
            try:
                data_directory.clone(held.store, self._path)
            finally:
                os.close(held.descriptor)
            self._store = ox.Store(self._path)
        return self._store

    def files(self) -> dict[str, tuple[int, int]]:
        """Return size and number of links of each file that it has, or would have if it were opened."""
        place = self._path if self._store else self._data / data_directory.CURRENT / data_directory.STORE
        found = {}
        with os.scandir(place) as entries:
            for entry in entries:
                # The engine removes files when it likes.
                with contextlib.suppress(FileNotFoundError):
                    status = entry.stat()
                    found[entry.name] = (status.st_size, status.st_nlink)
        return found

    def table_size(self) -> int:
        """Return the bytes of its tables."""
        return sum(size for name, (size, _) in self.files().items() if name.endswith(_TABLE))

    def log_size(self) -> int:
        """Return the bytes of the engine's log, which the next snapshot may have a copy of."""
        return sum(size for name, (size, _) in self.files().items() if name.endswith(_LOG))


def rebuilt(store: ox.Store, path: Path, room: Room, without: Collection[Quad]) -> ox.Store | None:
    """Return a store of the same content that takes no more than it needs; None if there is no room for it.

    The engine keeps every text that it ever had, and what was removed until it writes a table anew.

    Args:
        store: that is to be replaced.
        path: for the new one.
        room: that there is.
        without: quads that are left out, as they are stored.
    """
    fresh = ox.Store(path)
    kept = (quad for quad in store if to_quad(quad) not in without)
    while piece := list(itertools.islice(kept, _PIECE)):
        if room.left() < weigh(Delta(added=set(map(to_quad, piece)))):
            return None
        fresh.bulk_extend(piece)
    for graph in store.named_graphs():
        fresh.add_graph(graph)
    return fresh
