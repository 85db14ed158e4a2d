"""The one process that writes, and the order in which it does.

A write is evaluated or parsed by a worker, which may be killed, on the current snapshot; this process gets
what it changes. That is checked and reasoned over, applied to a copy of the store, and published as the next
snapshot; then it is acknowledged. A snapshot is complete: if this process dies at any point, the next one
starts from the current snapshot, and nothing that was acknowledged is lost.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bilateral.errors import BilateralError, Refusal, StoreError
from bilateral.store import store_worker
from bilateral.store.changes import change_summary, document_provenance
from bilateral.store.engine import quad_delta
from bilateral.store.engine.graph_layout import INFERRED
from bilateral.store.engine.quad_delta import QuadDelta
from bilateral.store.engine.view import GraphView
from bilateral.store.snapshots import data_directory, working_copy
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import count
from bilateral.store.snapshots.working_copy import FreeSpace, FreeSpaceMonitor, WorkingCopy
from bilateral.store.writes import part_loading
from bilateral.workers import failures, frames
from bilateral.workers.failures import InsufficientStorage, NotWritten, WorkerLost
from bilateral.workers.pool import Limits, Pool
from bilateral.workers.worker_process import end_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    import pyoxigraph as ox

    from bilateral.rdf.terms import Quad
    from bilateral.store.snapshots.change_log import ChangeEntry
    from bilateral.workers.answer import WorkerAnswer

_RECOUNT = 20_000  # quads from which counting everything is faster than looking up each
_MEMORY = 0.75  # of the machine's
_REWRITTEN = 500_000  # quads up to which a store is rewritten to free space
_LARGE = 10  # a write of more than this part of a store makes it worth while to optimise the store


class Reasoner(Protocol):
    """What a commit asks before it is made."""

    def complete(self, before: GraphView, delta: QuadDelta) -> QuadDelta:
        """Return what the documents that a change touches imply by themselves, to stand in their graphs.

        The change is as it was requested; of a plain store this is not called.

        Raises:
            BilateralError: the change is refused; the message says why.
        """

    def changes(self, before: GraphView, delta: QuadDelta) -> QuadDelta:
        """Return what follows from a change of asserted quads: quads of the inferred graph that come and go.

        The change has all quads of the default graph.

        Raises:
            BilateralError: the change is refused; the message says why.
        """

    def committed(self, delta: QuadDelta) -> None:
        """Handle that a change, with what follows from it, was made."""


def main(reasoner: Callable[[Path], Reasoner] | None = None) -> None:
    """Serve one connection. Arguments of the process: socket, parent pipe, data directory, options as JSON.

    The reasoner, made of the data directory, is asked before each commit.
    """
    connection, parent_pipe, data, options = sys.argv[1:]
    end_with_parent(int(parent_pipe))
    # A few statements may imply more than any machine holds, which is to end this process and no other.
    memory = int(_MEMORY * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    given = json.loads(options)
    asked = reasoner(Path(data)) if reasoner else None
    with data_directory.writing(Path(data)), data_directory.workspace(Path(data)) as work:
        committer = Committer(Path(data), work, Limits(**given["limits"]), asked, plain=given["plain"])
        committer.serve(socket.socket(fileno=int(connection)))
    os._exit(0)


class _CopyTooLarge(Exception):  # noqa: N818  # a state of this process
    """There is no space for a write, but there may be once this working copy is gone."""


class Committer:
    """Makes writes one after another."""

    _ending = False  # whether this process must not make another write

    def __init__(
        self, data: Path, work: Path, limits: Limits, reasoner: Reasoner | None, *, plain: bool
    ) -> None:
        self._data, self._work, self._reasoner, self._plain = data, work, reasoner, plain
        with contextlib.closing(data_directory.hold(data)) as held:
            self._number, self._stamp, self._counts = held.number, held.stamp, held.counts
        self._copy = WorkingCopy(data, work / "live")
        self._space = FreeSpace(data, limits.free << 20)
        self._monitor = FreeSpaceMonitor(self._space, self._copy, self._give_up)
        self._pool = Pool(store_worker.main, (data, int(limits.network)), 1, limits)
        self._send: Callable[[dict[str, Any]], object] = bool
        if self._space.has_for_tables(self._copy.table_size()):
            with self._monitor.writing():
                self._copy.open()

    def serve(self, connection: socket.socket) -> None:
        """Answer until the connection is closed, or the working copy must not be used any more."""
        reader = frames.FrameReader(connection)

        def send(content: dict[str, Any]) -> None:
            connection.sendall(frames.pack_json(frames.HEAD, content))

        self._send = send
        send({"ready": os.getpid()})
        while not self._ending:
            try:
                request = json.loads(reader.read()[1])
                payload = reader.read()[1]
            except frames.ConnectionClosed:
                return
            answer = self._answer(request, payload)
            send({**answer, "last": self._ending})

    def _answer(self, request: Mapping[str, Any], payload: bytes) -> dict[str, Any]:
        try:
            return self.commit(request, payload)
        except _CopyTooLarge:
            self._ending = True
            return {"again": True}
        except MemoryError:
            self._ending = True
            return failures.describe(WorkerLost("nothing was changed: it needs more memory than there is"))
        except BilateralError as error:
            self._ending = isinstance(error, NotWritten)
            return failures.describe(error)

    def commit(self, request: Mapping[str, Any], payload: bytes) -> dict[str, Any]:
        """Make one write, or none of it.

        Raises:
            Outdated: the state is not one of those the request is for.
            Rejected: validation or reasoning refuses it.
            InsufficientStorage: it would leave too little free space.
            NotWritten: storing it failed.
            BilateralError: the worker refuses it.
        """
        check_state(request["states"], self._number, self._stamp)
        with self._monitor.writing():
            if request["job"] == "load":
                receipt = self._load(request)
                return {"snapshot": self._number, **receipt}
            answer = self._evaluate({**request, "snapshot": self._number}, payload)
            delta = quad_delta.from_json(b"".join(answer.read()))
            receipt = {"existed": answer.describe().get("existed", True), "added": 0, "removed": 0}
            if delta:
                self._check_space(delta, again=request["again"])
                whole = self._whole(delta)
                refusal = self._check_space(whole, again=request["again"])
                receipt |= {"added": len(delta.added), "removed": len(delta.removed)}
                entry = change_summary.entry_of(request, delta, whole, self._view())
                self._publish(whole, entry, receipt, refusal)
        return {"snapshot": self._number, **receipt}

    def _load(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Load files that lie ready, as they are, and return the receipt.

        Raises:
            StoreError: there are none.
            InsufficientStorage: they would leave too little free space.
            NotWritten: they are malformed, or storing them failed.
        """
        parts = part_loading.find_parts(self._data, request["name"])
        self._check_load(parts, again=request["again"])
        self._send({"storing": 2 * parts.lines()})
        # What the reasoner has learned of the graph may not hold of what comes: a new process goes on.
        self._ending = True
        there, known = self._counts, self._copy.open()
        with Snapshot(self._data, self._number) as before:
            loaded = self._loaded(before, parts)
            existed = all(map(before.has_graph, loaded.graphs))
        self._counts = count(known) if loaded.counts is None else loaded.counts.added_to(there)
        added = self._counts.asserted - there.asserted
        if added > there.asserted:
            # Of a day's rows in a large graph, merging its files would take longer than loading them.
            self._optimise(added)
        receipt = {"existed": existed, "added": added, "removed": 0}
        self._make_current(known, change_summary.entry_of_import(request, loaded.graphs, added), receipt)
        return receipt

    def _loaded(self, before: Snapshot, parts: part_loading.Parts) -> part_loading.Loaded:
        try:
            return part_loading.load_parts(self._copy.open(), before, self._counts, parts)
        except (StoreError, SyntaxError, ValueError, OSError) as error:
            raise NotWritten(f"nothing was changed: {error}") from error

    def _check_load(self, parts: part_loading.Parts, *, again: bool) -> None:
        try:
            self._space.check_load(parts.stored_size(), self._copy)
        except InsufficientStorage:
            self._make_space(again=again)
            self._space.check_load(parts.stored_size(), self._copy)

    def _evaluate(self, request: Mapping[str, Any], payload: bytes) -> WorkerAnswer:
        try:
            return self._pool.run(request, payload)
        except (failures.DeadlineExceeded, WorkerLost):
            # It may have left a mutable copy of its own.
            data_directory.tidy_workspaces(self._data)
            raise

    def _check_space(self, delta: QuadDelta, *, again: bool) -> InsufficientStorage | None:
        """Refuse a change that there is no space for; return why, where the rest may be rewritten instead.

        On a full disk the engine fails at best, and at worst waits until there is space.
        """
        try:
            self._space.check(delta, self._copy)
        except InsufficientStorage as refusal:
            self._make_space(again=again)
            if not self._leaves_less(delta):
                self._space.check(delta, self._copy)
            return refusal
        return None

    def _make_space(self, *, again: bool) -> None:
        """Remove what nobody reads.

        Raises:
            _CopyTooLarge: starting again may make more.
        """
        data_directory.tidy_snapshots(self._data)
        if not again and data_directory.in_workspaces(self._data) > working_copy.RECLAIMABLE:
            raise _CopyTooLarge from None

    def _leaves_less(self, delta: QuadDelta) -> bool:
        """Return whether a change removes so much that rewriting the rest is worth while."""
        much = len(delta.removed) - len(delta.added) > self._counts.asserted // _LARGE
        return much and sum(self._counts) <= _REWRITTEN

    def _whole(self, delta: QuadDelta) -> QuadDelta:
        """Return the change with everything that follows from it."""
        view = self._view()
        with rejecting(Refusal, failures.NotConforming):
            if self._reasoner and not self._plain:
                delta.then(self._reasoner.complete(view, delta))
            whole = delta if self._plain else document_provenance.with_default_graph(delta, view)
            if self._reasoner:
                whole.then(self._reasoner.changes(view, whole))
        return whole

    def _view(self) -> GraphView:
        return GraphView(self._opened(), reasoned=self._counts.inferred > 0)

    def _opened(self) -> ox.Store:
        try:
            return self._copy.open()
        except OSError as error:
            raise NotWritten(f"nothing was changed: {error}") from error

    def _publish(
        self,
        delta: QuadDelta,
        entry: ChangeEntry,
        receipt: dict[str, Any],
        refusal: InsufficientStorage | None,
    ) -> None:
        self._send({"storing": len(delta.added) + len(delta.removed)})
        try:
            store = self._changed(delta, refusal)
        except OSError as error:
            raise NotWritten(f"nothing was changed: {error}") from error
        self._make_current(store, entry, receipt)
        if self._reasoner:
            self._reasoner.committed(delta)

    def _make_current(self, store: ox.Store, entry: ChangeEntry, receipt: dict[str, Any]) -> None:
        """Publish what a store has, counted before."""
        try:
            target = self._work / "next"
            store.flush()
            store.backup(target)
            self._send({"publishing": receipt})
            self._number, self._stamp = data_directory.publish(self._data, target, self._counts, entry)
            data_directory.tidy_snapshots(self._data)
        except OSError as error:
            if data_directory.current(self._data) != self._number:
                raise SystemExit(f"cannot write: {error}") from error
            raise NotWritten(f"nothing was changed: {error}") from error

    def _changed(self, delta: QuadDelta, refusal: InsufficientStorage | None) -> ox.Store:
        """Return a store with the change made: the copy, or where space is scarce a smaller one."""
        scarce = not self._space.has_for_tables(2 * self._copy.table_size())
        if scarce and self._leaves_less(delta) and (fresh := self._rewritten(delta)):
            return fresh
        if refusal:
            raise refusal
        return self._apply(delta)

    def _rewritten(self, delta: QuadDelta) -> ox.Store | None:
        store, path = self._copy.open(), self._work / "rebuilt"
        fresh = working_copy.rewritten(store, path, self._space, self._present(delta.removed))
        if fresh is None:
            shutil.rmtree(path, ignore_errors=True)
            return None
        quad_delta.apply(fresh, QuadDelta(added=delta.added, dropped=delta.dropped, created=delta.created))
        self._counts = count(fresh)
        # The working copy does not have the change.
        self._ending = True
        return fresh

    def _give_up(self) -> None:
        """End before the disk is full, which frees what this process has written."""
        shutil.rmtree(self._work, ignore_errors=True)
        self._send(failures.describe(NotWritten("nothing was changed: the disk ran full")))
        os._exit(1)

    def _apply(self, delta: QuadDelta) -> ox.Store:
        store = self._copy.open()
        if len(delta.added) + len(delta.removed) > _RECOUNT:
            quad_delta.apply(store, delta)
            self._counts = count(store)
            self._optimise(len(delta.added))
            return store
        before = self._count_present(delta)
        quad_delta.apply(store, delta)
        after = self._count_present(delta)
        self._counts = data_directory.Counts(
            *(known + new - old for known, new, old in zip(self._counts, after, before, strict=True))
        )
        return store

    def _optimise(self, added: int) -> None:
        """Merge the files of the store after so many quads, if that is worth while and there is space."""
        large = added > self._counts.asserted // _LARGE
        if large and self._space.has_for_tables(self._copy.table_size()):
            self._copy.open().optimize()

    def _count_present(self, delta: QuadDelta) -> data_directory.Counts:
        """Count those of the quads and graphs of a change that are there."""
        view = GraphView(self._copy.open(), reasoned=False)
        present = self._present(delta.removed | delta.added)
        asserted = sum(not quad.graph for quad in present)
        inferred = sum(quad.graph == INFERRED for quad in present)
        graphs = sum(map(view.has_graph, delta.graphs() - {"", INFERRED}))
        return data_directory.Counts(asserted, inferred, graphs)

    def _present(self, quads: Iterable[Quad]) -> set[Quad]:
        """Return those of some quads that are there, as they are stored.

        The engine takes different spellings of a number for one: what is there is returned once.
        """
        view = GraphView(self._copy.open(), reasoned=False)
        return {found for quad in quads for found in view.match(*quad)}


def check_state(states: Container[str] | None, number: int, stamp: str) -> None:
    """Raise Outdated unless the state is one of those that a write is for; None for any."""
    if states is not None and f"{number}-{stamp}" not in states:
        raise failures.Outdated("the graph was written to since; read it again")


@contextlib.contextmanager
def rejecting(*passed: type[BilateralError]) -> Iterator[None]:
    """Raise errors of validation and reasoning as `Rejected`; those of some classes as they are."""
    try:
        yield
    except passed:
        raise
    except BilateralError as error:
        raise failures.Rejected(str(error)) from error
