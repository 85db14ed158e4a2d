"""A process that asks an engine what untrusted clients send, and may be killed at any moment.

Killing it ends the request; whether the engine stops working at it is the engine's to say.
"""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bilateral.remote.engine_address import Address
from bilateral.remote.reads.remote_view import current
from bilateral.remote.sparql_client import Client
from bilateral.store.store_worker import Language, Worker, run

if TYPE_CHECKING:
    from bilateral.remote.reads.remote_view import RemoteView
    from bilateral.store.snapshots.snapshot import GraphState

_SILENCE = 3600.0  # seconds; the deadline is kept by whoever kills this process


def main(language: Language | None = None) -> None:
    """Serve until the other side is gone.

    Arguments: socket, lifeline, address as JSON, memory in MiB, the two descriptors of `Jobs`, and the place
    on its board.
    """
    connection, lifeline, address, memory, *shared = sys.argv[1:]
    client = Client(Address.read(json.loads(address)), _SILENCE)
    worker = RemoteWorker(client, socket.socket(fileno=int(connection)), language)
    run(worker, int(lifeline), int(memory), tuple(map(int, shared)))


class RemoteWorker(Worker):
    """Answers requests from the engine's present state."""

    def __init__(self, client: Client, connection: socket.socket, language: Language | None) -> None:
        super().__init__(Path(), connection, language)
        self._client = client
        self._view: RemoteView | None = None

    def _at(self, number: int | None) -> GraphState:
        if self._view is None or self._view.number != number:
            self._view = current(self._client)
        return self._view
