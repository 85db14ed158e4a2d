"""The connection to the one process that writes."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import threading
import time
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from bilateral.errors import StoreError
from bilateral.store.changes.graph_operations import GraphRequest
from bilateral.store.snapshots import data_directory
from bilateral.store.snapshots.backup import adopt
from bilateral.store.snapshots.change_log import ChangeNote
from bilateral.store.snapshots.control_socket import ControlSocket
from bilateral.workers import failures, frames
from bilateral.workers.child_process import Process
from bilateral.workers.failures import Busy, DeadlineExceeded, NotWritten, raise_described

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from bilateral.store.changes.update_evaluation import UpdateRequest
    from bilateral.workers.pool import Limits

_STORING_SECONDS: Final = 10.0
_STORED: Final = 10_000  # quads a second on a slow, busy machine; a quiet one stores five times as many
_PUBLISH_SECONDS: Final = 300.0  # for a few small files to be synced to the disk, however slow that is
_CLOSE_SECONDS: Final = 10.0
_LOCK_SECONDS: Final = 10.0
_LOCK_INTERVAL: Final = 0.05  # seconds
NO_NOTE: Final = ChangeNote()
_INCOMING: Final = re.compile(r"incoming-\d+-[0-9a-f]+")


class Unacknowledged(StoreError):  # noqa: N818  # what is known of the write
    """The writer ended while an external engine worked: whether the write was made is not known."""


failures.register(Unacknowledged)


class Receipt(NamedTuple):
    """A write that was made."""

    snapshot: int  # the state that has it
    existed: bool  # whether its graph existed before
    added: int  # number of quads
    removed: int  # number of quads


class Writer:
    """One writer process, started again when it ends; writes queue for it.

    A write that is not evaluated, checked and reasoned over by the deadline is refused, and the process
    ended; so is one that then takes longer to store than its size explains. Until then the process has
    changed only a copy of its own.

    Attributes:
        after: called when a write was made, or another state has replaced the current one.
    """

    # The worker keeps the deadline by itself in most cases, after which no process has to be started again.
    _grace: ClassVar[float] = 2.0

    def __init__(
        self, target: object, arguments: Sequence[object], limits: Limits, main: Callable[[], None]
    ) -> None:
        """Start the process; see `Process` for `main` and its arguments. Errors name the target.

        Raises:
            StoreError: it does not start: another process is writing, most likely.
        """
        self._target, self._arguments, self._limits, self._main = target, arguments, limits, main
        self._queue = threading.Lock()
        self.after: list[Callable[[], object]] = []
        self._parent_pipe, self._parent_end = os.pipe()
        self._process = self._start()
        self._last = False  # whether the process has said that it ends

    def close(self) -> None:
        """End it, after the current write."""
        # One that hangs is not waited for: an unacknowledged write may be lost.
        waited = self._queue.acquire(timeout=self._limits.seconds + _CLOSE_SECONDS)
        os.close(self._parent_end)
        self._process.kill()
        os.close(self._parent_pipe)
        if waited:
            self._queue.release()

    def update(
        self, request: UpdateRequest, states: Collection[str] | None = None, note: ChangeNote = NO_NOTE
    ) -> Receipt:
        """Make an update of one of some states, each as `number-stamp`; None for any.

        The note is for the change log.

        Raises:
            BilateralError: nothing was changed: an error of evaluation, or one of Outdated, Rejected,
                InsufficientStorage, NotWritten, Busy, DeadlineExceeded.
            Unacknowledged: it may have been made.
        """
        fields = {"base": request.base, "using": request.using, "using_named": request.using_named}
        return self._send({"job": "update", **fields}, states, request.text.encode(), note)

    def change_graph(
        self, request: GraphRequest, states: Collection[str] | None = None, note: ChangeNote = NO_NOTE
    ) -> Receipt:
        """Replace, extend or drop a graph; states, note and errors as for `update`."""
        fields = request._asdict()
        payload = fields.pop("text")
        return self._send({"job": "put", **fields}, states, payload, note)

    def load_parts(
        self, name: str, states: Collection[str] | None = None, note: ChangeNote = NO_NOTE
    ) -> Receipt:
        """Load files that lie ready under a name, as they are; see `part_loading`.

        States and note are as for `update`.

        Raises:
            BilateralError: nothing was changed; also StoreError, there are no such files.
        """
        return self._send({"job": "load", "name": name}, states, b"", note)

    def _send(
        self, request: Mapping[str, Any], states: Collection[str] | None, payload: bytes, note: ChangeNote
    ) -> Receipt:
        wanted = None if states is None else sorted(states)
        self._acquire()
        try:
            answer = self._exchange({**request, "states": wanted, "note": note._asdict()}, payload)
        finally:
            self._queue.release()
        raise_described(answer)
        self._notify()
        return Receipt(**answer)

    def _acquire(self) -> None:
        if not self._queue.acquire(timeout=self._limits.wait):
            raise Busy("too many writes are waiting; try again")

    def _notify(self) -> None:
        for each in self.after:
            each()

    def _exchange(self, request: Mapping[str, Any], payload: bytes) -> dict[str, Any]:
        if self._last or self._has_ended():
            self._renew()
        end = time.monotonic() + self._limits.seconds + self._grace
        answer = self._attempt({**request, "again": False}, payload, end)
        if "again" in answer:
            self._renew()
            answer = self._attempt({**request, "again": True}, payload, end)
        return answer

    def _attempt(self, request: Mapping[str, Any], payload: bytes, end: float) -> dict[str, Any]:
        message = frames.pack_json(frames.HEAD, request) + frames.pack(frames.DATA, payload)
        before, receipt = self._state(), None
        error: StoreError
        try:
            self._process.connection.settimeout(_left(end))
            self._process.connection.sendall(message)
            answer = self._read(_left(end))
            if "storing" in answer:
                answer = self._read(_STORING_SECONDS + answer["storing"] / _STORED)
            if "publishing" in answer:
                receipt = answer["publishing"]
                answer = self._read(_PUBLISH_SECONDS)
        except TimeoutError:
            error = self._too_late()
        except (OSError, frames.ConnectionClosed):
            error = self._lost()
        else:
            if answer.get("error") not in {NotWritten.__name__, DeadlineExceeded.__name__}:
                return answer
            if answer["error"] == DeadlineExceeded.__name__:
                raise self._exceeded()
            error = NotWritten(*answer["arguments"])
        return self._settle(before, receipt, error)

    def _settle(
        self, before: int | None, receipt: Mapping[str, Any] | None, error: StoreError
    ) -> dict[str, Any]:
        """End the process, and return the receipt if its last write was made: if the state is another."""
        self._process.kill()
        now = self._state()
        self._process, self._last = self._start(), False
        if receipt is None or now == before:
            raise error
        return {"snapshot": now, **receipt}

    def _read(self, seconds: float) -> dict[str, Any]:
        self._process.connection.settimeout(seconds)
        answer: dict[str, Any] = json.loads(self._process.reader.read()[1])
        self._last = answer.pop("last", False)
        return answer

    def _state(self) -> int | None:
        """Return the number of the current state, if it tells whether a write was made."""
        return None

    def _too_late(self) -> StoreError:
        return self._exceeded()

    def _exceeded(self) -> DeadlineExceeded:
        return DeadlineExceeded(f"nothing was changed: it took longer than {self._limits.seconds:g} seconds")

    def _lost(self) -> StoreError:
        return StoreError("nothing was changed: the writer ended; try again")

    def _has_ended(self) -> bool:
        """Return whether the process has ended, or has sent that it will, after the last write."""
        if self._process.reader.complete():
            return True
        try:
            self._process.connection.settimeout(0)
            self._process.connection.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def _renew(self) -> None:
        self._process.kill()
        self._process, self._last = self._start(), False

    def _start(self) -> Process:
        process = Process(self._main, self._parent_pipe, self._arguments)
        try:
            process.wait_until_ready()
        except (OSError, frames.ConnectionClosed) as error:
            process.kill()
            raise StoreError(f"{self._target}: the writer does not start") from error
        return process


def _left(end: float) -> float:
    """Return the seconds until a moment; raise TimeoutError if it has passed."""
    if (left := end - time.monotonic()) <= 0:
        raise TimeoutError
    return left


class DirectoryWriter(Writer):
    """The writer of a data directory.

    It writes for commands on the same machine, and releases the directory while one restores a state.
    """

    def __init__(self, data: Path, limits: Limits, *, plain: bool, main: Callable[[], None]) -> None:
        """Start it; see `Writer`, and `committer.main` for `main`.

        `plain` says whether graphs are independent, as in SPARQL, or documents; see `graph_layout`.
        """
        self._data, self._plain = data, plain
        options = json.dumps({"limits": limits._asdict(), "plain": plain})
        super().__init__(data, (data, options), limits, main)
        self._control = ControlSocket(data, self._command)

    def close(self) -> None:
        """End it, after the current write."""
        self._control.close()
        super().close()

    def _state(self) -> int | None:
        return data_directory.current(self._data)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Lock the data directory for writing, waiting for others that try the same."""
        end = time.monotonic() + _LOCK_SECONDS
        while True:
            try:
                with data_directory.writing(self._data):
                    yield
                    return
            except data_directory.Locked:
                if time.monotonic() > end:
                    raise
                time.sleep(_LOCK_INTERVAL)

    def _command(self, request: Mapping[str, Any], content: bytes) -> dict[str, Any]:
        """Carry out what a command asks for: to adopt a state, load files or change a graph."""
        if "adopt" in request:
            return {"snapshot": self._adopt(request["adopt"])}
        if "load" in request:
            note = ChangeNote(**request["note"])
            return self.load_parts(request["load"], request["states"], note)._asdict()
        asked = GraphRequest(**{**request["change"], "text": content, "plain": self._plain})
        return self.change_graph(asked, request["states"], ChangeNote(**request["note"]))._asdict()

    def _adopt(self, name: str) -> int:
        """Make a prepared state in the data directory the current one, between two writes.

        Raises:
            StoreError: there is none of that name, it cannot be made current, or the queue is too long.
        """
        if not _INCOMING.fullmatch(name):
            raise StoreError(f"{name!r} is no name of a state that lies ready")
        self._acquire()
        try:
            self._process.kill()
            try:
                with self._locked():
                    number = adopt(self._data, self._data / name)
            except OSError as error:
                raise StoreError(f"{self._data}: {error}") from error
            finally:
                # The new process begins with the state that is current now, and the files kept beside it.
                self._process = self._start()
        finally:
            self._queue.release()
        self._notify()
        return number
