"""A process that evaluates what untrusted clients send, and may be killed at any moment.

It has the graph read-only, a limit on its memory, and nothing else: no web framework, no writer, no secrets;
where SERVICE may ask nobody, no network either, if the system lets it go without.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import socket
import sys
import threading
import traceback
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bilateral.errors import BilateralError, QueryFailed, QuerySyntaxError, StoreError
from bilateral.store.engine import quad_delta
from bilateral.store.engine.graph_layout import Dataset
from bilateral.store.snapshots import data_directory
from bilateral.store.snapshots.snapshot import Snapshot, notify_when_replaced
from bilateral.store.writes import graph_operations, update_evaluation
from bilateral.workers import failures, frames, job_queue
from bilateral.workers.failures import WorkerFailed
from bilateral.workers.job_queue import Jobs
from bilateral.workers.network_isolation import leave_network

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bilateral.store.engine.query_results import Result
    from bilateral.store.snapshots.snapshot import GraphState

_CHUNK = 1 << 16
_STACK = 1 << 28  # the engine's parser and optimiser recurse on nesting


class Language(Protocol):
    """What is known of SPARQL above this room: how much a request asks for, and what is wrong with it."""

    def inspect(self, text: str, caps: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what a request is; see `sparql.guard`.

        Raises:
            BilateralError: it is refused.
        """

    def locate(self, error: QuerySyntaxError, text: str) -> QuerySyntaxError:
        """Return the engine's error with the first place that is wrong; see `sparql.diagnosis`."""


def main(language: Language | None = None) -> None:
    """Serve until the other side is gone.

    Arguments: socket, lifeline, data directory, memory in MiB, 1 to keep the network, the two descriptors of
    `Jobs`, and the place on its board.
    """
    connection, lifeline, data, memory, network, *shared = sys.argv[1:]
    if not int(network):
        leave_network()
    worker = Worker(Path(data), socket.socket(fileno=int(connection)), language)
    notify_when_replaced(Path(data), worker.let_go)
    run(worker, int(lifeline), int(memory), tuple(map(int, shared)))


def run(worker: Worker, lifeline: int, memory: int, shared: Sequence[int]) -> None:
    """Let a worker serve in a process that ends with its parent, and has so many MiB of address space."""
    if hasattr(os, "SCHED_BATCH"):
        # It need not take the processor from whoever asked: they take turns less often, and caches stay warm.
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    limit = memory << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_die_with_parent, args=(lifeline,), daemon=True).start()
    threading.stack_size(_STACK)
    gc.freeze()
    thread = threading.Thread(target=worker.serve, args=shared, daemon=True)
    thread.start()
    thread.join()
    os._exit(0)


def _die_with_parent(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(1)


class Worker:
    """Answers requests, one at a time, from the state each of them names."""

    def __init__(self, data: Path, connection: socket.socket, language: Language | None = None) -> None:
        self._data, self._connection, self._language = data, connection, language
        self._snapshot: Snapshot | None = None
        self._text = b""
        self._at_work, self._outdated = threading.Lock(), False

    def let_go(self) -> None:
        """Close a state that is not current any more, as it takes room; after a request at hand."""
        self._outdated = True
        while self._outdated and self._at_work.acquire(blocking=False):
            self._close_outdated()
            self._at_work.release()

    def _close_outdated(self) -> None:
        self._outdated = False
        if self._snapshot and self._snapshot.number != data_directory.current(self._data):
            self._snapshot.close()
            self._snapshot = None

    def serve(self, taking: int, board: int, place: int) -> None:
        """Answer until the other side is gone; arguments as for `Jobs.join` and `Jobs.take`."""
        self._connection.sendall(frames.pack_json(frames.HEAD, {"ready": os.getpid()}))
        shared = Jobs.join(taking, board)
        with contextlib.suppress(job_queue.Closed, BrokenPipeError, ConnectionResetError):
            while True:
                ticket, options, self._text = shared.take(place)
                self._answer(_options(options), ticket)
                shared.done(place)

    def _answer(self, request: Mapping[str, Any], ticket: int) -> None:
        with self._at_work:
            self._write_answer(request, ticket)
        if self._outdated:
            self.let_go()

    def _write_answer(self, request: Mapping[str, Any], ticket: int) -> None:
        out = Output(self._connection, request.get("max_bytes", 0), ticket)
        try:
            _JOBS[request["job"]](self, request, out)
        except BilateralError as error:
            out.fail(error)
        except MemoryError:
            out.fail(QueryFailed("it needs more memory than one request may have"))
        except (BrokenPipeError, ConnectionResetError):
            raise
        except Exception as error:  # noqa: BLE001  # a fault of ours must not leave the client without an answer
            traceback.print_exc()
            out.fail(WorkerFailed(f"the worker failed: {type(error).__name__}"))
        else:
            out.end()

    def inspect(self, request: Mapping[str, Any], out: Output) -> None:
        """Say what a request of SPARQL is, or refuse it."""
        if self._language is None:
            raise StoreError("this worker inspects no requests")
        out.head(self._language.inspect(self._text.decode(), request["caps"]))

    def query(self, request: Mapping[str, Any], out: Output) -> None:
        """Evaluate a query and write its answer in the format asked for."""
        text = self._text.decode()
        try:
            result = self._evaluate(text, request)
        except QuerySyntaxError as error:
            raise self._language.locate(error, text) if self._language else error from error
        result.write(out, request["formats"][result.kind])

    def _evaluate(self, text: str, request: Mapping[str, Any]) -> Result:
        dataset = Dataset(request["inferred"], request["default"], request["named"])
        result = self._at(request["snapshot"]).query(text, dataset, base=request["base"])
        if result.kind not in request["formats"]:
            # The engine takes words apart that are written together (`SELECTDISTINCT`); nobody else does.
            raise QuerySyntaxError("a space is missing after a word")
        return result

    def graph(self, request: Mapping[str, Any], out: Output) -> None:
        """Write one graph, or where none is named all of them, in the format asked for."""
        snapshot, graph = self._at(request["snapshot"]), request["graph"]
        known = graph is None or snapshot.has_graph(graph)
        out.head({"snapshot": snapshot.number, "known": known})
        if graph is None:
            snapshot.write_dataset(out, request["media_type"])
        elif known:
            snapshot.write_graph(graph, out, request["media_type"])

    def update(self, request: Mapping[str, Any], out: Output) -> None:
        """Find what an update request, the text, changes."""
        snapshot = self._at(request["snapshot"])
        asked = update_evaluation.Request(
            self._text.decode(), request["base"], request["using"], request["using_named"]
        )
        delta = update_evaluation.evaluate(asked, snapshot)
        out.head({"snapshot": snapshot.number})
        out.write(quad_delta.to_json(delta))

    def put(self, request: Mapping[str, Any], out: Output) -> None:
        """Find what replacing, extending or dropping graphs changes; the text is their content."""
        snapshot, graph = self._at(request["snapshot"]), request["graph"]
        existed = graph is None or snapshot.has_graph(graph)
        given = (request["media_type"], request["base"], request["plain"])
        asked = graph_operations.Request(request["verb"], graph, self._text, *given)
        delta = graph_operations.change(snapshot, asked)
        out.head({"snapshot": snapshot.number, "existed": existed})
        out.write(quad_delta.to_json(delta))

    def _at(self, number: int | None) -> GraphState:
        wanted = data_directory.current(self._data) if number is None else number
        if self._snapshot is None or self._snapshot.number != wanted:
            fresh = Snapshot(self._data, wanted)
            if self._snapshot:
                self._snapshot.close()
            self._snapshot = fresh
        return self._snapshot


class Output:
    """Frames of an answer; the head goes with the first bytes, so a failure before them is clean."""

    def __init__(self, connection: socket.socket, max_bytes: int, ticket: int) -> None:
        self._connection, self._max_bytes, self._ticket = connection, max_bytes, ticket
        self._head = b"{}"
        self._started = False
        self._written = 0
        self._buffer = bytearray()

    def head(self, head: Mapping[str, Any]) -> None:
        """Say what follows."""
        self._head = frames.encode(head)

    def write(self, data: bytes) -> int:
        """Take some of the answer."""
        self._written += len(data)
        if self._max_bytes and self._written > self._max_bytes:
            raise QueryFailed(f"the answer has more than {self._max_bytes} bytes; use LIMIT, or the dumps")
        self._buffer += data
        if len(self._buffer) >= _CHUNK:
            self._connection.sendall(self._first() + self._pack(frames.DATA, bytes(self._buffer)))
            self._buffer.clear()
        return len(data)

    def flush(self) -> None:
        """Do nothing: bytes go out by the chunk."""

    def end(self) -> None:
        """Say that the answer is complete."""
        if not self._started:
            self._connection.sendall(frames.pack_whole(self._head, bytes(self._buffer), self._ticket))
            return
        data = self._pack(frames.DATA, bytes(self._buffer)) if self._buffer else b""
        self._connection.sendall(data + self._pack(frames.END, b"{}"))

    def fail(self, error: BilateralError) -> None:
        """Say that the answer is not, or not to be, complete."""
        content = frames.encode(failures.describe(error))
        self._connection.sendall(self._pack(frames.END if self._started else frames.HEAD, content))

    def _first(self) -> bytes:
        if self._started:
            return b""
        self._started = True
        return self._pack(frames.HEAD, self._head)

    def _pack(self, kind: int, content: bytes) -> bytes:
        return frames.pack(kind, content, self._ticket)


@lru_cache(maxsize=256)
def _options(encoded: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(encoded)
    return found


_JOBS: Mapping[str, Callable[[Worker, Mapping[str, Any], Output], None]] = {
    "inspect": Worker.inspect,
    "query": Worker.query,
    "graph": Worker.graph,
    "update": Worker.update,
    "put": Worker.put,
}
