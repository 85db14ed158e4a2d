"""The writer's own copy of the current state: it can be changed, and thrown away at any moment."""

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
from bilateral.workers.failures import NoRoom

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from bilateral.rdf.terms import Quad, Term


_PIECE: Final = 10_000  # quads that are copied between two looks at the disk
_TABLE: Final = ".sst"
_LOG: Final = ".log"
WORTH: Final = 1 << 20
"""Bytes in workspaces for which it is worth while to give a copy up and start anew."""
_SLACK: Final = 2 << 20  # bytes that may be written between two looks at the disk
_FILES: Final = 1 << 20  # bytes of a snapshot's files beside its tables and log
_QUAD: Final = 1000  # bytes of a quad in the log and in the tables, half of them in either, beside its texts
_TEXT: Final = 2  # times that a text is stored: in the log and in a table
_REWRITTEN: Final = 1 << 30  # bytes of tables that the engine writes anew after a write, at the most
_UTF_8: Final = 4  # bytes of a character beyond ASCII, at the most
_LOOK: Final = 0.005  # seconds
_LOOKS: Final = 20  # at the disk for one at the copy's files
_AT_REST: Final = 10  # looks without a change of its files after which the engine does nothing on its own


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
        if room.left() < weigh(QuadDelta(added=set(map(to_quad, piece)))):
            return None
        fresh.bulk_extend(piece)
    for graph in store.named_graphs():
        fresh.add_graph(graph)
    return fresh


def weigh(delta: QuadDelta) -> int:
    """Return the bytes that storing a change takes at the most, before tables are written anew."""
    texts: set[Term] = {term for quad in delta.added for term in quad} | delta.created
    size = sum(len(text) if text.isascii() else _UTF_8 * len(text) for text in texts)
    items = len(delta.added) + len(delta.removed) + len(delta.created) + len(delta.dropped)
    return _FILES + _QUAD * items + _TEXT * size


class Room:
    """The disk that a data directory is on, and how much of it stays free."""

    def __init__(self, data: Path, floor: int) -> None:
        """Take a data directory and the bytes of its disk that stay free."""
        self._data, self._floor = data, floor + _SLACK

    def is_overdrawn(self) -> bool:
        """Return whether more was taken than may be, and some of it can be given back."""
        return self.left() < -_SLACK // 2 and data_directory.in_workspaces(self._data) > WORTH

    def left(self) -> int:
        """Return the bytes that may be written; below zero where fewer are free than are to stay so."""
        return shutil.disk_usage(self._data).free - self._floor

    def has_for_tables(self, size: int) -> bool:
        """Return whether tables of so many bytes may be written anew by the engine on its own."""
        return self.left() > min(size, _REWRITTEN)

    def check(self, delta: QuadDelta, copy: Copy) -> None:
        """Refuse a change of a copy that there is no room for.

        One that adds needs room for the tables to be written anew after it. One that removes does not, as
        otherwise there would never be any again: `Watch` stops what the engine then has no room for.

        Raises:
            NoRoom: it would leave too little of the disk.
        """
        needed = weigh(delta) + copy.log_size()
        if len(delta.added) > len(delta.removed):
            needed += min(copy.table_size() + needed // 2, _REWRITTEN)
        if (left := self.left()) < needed:
            free, wanted = (left + self._floor) >> 20, ((needed + self._floor) >> 20) + 1
            raise NoRoom(f"{free} MiB are free where the graph is; this write needs {wanted}")


class Watch:
    """Gives up a copy of a store before the engine fills the disk with what it does to it on its own.

    It looks while something is written and until the engine is at rest, and at no other time.
    """

    def __init__(self, room: Room, copy: Copy, give_up: Callable[[], object]) -> None:
        """Begin, at rest; `give_up` ends the process that has the copy."""
        self._room, self._copy, self._give_up = room, copy, give_up
        self._writes, self._due = 0, threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Look from now on until the engine is at rest after this."""
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
                for _ in range(_LOOKS):
                    if self._room.is_overdrawn():
                        self._give_up()
                    pause.wait(_LOOK)
                before, seen = seen, self._copy.files()
                same = same + 1 if seen == before else 0
