"""The one process that writes to an external SPARQL engine."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bilateral.errors import StoreError
from bilateral.remote import remote_worker
from bilateral.remote.engine_address import EngineAddress
from bilateral.remote.reads.remote_view import current
from bilateral.remote.sparql_client import SparqlClient
from bilateral.remote.writes.staged_write import StagedWrite
from bilateral.store.changes import change_summary, document_provenance
from bilateral.store.engine import quad_delta
from bilateral.store.snapshots.change_log import ChangeLog
from bilateral.store.snapshots.data_directory import Counts
from bilateral.store.writes.committer import Committer, check_state, rejecting
from bilateral.workers.pool import Limits, Pool
from bilateral.workers.worker_process import end_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bilateral.remote.engine_record import EngineRecord
    from bilateral.remote.reads.remote_view import RemoteView
    from bilateral.store.engine.quad_delta import QuadDelta
    from bilateral.store.engine.view import GraphView

_TIMEOUT = 300.0  # seconds that the engine may take for one step of a write


class StagedReasoner(Protocol):
    """What a commit asks before it is made."""

    def complete(self, before: GraphView, delta: QuadDelta) -> QuadDelta:
        """As `Reasoner.complete`."""

    def infer(self, before: RemoteView, stage: StagedWrite, delta: QuadDelta) -> None:
        """Stage what follows from the staged change.

        Raises:
            BilateralError: the change is refused; the message says why.
        """


def main(reasoner: Callable[[str], StagedReasoner] | None = None) -> None:
    """Serve one connection. Arguments of the process: socket, parent pipe, address as JSON, options as JSON.

    The reasoner is asked before each commit; made of the folder whose rules hold, "" for those of OWL alone.
    """
    connection, parent_pipe, address, options = sys.argv[1:]
    end_with_parent(int(parent_pipe))
    given = json.loads(options)
    asked = reasoner(given["content"]) if reasoner else None
    where = EngineAddress.from_json(address)
    log = ChangeLog(Path(given["data"]))
    committer = RemoteCommitter(where, Limits(**given["limits"]), asked, plain=given["plain"], log=log)
    committer.recover()
    committer.serve(socket.socket(fileno=int(connection)))
    os._exit(0)


class RemoteCommitter(Committer):
    """Makes writes one after another."""

    def __init__(
        self,
        address: EngineAddress,
        limits: Limits,
        reasoner: StagedReasoner | None,
        *,
        plain: bool,
        log: ChangeLog | None = None,
    ) -> None:
        self._log = log
        self._client = SparqlClient(address, _TIMEOUT)
        self._pool = Pool(remote_worker.main, (address.to_json(),), 1, limits)
        self._remote_reasoner, self._plain = reasoner, plain

    def close(self) -> None:
        """End the worker."""
        self._pool.close()

    def recover(self) -> None:
        """Append the entry of the current state to the log, where a process was killed before it could."""
        with contextlib.suppress(StoreError):
            self._recover(current(self._client).record)

    def _recover(self, record: EngineRecord) -> None:
        if self._log and record.entry:
            self._log.recover(record.entry)

    def commit(self, request: Mapping[str, Any], payload: bytes) -> dict[str, Any]:
        """Make one write, or none of it; see `Committer.commit`."""
        view = current(self._client)
        check_state(request["states"], view.number, view.stamp)
        answer = self._pool.run({**request, "snapshot": view.number}, payload)
        delta = quad_delta.from_json(b"".join(answer.read()))
        made = self._make(view, request, delta) if delta else view.record
        return {
            "snapshot": made.revision,
            "existed": answer.describe().get("existed", True),
            "added": len(delta.added),
            "removed": len(delta.removed),
        }

    def _make(self, view: RemoteView, request: Mapping[str, Any], delta: QuadDelta) -> EngineRecord:
        self._recover(view.record)
        whole = self._asserted(view, delta)
        entry = change_summary.entry_of(request, delta, whole, view)
        stage = StagedWrite(self._client)
        stage.clear()
        try:
            stage.put(whole)
            after = view.record.after(_counts(view, whole, self._inferred(view, stage, whole)), entry)
            stage.commit(view.record, after, whole)
        except StoreError:
            self._tidy(stage)
            raise
        self._recover(after)
        return after

    def _asserted(self, view: RemoteView, delta: QuadDelta) -> QuadDelta:
        with rejecting(StoreError):
            if self._remote_reasoner and not self._plain:
                delta.then(self._remote_reasoner.complete(view, delta))
        return delta if self._plain else document_provenance.with_default_graph(delta, view)

    def _inferred(self, view: RemoteView, stage: StagedWrite, whole: QuadDelta) -> int:
        """Stage what follows from the change; return by how many triples the inferred graph grows."""
        if self._remote_reasoner is None:
            return 0
        with rejecting(StoreError):
            self._remote_reasoner.infer(view, stage, whole)
        return stage.count()

    @staticmethod
    def _tidy(stage: StagedWrite) -> None:
        try:
            stage.clear()
        except StoreError as error:
            # The next write clears what is left there; no query sees it.
            sys.stderr.write(f"bilateral: {error}\n")


def _counts(view: RemoteView, whole: QuadDelta, grown: int) -> Counts:
    asserted, inferred, graphs = view.counts
    asserted += sum(not q.graph for q in whole.added) - sum(not q.graph for q in whole.removed)
    graphs += len(whole.created) - len(whole.dropped)
    return Counts(asserted, inferred + grown, graphs)
