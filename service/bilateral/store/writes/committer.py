"""The one process that writes, and the order in which it does.

A write is evaluated or parsed by a worker, which may be killed, on the current snapshot; what arrives here is
what it changes. That is checked and reasoned over, applied to a copy of the store, and published as the next
snapshot; then it is acknowledged. A snapshot is the whole truth: if this process dies at any point, the next
one starts from the current snapshot, and nothing that was acknowledged is lost.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bilateral.errors import BilateralError, Refusal, StoreError
from bilateral.store.engine import quad_delta
from bilateral.store.engine.graph_layout import INFERRED
from bilateral.store.engine.quad_delta import QuadDelta
from bilateral.store.engine.view import View
from bilateral.store.reader_pool import directory_readers
from bilateral.store.snapshots import data_directory
from bilateral.store.snapshots.snapshot_builder import count
from bilateral.store.snapshots.working_copy import WORTH, Copy, Room, Watch, rebuilt
from bilateral.store.writes import document_provenance
from bilateral.workers import failures, frames
from bilateral.workers.failures import (
    DeadlineExceeded,
    NoRoom,
    NotConforming,
    NotWritten,
    Outdated,
    Rejected,
    WorkerLost,
)
from bilateral.workers.pool import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyoxigraph as ox

    from bilateral.workers.answer import Answer

_RECOUNT = 20_000  # quads from which counting everything is faster than looking up each
_MEMORY = 0.75  # of the machine's
_REBUILT = 500_000  # quads up to which a store is written anew to make room
_LARGE = 10  # the part of a store that comes at once from which it is worth while to order it anew


class Reasoner(Protocol):
    """What a commit asks before it is made."""

    def complete(self, before: View, delta: QuadDelta) -> QuadDelta:
        """Return what the documents that a change touches imply by themselves, to stand in their graphs.

        Args:
            before: the state that the change is made to.
            delta: the change as it was asked for; not asked of a plain store.

        Raises:
            BilateralError: the change is refused; the message says why.
        """

    def changes(self, before: View, delta: QuadDelta) -> QuadDelta:
        """Return what follows from a change: quads of the inferred graph that come and go.

        Args:
            before: the state that the change is made to.
            delta: the change of asserted quads; the default graph's are all of them.

        Raises:
            BilateralError: the change is refused; the message says why.
        """

    def committed(self, delta: QuadDelta) -> None:
        """Take note that a change, with what follows from it, was made."""


def main(reasoner: Callable[[Path], Reasoner] | None = None) -> None:
    """Serve one connection. Arguments of the process: socket, lifeline, data directory, options as JSON.

    Args:
        reasoner: what each commit asks, made of the data directory.
    """
    connection, lifeline, data, options = sys.argv[1:]
    threading.Thread(target=_die_with_parent, args=(int(lifeline),), daemon=True).start()
    # A few statements may imply more than any machine holds, which is to end this process and no other.
    memory = int(_MEMORY * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    given = json.loads(options)
    asked = reasoner(Path(data)) if reasoner else None
    with data_directory.writing(Path(data)), data_directory.workspace(Path(data)) as work:
        committer = Committer(Path(data), work, Limits(**given["limits"]), asked, plain=given["plain"])
        committer.serve(socket.socket(fileno=int(connection)))
    os._exit(0)


def _die_with_parent(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(1)


class _Encumbered(Exception):  # noqa: N818  # a state of this process
    """There is no room for a write, but there may be where this copy of the store is gone."""


class Committer:
    """Takes writes one after another."""

    _spent = False  # whether its copy of the store is not to be used any more

    def __init__(
        self, data: Path, work: Path, limits: Limits, reasoner: Reasoner | None, *, plain: bool
    ) -> None:
        self._data, self._work, self._reasoner, self._plain = data, work, reasoner, plain
        held = data_directory.hold(data)
        self._number, self._stamp, self._counts = held.number, held.stamp, held.counts
        os.close(held.descriptor)
        self._copy = Copy(data, work / "live")
        self._room = Room(data, limits.free << 20)
        self._watch = Watch(self._room, self._copy, self._give_up)
        self._pool = directory_readers(data, 1, limits)
        self._say: Callable[[dict[str, Any]], object] = bool
        if self._room.has_for_tables(self._copy.table_size()):
            with self._watch.writing():
                self._copy.open()

    def serve(self, connection: socket.socket) -> None:
        """Answer until the other side is gone, or the copy is not to be used any more."""
        reader = frames.FrameReader(connection)

        def say(content: dict[str, Any]) -> None:
            connection.sendall(frames.pack_json(frames.HEAD, content))

        self._say = say
        say({"ready": os.getpid()})
        while not self._spent:
            try:
                request = json.loads(reader.read()[1])
                payload = reader.read()[1]
            except frames.Closed:
                return
            answer = self._answer(request, payload)
            say({**answer, "last": self._spent})

    def _answer(self, request: Mapping[str, Any], payload: bytes) -> dict[str, Any]:
        try:
            return self.commit(request, payload)
        except _Encumbered:
            self._spent = True
            return {"again": True}
        except MemoryError:
            self._spent = True
            return failures.describe(WorkerLost("nothing was changed: it needs more memory than there is"))
        except BilateralError as error:
            self._spent = isinstance(error, NotWritten)
            return failures.describe(error)

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
        with self._watch.writing():
            answer = self._evaluate({**request, "snapshot": self._number}, payload)
            delta = quad_delta.from_json(b"".join(answer.read()))
            receipt = {"existed": answer.describe().get("existed", True), "added": 0, "removed": 0}
            if delta:
                self._check_room(delta, again=request["again"])
                whole = self._whole(delta)
                refusal = self._check_room(whole, again=request["again"])
                receipt |= {"added": len(delta.added), "removed": len(delta.removed)}
                self._publish(whole, receipt, refusal)
        return {"snapshot": self._number, **receipt}

    def _evaluate(self, request: Mapping[str, Any], payload: bytes) -> Answer:
        try:
            return self._pool.run(request, payload)
        except (DeadlineExceeded, WorkerLost):
            # It may have been at a changeable copy of its own.
            data_directory.tidy_workspaces(self._data)
            raise

    def _check_room(self, delta: QuadDelta, *, again: bool) -> NoRoom | None:
        """Refuse a change that there is no room for; return why, where what it leaves may be stored anew.

        On a full disk the engine fails at best, and at worst waits until there is room.
        """
        try:
            self._room.check(delta, self._copy)
        except NoRoom as refusal:
            data_directory.tidy_snapshots(self._data)
            if not again and data_directory.in_workspaces(self._data) > WORTH:
                raise _Encumbered from None
            if not self._leaves_less(delta):
                self._room.check(delta, self._copy)
            return refusal
        return None

    def _leaves_less(self, delta: QuadDelta) -> bool:
        """Return whether so much goes that it is worth while to store what is left anew."""
        much = len(delta.removed) - len(delta.added) > self._counts.asserted // _LARGE
        return much and sum(self._counts) <= _REBUILT

    def _whole(self, delta: QuadDelta) -> QuadDelta:
        """Return the change with everything that follows from it."""
        view = View(self._opened(), reasoned=self._counts.inferred > 0)
        try:
            if self._reasoner and not self._plain:
                delta.then(self._reasoner.complete(view, delta))
            whole = delta if self._plain else document_provenance.spread(delta, view)
            if self._reasoner:
                whole.then(self._reasoner.changes(view, whole))
        except (Refusal, NotConforming):
            raise
        except BilateralError as error:
            raise Rejected(str(error)) from error
        return whole

    def _opened(self) -> ox.Store:
        try:
            return self._copy.open()
        except OSError as error:
            raise NotWritten(f"nothing was changed: {error}") from error

    def _publish(self, delta: QuadDelta, receipt: dict[str, Any], refusal: NoRoom | None) -> None:
        self._say({"storing": len(delta.added) + len(delta.removed)})
        try:
            store = self._changed(delta, refusal)
            target = self._work / "next"
            store.flush()
            store.backup(target)
            self._say({"publishing": receipt})
            self._number, self._stamp = data_directory.publish(self._data, target, self._counts, written=True)
            data_directory.tidy_snapshots(self._data)
        except OSError as error:
            if data_directory.current(self._data) != self._number:
                raise SystemExit(f"cannot write: {error}") from error
            raise NotWritten(f"nothing was changed: {error}") from error
        if self._reasoner:
            self._reasoner.committed(delta)

    def _changed(self, delta: QuadDelta, refusal: NoRoom | None) -> ox.Store:
        """Return a store with the change made: the copy, or where room is scarce one that takes less."""
        scarce = not self._room.has_for_tables(2 * self._copy.table_size())
        if scarce and self._leaves_less(delta) and (fresh := self._rebuilt(delta)):
            return fresh
        if refusal:
            raise refusal
        return self._apply(delta)

    def _rebuilt(self, delta: QuadDelta) -> ox.Store | None:
        store, path = self._copy.open(), self._work / "rebuilt"
        view = View(store, reasoned=False)
        gone = {found for quad in delta.removed for found in view.match(*quad)}
        fresh = rebuilt(store, path, self._room, gone)
        if fresh is None:
            shutil.rmtree(path, ignore_errors=True)
            return None
        quad_delta.apply(fresh, QuadDelta(added=delta.added, dropped=delta.dropped, created=delta.created))
        self._counts = count(fresh)
        # The copy is not this store.
        self._spent = True
        return fresh

    def _give_up(self) -> None:
        """End before the disk is full: what this process has written is free then."""
        shutil.rmtree(self._work, ignore_errors=True)
        self._say(failures.describe(NotWritten("nothing was changed: the disk ran full")))
        os._exit(1)

    def _apply(self, delta: QuadDelta) -> ox.Store:
        store = self._copy.open()
        if len(delta.added) + len(delta.removed) > _RECOUNT:
            quad_delta.apply(store, delta)
            self._counts = count(store)
            large = len(delta.added) > self._counts.asserted // _LARGE
            if large and self._room.has_for_tables(self._copy.table_size()):
                store.optimize()
            return store
        before = self._tally(delta)
        quad_delta.apply(store, delta)
        after = self._tally(delta)
        self._counts = data_directory.Counts(
            *(known + new - old for known, new, old in zip(self._counts, after, before, strict=True))
        )
        return store

    def _tally(self, delta: QuadDelta) -> tuple[int, int, int]:
        """Count those of the quads and graphs of a change that are there."""
        view = View(self._copy.open(), reasoned=False)
        # The engine takes different spellings of a number for one: what is there is counted once.
        there = {found for quad in delta.removed | delta.added for found in view.match(*quad)}
        graphs = {quad.graph for quad in delta.removed | delta.added} | delta.dropped | delta.created
        asserted = sum(not quad.graph for quad in there)
        inferred = sum(quad.graph == INFERRED for quad in there)
        return asserted, inferred, sum(view.has_graph(graph) for graph in graphs - {"", INFERRED})


__all__ = ["Committer", "Reasoner", "StoreError", "main"]
