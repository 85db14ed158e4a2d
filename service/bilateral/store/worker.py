"""A process that evaluates what strangers send, and may be killed at any moment.

It has the graph read-only, a limit on its memory, and nothing else: no web framework, no writer, no secrets.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bilateral.errors import BilateralError, InputError, QuerySyntaxError, StoreError
from bilateral.store import deltas, directory, failures, frames, graphstore, updates
from bilateral.store.layout import Dataset
from bilateral.store.results import QueryFailed
from bilateral.store.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CHUNK = 1 << 16
_STACK = 1 << 28  # the engine's parser and optimiser recurse on nesting


def main() -> None:
    """Serve one connection until it closes. Arguments: socket, lifeline, data directory, memory in MiB."""
    connection, lifeline, data, memory = sys.argv[1:]
    limit = int(memory) << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_die_with_parent, args=(int(lifeline),), daemon=True).start()
    threading.stack_size(_STACK)
    worker = Worker(Path(data), socket.socket(fileno=int(connection)))
    thread = threading.Thread(target=worker.serve, daemon=True)
    thread.start()
    thread.join()
    os._exit(0)


def _die_with_parent(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(1)


class Worker:
    """Answers requests, one at a time, from the state each of them names."""

    def __init__(self, data: Path, connection: socket.socket) -> None:
        self._data, self._connection = data, connection
        self._snapshot: Snapshot | None = None
        self._payload = b""

    def serve(self) -> None:
        """Answer until the other side is gone."""
        reader = frames.FrameReader(self._connection)
        self._connection.sendall(frames.pack_json(frames.HEAD, {"ready": os.getpid()}))
        try:
            while True:
                request = json.loads(reader.read()[1])
                self._payload = reader.read()[1] if request["payload"] else b""
                self._answer(request)
        except (frames.Closed, BrokenPipeError, ConnectionResetError):
            return

    def _answer(self, request: Mapping[str, Any]) -> None:
        out = Output(self._connection, request.get("max_bytes", 0))
        try:
            _JOBS[request["job"]](self, request, out)
        except (StoreError, QuerySyntaxError, InputError) as error:
            out.fail(error)
        except MemoryError:
            out.fail(QueryFailed("it needs more memory than one request may have"))
        else:
            out.end()

    def query(self, request: Mapping[str, Any], out: Output) -> None:
        """Evaluate a query and write its answer in the format asked for."""
        snapshot = self._at(request["snapshot"])
        dataset = Dataset(request["inferred"], request["default"], request["named"])
        result = snapshot.query(request["query"], dataset, base=request["base"])
        media_type = request["formats"][result.kind]
        out.head({"snapshot": snapshot.number, "kind": result.kind, "media_type": media_type})
        result.write(out, media_type)

    def graph(self, request: Mapping[str, Any], out: Output) -> None:
        """Write one graph in the format asked for."""
        snapshot = self._at(request["snapshot"])
        known = snapshot.has_graph(request["graph"])
        out.head({"snapshot": snapshot.number, "known": known})
        if known:
            snapshot.write_graph(request["graph"], out, request["media_type"])

    def update(self, request: Mapping[str, Any], out: Output) -> None:
        """Find what an update request, the payload, changes."""
        snapshot = self._at(request["snapshot"])
        asked = updates.Request(
            self._payload.decode(), request["base"], request["using"], request["using_named"]
        )
        delta = updates.evaluate(asked, snapshot)
        out.head({"snapshot": snapshot.number})
        out.write(deltas.to_json(delta))

    def put(self, request: Mapping[str, Any], out: Output) -> None:
        """Find what replacing, extending or dropping a graph changes; the payload is its content."""
        snapshot = self._at(request["snapshot"])
        graph = request["graph"]
        existed = snapshot.has_graph(graph)
        asked = graphstore.Request(
            request["verb"], graph, self._payload, request["media_type"], request["base"]
        )
        delta = graphstore.change(snapshot, asked)
        out.head({"snapshot": snapshot.number, "existed": existed})
        out.write(deltas.to_json(delta))

    def _at(self, number: int | None) -> Snapshot:
        wanted = directory.current(self._data) if number is None else number
        if self._snapshot is None or self._snapshot.number != wanted:
            fresh = Snapshot(self._data, wanted)
            if self._snapshot:
                self._snapshot.close()
            self._snapshot = fresh
        return self._snapshot


class Output:
    """Frames of an answer; the head goes with the first bytes, so a failure before them is clean."""

    def __init__(self, connection: socket.socket, max_bytes: int) -> None:
        self._connection, self._max_bytes = connection, max_bytes
        self._head: Mapping[str, Any] = {}
        self._started = False
        self._written = 0
        self._buffer = bytearray()

    def head(self, head: Mapping[str, Any]) -> None:
        """Say what follows."""
        self._head = head

    def write(self, data: bytes) -> int:
        """Take some of the answer."""
        self._written += len(data)
        if self._max_bytes and self._written > self._max_bytes:
            raise QueryFailed(f"the answer has more than {self._max_bytes} bytes; use LIMIT, or the dumps")
        self._buffer += data
        if len(self._buffer) >= _CHUNK:
            self._connection.sendall(self._first() + frames.pack(frames.DATA, bytes(self._buffer)))
            self._buffer.clear()
        return len(data)

    def flush(self) -> None:
        """Do nothing: bytes go out by the chunk."""

    def end(self) -> None:
        """Say that the answer is complete."""
        if not self._started:
            self._connection.sendall(frames.pack_whole(self._head, bytes(self._buffer)))
            return
        data = frames.pack(frames.DATA, bytes(self._buffer)) if self._buffer else b""
        self._connection.sendall(data + frames.pack_json(frames.END, {}))

    def fail(self, error: BilateralError) -> None:
        """Say that the answer is not, or not to be, complete."""
        content = failures.describe(error)
        if self._started:
            self._connection.sendall(frames.pack_json(frames.END, content))
        else:
            self._connection.sendall(frames.pack_json(frames.HEAD, content))

    def _first(self) -> bytes:
        if self._started:
            return b""
        self._started = True
        return frames.pack_json(frames.HEAD, self._head)


_JOBS: Mapping[str, Callable[[Worker, Mapping[str, Any], Output], None]] = {
    "query": Worker.query,
    "graph": Worker.graph,
    "update": Worker.update,
    "put": Worker.put,
}
