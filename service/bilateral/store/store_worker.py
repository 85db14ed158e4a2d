"""A process that evaluates requests of untrusted clients, and may be killed at any moment.

It has the graph read-only, a limit on its memory, and nothing else: no web framework, no writer, no secrets;
without SERVICE no network either, if the system lets it leave.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
import threading
import traceback
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bilateral.errors import BilateralError, QueryFailed, QuerySyntaxError, StoreError
from bilateral.store.changes import graph_operations, update_evaluation
from bilateral.store.engine import quad_delta
from bilateral.store.engine.graph_layout import Dataset
from bilateral.store.snapshots import data_directory
from bilateral.store.snapshots.snapshot import Snapshot, notify_when_replaced
from bilateral.workers import frames, worker_process
from bilateral.workers.failures import WorkerFailed
from bilateral.workers.job_queue import JobQueue, QueueClosed
from bilateral.workers.worker_process import AnswerWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bilateral.store.engine.query_results import Result
    from bilateral.store.snapshots.snapshot import GraphState


class RequestInspector(Protocol):
    """What packages above this one know of SPARQL."""

    def inspect(self, text: str, caps: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what a request is; see `protocol.request_guard`.

        Raises:
            BilateralError: it is refused.
        """

    def locate(self, error: QuerySyntaxError, text: str) -> QuerySyntaxError:
        """Return the engine's error with the first place that is wrong; see `syntax.diagnosis`."""


def main(inspector: RequestInspector | None = None) -> None:
    """Serve until the connection is closed.

    Arguments: socket, parent pipe, data directory, 1 to keep the network, memory in MiB, descriptors and slot
    of `JobQueue`.
    """
    connection, parent_pipe, data, network, memory, *shared = sys.argv[1:]
    if not int(network):
        worker_process.leave_network()
    worker = Worker(Path(data), socket.socket(fileno=int(connection)), inspector)
    notify_when_replaced(Path(data), worker.close_outdated)
    worker_process.run(worker.serve, int(parent_pipe), int(memory), tuple(map(int, shared)))


class Worker:
    """Answers requests, one at a time, from the state that each of them names."""

    def __init__(
        self, data: Path, connection: socket.socket, inspector: RequestInspector | None = None
    ) -> None:
        self._data, self._connection, self._inspector = data, connection, inspector
        self._snapshot: Snapshot | None = None
        self._named: tuple[str, Snapshot] | None = None  # the last that was asked for by its name
        self._text = b""
        self._busy, self._outdated = threading.Lock(), False

    def close_outdated(self) -> None:
        """Close a state that is no longer current, to free its disk space; after the request in progress."""
        self._outdated = True
        while self._outdated and self._busy.acquire(blocking=False):
            self._outdated = False
            if self._snapshot and self._snapshot.number != data_directory.current(self._data):
                self._snapshot.close()
                self._snapshot = None
            self._busy.release()

    def serve(self, receiver: int, table: int, slot: int) -> None:
        """Answer until the queue or the connection is closed; arguments as for `JobQueue.join` and `take`."""
        self._connection.sendall(frames.pack_json(frames.HEAD, {"ready": os.getpid()}))
        queue = JobQueue.join(receiver, table)
        with contextlib.suppress(QueueClosed, BrokenPipeError, ConnectionResetError):
            while True:
                ticket, options, self._text = queue.take(slot)
                self._answer(_options(options), ticket)
                queue.done(slot)

    def _answer(self, request: Mapping[str, Any], ticket: int) -> None:
        with self._busy:
            self._write_answer(request, ticket)
        if self._outdated:
            self.close_outdated()

    def _write_answer(self, request: Mapping[str, Any], ticket: int) -> None:
        out = AnswerWriter(self._connection, request.get("max_bytes", 0), ticket)
        try:
            _JOBS[request["job"]](self, request, out)
        except BilateralError as error:
            out.fail(error)
        except MemoryError:
            out.fail(QueryFailed("it needs more memory than one request may have"))
        except (BrokenPipeError, ConnectionResetError):
            raise
        except Exception as error:  # noqa: BLE001  # a bug of ours must not leave the client without an answer
            traceback.print_exc()
            out.fail(WorkerFailed(f"the worker failed: {type(error).__name__}"))
        else:
            out.end()

    def inspect(self, request: Mapping[str, Any], out: AnswerWriter) -> None:
        """Describe a SPARQL request, or refuse it."""
        if self._inspector is None:
            raise StoreError("this worker inspects no requests")
        out.head(self._inspector.inspect(self._text.decode(), request["caps"]))

    def query(self, request: Mapping[str, Any], out: AnswerWriter) -> None:
        """Evaluate a query and write its answer in the requested format."""
        text = self._text.decode()
        try:
            result = self._evaluate(text, request)
        except QuerySyntaxError as error:
            raise self._inspector.locate(error, text) if self._inspector else error from error
        result.write(out, request["formats"][result.kind])

    def _evaluate(self, text: str, request: Mapping[str, Any]) -> Result:
        dataset = Dataset(request["inferred"], request["default"], request["named"])
        result = self._at(request["snapshot"]).query(text, dataset, base=request["base"])
        if result.kind not in request["formats"]:
            # The engine splits words that are written together (`SELECTDISTINCT`); the grammar does not.
            raise QuerySyntaxError("a space is missing after a word")
        return result

    def graph(self, request: Mapping[str, Any], out: AnswerWriter) -> None:
        """Write one graph, or where none is named all of them, in the requested format."""
        snapshot, graph = self._at(request["snapshot"]), request["graph"]
        known = graph is None or snapshot.has_graph(graph)
        out.head({"snapshot": snapshot.number, "known": known})
        if graph is None:
            snapshot.write_dataset(out, request["media_type"])
        elif known:
            snapshot.write_graph(graph, out, request["media_type"])

    def update(self, request: Mapping[str, Any], out: AnswerWriter) -> None:
        """Find what an update request, the text, changes."""
        snapshot = self._at(request["snapshot"])
        update = update_evaluation.UpdateRequest(
            self._text.decode(), request["base"], request["using"], request["using_named"]
        )
        delta = update_evaluation.evaluate(update, snapshot)
        out.head({"snapshot": snapshot.number})
        out.write(quad_delta.to_json(delta))

    def put(self, request: Mapping[str, Any], out: AnswerWriter) -> None:
        """Find what replacing, extending or dropping graphs changes; the text is their content."""
        snapshot, graph = self._at(request["snapshot"]), request["graph"]
        existed = graph is None or snapshot.has_graph(graph)
        given = (request["media_type"], request["base"], request["plain"])
        wanted = graph_operations.GraphRequest(request["verb"], graph, self._text, *given)
        delta = graph_operations.change(snapshot, wanted)
        out.head({"snapshot": snapshot.number, "existed": existed})
        out.write(quad_delta.to_json(delta))

    def _at(self, number: int | str | None) -> GraphState:
        if isinstance(number, str):
            return self._at_name(number)
        wanted = data_directory.current(self._data) if number is None else number
        if self._snapshot is None or self._snapshot.number != wanted:
            fresh = Snapshot(self._data, wanted)
            if self._snapshot:
                self._snapshot.close()
            self._snapshot = fresh
        return self._snapshot

    def _at_name(self, name: str) -> GraphState:
        if self._named is None or self._named[0] != name:
            fresh = Snapshot(self._data, name)
            if self._named:
                self._named[1].close()
            self._named = name, fresh
        return self._named[1]


@lru_cache(maxsize=256)
def _options(encoded: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(encoded)
    return found


_JOBS: Mapping[str, Callable[[Worker, Mapping[str, Any], AnswerWriter], None]] = {
    "inspect": Worker.inspect,
    "query": Worker.query,
    "graph": Worker.graph,
    "update": Worker.update,
    "put": Worker.put,
}
