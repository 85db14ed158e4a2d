"""The one process that writes to an engine: as the committer of our own, but for where a write goes."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from typing import TYPE_CHECKING, Any, Protocol

from bilateral.errors import BilateralError, StoreError
from bilateral.remote.engine_address import Address
from bilateral.remote.reads.remote_view import current
from bilateral.remote.remote_readers import engine_readers
from bilateral.remote.sparql_client import Client
from bilateral.remote.writes.staged_write import Stage
from bilateral.store.engine import quad_delta
from bilateral.store.writes import document_provenance
from bilateral.store.writes.committer import Committer
from bilateral.workers.failures import Outdated, Rejected
from bilateral.workers.pool import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bilateral.remote.engine_record import Record
    from bilateral.remote.reads.remote_view import RemoteView
    from bilateral.store.engine.quad_delta import QuadDelta
    from bilateral.store.engine.view import View

_SILENCE = 300.0  # seconds that the engine may take for one step of a write


class RemoteReasoner(Protocol):
    """What a commit asks before it is made."""

    def complete(self, before: View, delta: QuadDelta) -> QuadDelta:
        """As `Reasoner.complete`."""

    def infer(self, before: RemoteView, stage: Stage, delta: QuadDelta) -> None:
        """Put on the stage what follows from the change that is there.

        Raises:
            BilateralError: the change is refused; the message says why.
        """


def main(reasoner: Callable[[str], RemoteReasoner] | None = None) -> None:
    """Serve one connection. Arguments of the process: socket, lifeline, address as JSON, options as JSON.

    Args:
        reasoner: what each commit asks, made of the folder whose rules hold, "" for those of OWL alone.
    """
    connection, lifeline, address, options = sys.argv[1:]
    threading.Thread(target=_die_with_parent, args=(int(lifeline),), daemon=True).start()
    given = json.loads(options)
    asked = reasoner(given["content"]) if reasoner else None
    committer = RemoteCommitter(
        Address.read(json.loads(address)), Limits(**given["limits"]), asked, plain=given["plain"]
    )
    committer.serve(socket.socket(fileno=int(connection)))
    os._exit(0)


def _die_with_parent(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(1)


class RemoteCommitter(Committer):
    """Takes writes one after another."""

    def __init__(
        self, address: Address, limits: Limits, reasoner: RemoteReasoner | None, *, plain: bool
    ) -> None:
        self._client = Client(address, _SILENCE)
        self._pool = engine_readers(address, 1, limits)
        self._infers, self._plain = reasoner, plain

    def close(self) -> None:
        """End the worker."""
        self._pool.close()

    def commit(self, request: Mapping[str, Any], payload: bytes) -> dict[str, Any]:
        """Make one write, or none of it; see `Committer.commit`."""
        view = current(self._client)
        wanted = request["states"]
        if wanted is not None and f"{view.number}-{view.stamp}" not in wanted:
            raise Outdated("the graph was written to since; read it again")
        answer = self._pool.run({**request, "snapshot": view.number}, payload)
        delta = quad_delta.from_json(b"".join(answer.read()))
        made = self._make(view, delta) if delta else view.record
        return {
            "snapshot": made.revision,
            "existed": answer.describe().get("existed", True),
            "added": len(delta.added),
            "removed": len(delta.removed),
        }

    def _make(self, view: RemoteView, delta: QuadDelta) -> Record:
        whole = self._asserted(view, delta)
        stage = Stage(self._client)
        stage.clear()
        try:
            stage.put(whole)
            grown = self._inferred(view, stage, whole)
            after = view.record.after(_counts(view, whole, grown))
            stage.commit(view.record, after, whole)
        except StoreError:
            self._tidy(stage)
            raise
        return after

    def _asserted(self, view: RemoteView, delta: QuadDelta) -> QuadDelta:
        try:
            if self._infers and not self._plain:
                delta.then(self._infers.complete(view, delta))
        except StoreError:
            raise
        except BilateralError as error:
            raise Rejected(str(error)) from error
        return delta if self._plain else document_provenance.spread(delta, view)

    def _inferred(self, view: RemoteView, stage: Stage, whole: QuadDelta) -> int:
        if self._infers is None:
            return 0
        try:
            self._infers.infer(view, stage, whole)
        except StoreError:
            raise
        except BilateralError as error:
            raise Rejected(str(error)) from error
        return stage.count()

    @staticmethod
    def _tidy(stage: Stage) -> None:
        try:
            stage.clear()
        except StoreError as error:
            # What is left there is cleared by the next write; nobody sees it.
            sys.stderr.write(f"bilateral: {error}\n")


def _counts(view: RemoteView, whole: QuadDelta, grown: int) -> Any:  # noqa: ANN401
    old = view.counts
    return old._replace(
        asserted=old.asserted
        + sum(not q.graph for q in whole.added)
        - sum(not q.graph for q in whole.removed),
        inferred=old.inferred + grown,
        graphs=old.graphs + len(whole.created) - len(whole.dropped),
    )
