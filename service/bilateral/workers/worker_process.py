"""The inside of a worker process: its limits, its end, and the answers that it writes."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import resource
import sys
import threading
from typing import TYPE_CHECKING, Any, Final

from bilateral.errors import BilateralError, QueryFailed
from bilateral.workers import failures, frames

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping, Sequence

_CHUNK = 1 << 16
_STACK = 1 << 28  # bytes; the engine's parser and optimiser recurse on nesting
_USER: Final = 0x10000000  # CLONE_NEWUSER
_NETWORK: Final = 0x40000000  # CLONE_NEWNET


def leave_network() -> bool:
    """Move this process to an empty network namespace; return whether the system allowed it.

    Open connections stay. To be called before there is another thread.

    Source: unshare(2), network_namespaces(7).
    """
    if sys.platform != "linux":
        return False
    try:
        system = ctypes.CDLL(None)
    except OSError:
        return False
    # Without root, this takes a user namespace in which the process is root.
    return bool(system.unshare(_NETWORK) == 0 or system.unshare(_USER | _NETWORK) == 0)


def end_with_parent(parent_pipe: int) -> None:
    """End this process as soon as its parent has closed the pipe, or ended."""
    threading.Thread(target=_end_after, args=(parent_pipe,), daemon=True).start()


def _end_after(parent_pipe: int) -> None:
    os.read(parent_pipe, 1)
    os._exit(1)


def run(serve: Callable[..., object], parent_pipe: int, memory: int, shared: Sequence[int]) -> None:
    """Call `serve` with `shared`, in a thread with a large stack and memory in MiB; then end this process."""
    if hasattr(os, "SCHED_BATCH"):
        # It need not preempt the process that asked it: fewer context switches keep the caches warm.
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    limit = memory << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    end_with_parent(parent_pipe)
    threading.stack_size(_STACK)
    gc.freeze()
    thread = threading.Thread(target=serve, args=shared, daemon=True)
    thread.start()
    thread.join()
    os._exit(0)


def answer_requests(connection: socket.socket, answer: Callable[[Mapping[str, Any], bytes], bytes]) -> None:
    """Answer the requests of an `OnDemandProcess` until the connection is closed.

    `answer` gets the head and the content of a request, and returns a frame.
    """
    reader = frames.FrameReader(connection)
    connection.sendall(frames.pack_json(frames.HEAD, {"ready": os.getpid()}))
    with contextlib.suppress(frames.ConnectionClosed, BrokenPipeError, ConnectionResetError):
        while True:
            head = json.loads(reader.read()[1])
            connection.sendall(answer(head, reader.read()[1]))


class AnswerWriter:
    """Writes an answer as frames; the head goes with the first bytes, so a failure before them is clean."""

    def __init__(self, connection: socket.socket, max_bytes: int, ticket: int) -> None:
        self._connection, self._max_bytes, self._ticket = connection, max_bytes, ticket
        self._head = b"{}"
        self._started = False
        self._written = 0
        self._buffer = bytearray()

    def head(self, head: Mapping[str, Any]) -> None:
        """Set the head."""
        self._head = frames.encode(head)

    def write(self, data: bytes) -> int:
        """Add bytes to the answer."""
        self._written += len(data)
        if self._max_bytes and self._written > self._max_bytes:
            raise QueryFailed(f"the answer has more than {self._max_bytes} bytes; use LIMIT, or the dumps")
        self._buffer += data
        if len(self._buffer) >= _CHUNK:
            self._connection.sendall(self._first() + self._pack(frames.DATA, bytes(self._buffer)))
            self._buffer.clear()
        return len(data)

    def flush(self) -> None:
        """Do nothing: bytes are sent in chunks."""

    def end(self) -> None:
        """Send the rest: the answer is complete."""
        if not self._started:
            self._connection.sendall(frames.pack_whole(self._head, bytes(self._buffer), self._ticket))
            return
        data = self._pack(frames.DATA, bytes(self._buffer)) if self._buffer else b""
        self._connection.sendall(data + self._pack(frames.END, b"{}"))

    def fail(self, error: BilateralError) -> None:
        """Send the error in place of the rest."""
        content = frames.encode(failures.describe(error))
        self._connection.sendall(self._pack(frames.END if self._started else frames.HEAD, content))

    def _first(self) -> bytes:
        if self._started:
            return b""
        self._started = True
        return self._pack(frames.HEAD, self._head)

    def _pack(self, kind: int, content: bytes) -> bytes:
        return frames.pack(kind, content, self._ticket)
