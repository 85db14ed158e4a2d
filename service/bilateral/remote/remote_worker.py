"""A process that sends requests of untrusted clients to an external engine, and may be killed at any moment.

Killing it closes the connection; whether the engine then stops working depends on the engine.
"""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bilateral.remote.engine_address import EngineAddress
from bilateral.remote.reads.remote_view import current
from bilateral.remote.sparql_client import SparqlClient
from bilateral.store.store_worker import RequestInspector, Worker
from bilateral.workers import worker_process

if TYPE_CHECKING:
    from bilateral.remote.reads.remote_view import RemoteView
    from bilateral.store.snapshots.snapshot import GraphState

_TIMEOUT = 3600.0  # seconds; the pool keeps the deadline by killing this process


def main(inspector: RequestInspector | None = None) -> None:
    """Serve until the connection is closed.

    Arguments: socket, parent pipe, address as JSON, memory in MiB, descriptors and slot of `JobQueue`.
    """
    connection, parent_pipe, address, memory, *shared = sys.argv[1:]
    client = SparqlClient(EngineAddress.from_json(address), _TIMEOUT)
    worker = RemoteWorker(client, socket.socket(fileno=int(connection)), inspector)
    worker_process.run(worker.serve, int(parent_pipe), int(memory), tuple(map(int, shared)))


class RemoteWorker(Worker):
    """Answers requests from the engine's current state."""

    def __init__(
        self, client: SparqlClient, connection: socket.socket, inspector: RequestInspector | None
    ) -> None:
        super().__init__(Path(), connection, inspector)
        self._client = client
        self._view: RemoteView | None = None

    def _at(self, number: int | str | None) -> GraphState:
        if self._view is None or self._view.number != number:
            self._view = current(self._client)
        return self._view
