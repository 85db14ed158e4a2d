"""The writer's own copy of the current state, and how much of the disk a write to it may take.

The space that a write itself takes is known before it: a log, tables, and a snapshot of them. What the engine
does with the tables afterwards, on its own, is not: it may rewrite any of them, while the old ones stay for
the snapshots that have them. So a write is begun only where there is space for both; and free space is
monitored meanwhile, as the copy can be thrown away before it takes what has to stay free.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import threading
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from bilateral.store.engine.converter import to_quad
from bilateral.store.engine.quad_delta import QuadDelta
from bilateral.store.snapshots import data_directory
from bilateral.workers.failures import InsufficientStorage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from bilateral.rdf.terms import Quad, Term

RECLAIMABLE: Final = 1 << 20
"""Bytes in workspaces that make it worth while to give up a copy and start again."""
_PIECE: Final = 10_000  # quads that are copied between two checks of free space
_TABLE: Final = ".sst"
_LOG: Final = ".log"
_SLACK: Final = 2 << 20  # bytes that may be written between two checks of free space
_FILES: Final = 1 << 20  # bytes of a snapshot's files beside its tables and log
_QUAD: Final = 1000  # bytes of a quad without its texts in the log and in the tables, half of them in either
_TEXT: Final = 2  # times that a text is stored: in the log and in a table
_REWRITTEN: Final = 1 << 30  # bytes of tables that the engine rewrites after a write, at the most
_UTF_8: Final = 4  # bytes of a character beyond ASCII, at the most
_INTERVAL: Final = 0.005  # seconds between two checks of free space
_CHECKS: Final = 20  # of free space for each check of the copy's files
_AT_REST: Final = 10  # checks of the copy's files without a change, after which the engine is idle


class WorkingCopy:
    """A copy of the state that was current when it was opened; table files, which never change, are links."""

    def __init__(self, data: Path, path: Path) -> None:
        """Take a data directory, to which no other process writes, and the place for the copy."""
        self._data, self._path = data, path
        self._store: ox.Store | None = None

    def open(self) -> ox.Store:
        """Return the engine's store; from the first time on, the engine may write to the disk on its own."""
        if self._store is None:
            with contextlib.closing(data_directory.hold(self._data)) as held:
                data_directory.clone(held.store, self._path)
            self._store = ox.Store(self._path)
        return self._store

    def files(self) -> dict[str, tuple[int, int]]:
        """Return size and number of links of each file that it has, or would have if it were opened."""
        place = self._path if self._store else self._data / data_directory.CURRENT / data_directory.STORE
        found = {}
        with os.scandir(place) as entries:
            for entry in entries:
                # The engine removes files at any time.
                with contextlib.suppress(FileNotFoundError):
                    status = entry.stat()
                    found[entry.name] = (status.st_size, status.st_nlink)
        return found

    def table_size(self) -> int:
        """Return the bytes of its tables."""
        return self._size(_TABLE)

    def log_size(self) -> int:
        """Return the bytes of the engine's log, which the next snapshot may have a copy of."""
        return self._size(_LOG)

    def _size(self, suffix: str) -> int:
        return sum(size for name, (size, _) in self.files().items() if name.endswith(suffix))


def rewritten(store: ox.Store, path: Path, space: FreeSpace, without: Collection[Quad]) -> ox.Store | None:
    """Return a store of the same content that takes no more than it needs; None if there is no space for it.

    The engine keeps every text that it ever had, and removed quads until it rewrites a table.
    """
    fresh = ox.Store(path)
    kept = (quad for quad in store if to_quad(quad) not in without)
    while piece := list(itertools.islice(kept, _PIECE)):
        if space.left() < stored_size(QuadDelta(added=set(map(to_quad, piece)))):
            return None
        fresh.bulk_extend(piece)
    for graph in store.named_graphs():
        fresh.add_graph(graph)
    return fresh


def stored_size(delta: QuadDelta) -> int:
    """Return the bytes that storing a change takes at the most, before tables are rewritten."""
    texts: set[Term] = {term for quad in delta.added for term in quad} | delta.created
    size = sum(len(text) if text.isascii() else _UTF_8 * len(text) for text in texts)
    items = len(delta.added) + len(delta.removed) + len(delta.created) + len(delta.dropped)
    return _FILES + _QUAD * items + _TEXT * size


class FreeSpace:
    """The free space of the disk that a data directory is on."""

    def __init__(self, data: Path, reserve: int) -> None:
        """Take a data directory and the bytes of its disk that have to stay free."""
        self._data, self._reserve = data, reserve + _SLACK

    def is_overdrawn(self) -> bool:
        """Return whether the reserve was used, and some of that can be given back."""
        return self.left() < -_SLACK // 2 and data_directory.in_workspaces(self._data) > RECLAIMABLE

    def left(self) -> int:
        """Return the bytes that may be written; below zero where the reserve was used."""
        return shutil.disk_usage(self._data).free - self._reserve

    def has_for_tables(self, size: int) -> bool:
        """Return whether the engine may rewrite tables of so many bytes on its own."""
        return self.left() > min(size, _REWRITTEN)

    def check(self, delta: QuadDelta, copy: WorkingCopy) -> None:
        """Refuse a change of a copy that there is no space for.

        One that adds needs space for the tables to be rewritten after it. One that removes does not, or there
        would never be any again: `FreeSpaceMonitor` stops what the engine then has no space for.

        Raises:
            InsufficientStorage: it would leave too little free space.
        """
        self._require(stored_size(delta), copy, grows=len(delta.added) > len(delta.removed))

    def check_load(self, size: int, copy: WorkingCopy) -> None:
        """Refuse to load what takes so many bytes into a copy, if there is no space for it.

        Raises:
            InsufficientStorage: it would leave too little free space.
        """
        self._require(_FILES + size, copy, grows=True)

    def _require(self, size: int, copy: WorkingCopy, *, grows: bool) -> None:
        needed = size + copy.log_size()
        if grows:
            needed += min(copy.table_size() + needed // 2, _REWRITTEN)
        if (left := self.left()) < needed:
            free, wanted = (left + self._reserve) >> 20, ((needed + self._reserve) >> 20) + 1
            raise InsufficientStorage(f"{free} MiB are free where the graph is; this write needs {wanted}")


class FreeSpaceMonitor:
    """Gives up a working copy before the engine fills the disk with what it does on its own.

    It checks during a write and until the engine is idle again, and at no other time.
    """

    def __init__(self, space: FreeSpace, copy: WorkingCopy, give_up: Callable[[], object]) -> None:
        """Start without a write; `give_up` ends the process that has the copy."""
        self._space, self._copy, self._give_up = space, copy, give_up
        self._writes, self._due = 0, threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Check from now on until the engine is idle after this context."""
        self._writes += 1
        self._due.set()
        try:
            yield
        finally:
            self._writes -= 1

    def _run(self) -> None:
        pause = threading.Event()
        while self._due.wait():
            self._due.clear()
            seen, same = self._copy.files(), 0
            while self._writes or same < _AT_REST:
                for _ in range(_CHECKS):
                    if self._space.is_overdrawn():
                        self._give_up()
                    pause.wait(_INTERVAL)
                before, seen = seen, self._copy.files()
                same = same + 1 if seen == before else 0
