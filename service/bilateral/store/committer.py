"""The one process that writes, and the order in which it does.

A write is evaluated or parsed by a worker, which may be killed, on the current snapshot; what arrives here is
what it changes. That is checked and reasoned over, applied to a copy of the store, and published as the next
snapshot; then it is acknowledged. A snapshot is the whole truth: if this process dies at any point, the next
one starts from the current snapshot, and nothing that was acknowledged is lost.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import pyoxigraph as ox

from bilateral.errors import BilateralError, StoreError
from bilateral.store import deltas, directory, failures, frames, provenance
from bilateral.store.build import count
from bilateral.store.failures import NoRoom, NotConforming, NotWritten, Outdated, Rejected
from bilateral.store.layout import INFERRED
from bilateral.store.pool import Limits
from bilateral.store.readers import directory_readers
from bilateral.store.updates import Refusal
from bilateral.store.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bilateral.store.deltas import Delta

_RECOUNT = 20_000  # quads from which counting everything is faster than looking up each
_ROOM = 1000  # bytes that a quad may take while it is stored, beside its text twice
_LARGE = 10  # the part of a store that comes at once from which it is worth while to order it anew


class Reasoner(Protocol):
    """What a commit asks before it is made."""

    def complete(self, before: View, delta: Delta) -> Delta:
        """Return what the documents that a change touches imply by themselves, to stand in their graphs.

        Args:
            before: the state that the change is made to.
            delta: the change as it was asked for; not asked of a plain store.

        Raises:
            BilateralError: the change is refused; the message says why.
        """

    def changes(self, before: View, delta: Delta) -> Delta:
        """Return what follows from a change: quads of the inferred graph that come and go.

        Args:
            before: the state that the change is made to.
            delta: the change of asserted quads; the default graph's are all of them.

        Raises:
            BilateralError: the change is refused; the message says why.
        """

    def committed(self, delta: Delta) -> None:
        """Take note that a change, with what follows from it, was made."""


def main() -> None:
    """Serve one connection. Arguments: socket, lifeline, data directory, options as JSON."""
    connection, lifeline, data, options = sys.argv[1:]
    threading.Thread(target=_die_with_parent, args=(int(lifeline),), daemon=True).start()
    given = json.loads(options)
    reasoner = _load(given["reasoner"])(Path(data)) if given["reasoner"] else None
    with directory.writing(Path(data)), directory.workspace(Path(data)) as work:
        committer = Committer(Path(data), work, Limits(**given["limits"]), reasoner, plain=given["plain"])
        committer.serve(socket.socket(fileno=int(connection)))
    os._exit(0)


def _die_with_parent(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(1)


def _load(name: str) -> Callable[[Path], Reasoner]:
    module, _, attribute = name.partition(":")
    return cast("Callable[[Path], Reasoner]", getattr(importlib.import_module(module), attribute))


class Committer:
    """Takes writes one after another."""

    def __init__(
        self, data: Path, work: Path, limits: Limits, reasoner: Reasoner | None, *, plain: bool
    ) -> None:
        self._data, self._work, self._reasoner, self._plain = data, work, reasoner, plain
        self._free = limits.free << 20
        held = directory.hold(data)
        self._number, self._stamp, self._counts = held.number, held.stamp, held.counts
        directory.clone(held.store, work / "live")
        os.close(held.descriptor)
        self._store = ox.Store(work / "live")
        self._pool = directory_readers(data, 1, limits)

    def serve(self, connection: socket.socket) -> None:
        """Answer until the other side is gone, or the copy is in an unknown state after a write failed."""
        reader = frames.FrameReader(connection)
        connection.sendall(frames.pack_json(frames.HEAD, {"ready": os.getpid()}))
        while True:
            try:
                request = json.loads(reader.read()[1])
                payload = reader.read()[1]
            except frames.Closed:
                return
            sound = True
            try:
                answer = self.commit(request, payload)
            except BilateralError as error:
                answer, sound = failures.describe(error), not isinstance(error, NotWritten)
            connection.sendall(frames.pack_json(frames.HEAD, answer))
            if not sound:
                return

    def commit(self, request: Mapping[str, Any], payload: bytes) -> dict[str, Any]:
        """Make one write, or none of it.

        Raises:
            Outdated: the state is not one of those the request is for.
            Rejected: validation or reasoning refuses it.
            NoRoom: it would leave too little of the disk.
            NotWritten: storing it failed.
            BilateralError: the worker refuses it.
        """
        wanted = request["states"]
        if wanted is not None and f"{self._number}-{self._stamp}" not in wanted:
            raise Outdated("the graph was written to since; read it again")
        answer = self._pool.run({**request, "snapshot": self._number}, payload)
        delta = deltas.from_json(b"".join(answer.read()))
        if delta:
            self._publish(self._whole(delta))
        return {
            "snapshot": self._number,
            "existed": answer.describe().get("existed", True),
            "added": len(delta.added),
            "removed": len(delta.removed),
        }

    def _whole(self, delta: Delta) -> Delta:
        """Return the change with everything that follows from it."""
        view = View(self._store, reasoned=self._counts.inferred > 0)
        try:
            if self._reasoner and not self._plain:
                delta.then(self._reasoner.complete(view, delta))
            whole = delta if self._plain else provenance.spread(delta, view)
            if self._reasoner:
                whole.then(self._reasoner.changes(view, whole))
        except (Refusal, NotConforming):
            raise
        except BilateralError as error:
            raise Rejected(str(error)) from error
        return whole

    def _publish(self, delta: Delta) -> None:
        self._check_room(delta)
        try:
            self._apply(delta)
            target = self._work / "next"
            self._store.flush()
            self._store.backup(target)
            self._number, self._stamp = directory.publish(self._data, target, self._counts, written=True)
            directory.tidy_snapshots(self._data)
        except OSError as error:
            if directory.current(self._data) != self._number:
                raise SystemExit(f"cannot write: {error}") from error
            raise NotWritten(f"nothing was changed: {error}") from error
        if self._reasoner:
            self._reasoner.committed(delta)

    def _check_room(self, delta: Delta) -> None:
        # On a full disk the engine fails at best, and at worst waits until there is room.
        changed = [*delta.added, *delta.removed]
        needed = self._free + _ROOM * len(changed) + 2 * sum(len(quad.object) for quad in changed)
        free = shutil.disk_usage(self._data).free
        if free < needed:
            raise NoRoom(f"{free >> 20} MiB are free where the graph is; this write needs {needed >> 20}")

    def _apply(self, delta: Delta) -> None:
        if len(delta.added) + len(delta.removed) > _RECOUNT:
            deltas.apply(self._store, delta)
            self._counts = count(self._store)
            if len(delta.added) > self._counts.asserted // _LARGE:
                self._store.optimize()
            return
        before = self._tally(delta)
        deltas.apply(self._store, delta)
        after = self._tally(delta)
        self._counts = directory.Counts(
            *(known + new - old for known, new, old in zip(self._counts, after, before, strict=True))
        )

    def _tally(self, delta: Delta) -> tuple[int, int, int]:
        """Count those of the quads and graphs of a change that are there."""
        view = View(self._store, reasoned=False)
        # The engine takes different spellings of a number for one: what is there is counted once.
        there = {found for quad in delta.removed | delta.added for found in view.match(*quad)}
        graphs = {quad.graph for quad in delta.removed | delta.added} | delta.dropped | delta.created
        asserted = sum(not quad.graph for quad in there)
        inferred = sum(quad.graph == INFERRED for quad in there)
        return asserted, inferred, sum(view.has_graph(graph) for graph in graphs - {"", INFERRED})


__all__ = ["Committer", "Reasoner", "StoreError", "main"]
