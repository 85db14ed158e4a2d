"""The way to the one process that writes."""

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
from bilateral.store.snapshots import data_directory
from bilateral.store.snapshots.backup import adopt
from bilateral.store.snapshots.control_socket import Control
from bilateral.store.writes import committer
from bilateral.workers import frames
from bilateral.workers.child_process import Process
from bilateral.workers.failures import Busy, DeadlineExceeded, NotWritten, raise_described

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from bilateral.store.writes.graph_operations import Request as GraphRequest
    from bilateral.store.writes.update_evaluation import Request as UpdateRequest
    from bilateral.workers.pool import Limits


_STORING_SECONDS = 10.0
_STORED = (
    10_000  # quads a second that are stored where all else is slow; a quiet machine does five times as many
)
_PUBLISH_SECONDS = 300.0  # a few small files are waited for to be on the disk, however slow that is
_CLOSE_SECONDS = 10.0
_PATIENCE: Final = 10.0  # seconds
_TURN: Final = 0.05  # seconds
_INCOMING: Final = re.compile(r"incoming-\d+-[0-9a-f]+")


class Unacknowledged(StoreError):  # noqa: N818  # what is known of the write
    """The writer ended while another engine worked: whether the write was made is to be looked up."""


class Receipt(NamedTuple):
    """A write that was made.

    Attributes:
        snapshot: the state that has it.
        existed: whether the graph it went to was there before.
        added: quads that came.
        removed: quads that went.
    """

    snapshot: int
    existed: bool
    added: int
    removed: int


class Writer:
    """One writer process on a data directory, started again when it ends; writes queue for it.

    A write whose changes are not known, checked and reasoned over by the deadline is refused, and the process
    ended; so is one that then takes longer to store than its size explains. All that is changed by then is a
    copy of its own.

    Attributes:
        after: called when a write was made, or another state took the place of the current one.
    """

    # Finding what a write changes ends at the deadline by itself, after which nothing has to start again.
    _grace: ClassVar[float] = 2.0

    def __init__(
        self, data: Path, limits: Limits, *, plain: bool, main: Callable[[], None] = committer.main
    ) -> None:
        """Start it.

        Args:
            data: the data directory, which nobody else may be writing.
            limits: of one write; `wait` is how long it queues.
            plain: whether graphs are independent, as SPARQL has them, or documents; see `layout`.
            main: of the process, a function of a module; see `committer.main`.

        Raises:
            StoreError: it does not start: another process is writing, most likely.
        """
        self._data, self._limits, self._main = data, limits, main
        options = {"limits": limits._asdict(), "plain": plain}
        self._options = json.dumps(options)
        self._queue = threading.Lock()
        self.after: list[Callable[[], object]] = []
        self._lifeline, self._held = os.pipe()
        self._process = self._start()
        self._last = False  # whether the process ends by itself after what it said

    def close(self) -> None:
        """End it, after the write it is at."""
        # One that hangs is not waited for: what is not acknowledged may be lost.
        waited = self._queue.acquire(timeout=self._limits.seconds + _CLOSE_SECONDS)
        os.close(self._held)
        self._process.kill()
        os.close(self._lifeline)
        if waited:
            self._queue.release()

    def update(self, request: UpdateRequest, states: Collection[str] | None = None) -> Receipt:
        """Make an update.

        Args:
            request: SPARQL.
            states: those that the request is for, as `number-stamp`; None for any.

        Raises:
            Outdated, Rejected, NoRoom, NotWritten, Busy, DeadlineExceeded: see there; nothing was changed.
            BilateralError: what evaluating it says.
        """
        fields = {"base": request.base, "using": request.using, "using_named": request.using_named}
        return self._send({"job": "update", "states": _list(states), **fields}, request.text.encode())

    def change_graph(self, request: GraphRequest, states: Collection[str] | None = None) -> Receipt:
        """Replace, extend or drop a graph; arguments and errors as for `update`."""
        fields = request._asdict()
        payload = fields.pop("text")
        return self._send({"job": "put", "states": _list(states), **fields}, payload)

    def _send(self, request: Mapping[str, Any], payload: bytes) -> Receipt:
        if not self._queue.acquire(timeout=self._limits.wait):
            raise Busy("too many writes are waiting; try again")
        try:
            answer = self._exchange(request, payload)
        finally:
            self._queue.release()
        raise_described(answer)
        self._tell()
        return Receipt(**answer)

    def _tell(self) -> None:
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
        except (OSError, frames.Closed):
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
        """End the process, and see whether its last write was made: it is where there is another state."""
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
        return data_directory.current(self._data)

    def _too_late(self) -> StoreError:
        return self._exceeded()

    def _exceeded(self) -> DeadlineExceeded:
        return DeadlineExceeded(f"nothing was changed: it took longer than {self._limits.seconds:g} seconds")

    def _lost(self) -> StoreError:
        return StoreError("nothing was changed: the writer ended; try again")

    def _has_ended(self) -> bool:
        """Return whether the process ended, or said that it will, after the last write."""
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
        process = Process(self._main, self._lifeline, (self._data, self._options))
        try:
            process.wait_until_ready()
        except (OSError, frames.Closed) as error:
            process.kill()
            raise StoreError(f"{self._data}: the writer does not start") from error
        return process


def _list(states: Collection[str] | None) -> list[str] | None:
    return None if states is None else sorted(states)


def _left(end: float) -> float:
    """Return the seconds until a moment.

    Raises:
        TimeoutError: there are none.
    """
    if (left := end - time.monotonic()) <= 0:
        raise TimeoutError
    return left


class RestorableWriter(Writer):
    """A writer that lets go of its data directory when a command on the same machine restores a state."""

    def __init__(self, data: Path, limits: Limits, *, plain: bool, main: Callable[[], None]) -> None:
        """Start it; see `Writer`."""
        super().__init__(data, limits, plain=plain, main=main)
        self._control = Control(data, self._adopt)

    def close(self) -> None:
        """End it, after the write it is at."""
        self._control.close()
        super().close()

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Be the only one who writes, as soon as whoever tried to be meanwhile has given up."""
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                with data_directory.writing(self._data):
                    yield
                    return
            except data_directory.Locked:
                if time.monotonic() > end:
                    raise
                time.sleep(_TURN)

    def _adopt(self, name: str) -> int:
        """Make a state that lies ready in the data directory the current one, between two writes.

        Raises:
            StoreError: there is none of that name, it cannot be made current, or the queue is too long.
        """
        if not _INCOMING.fullmatch(name):
            raise StoreError(f"{name!r} is no name of a state that lies ready")
        if not self._queue.acquire(timeout=self._limits.wait):
            raise Busy("too many writes are waiting; try again")
        try:
            self._process.kill()
            try:
                with self._locked():
                    number = adopt(self._data, self._data / name)
            except OSError as error:
                raise StoreError(f"{self._data}: {error}") from error
            finally:
                # It begins with the state that is current now, and with what was kept beside that.
                self._process = self._start()
        finally:
            self._queue.release()
        self._tell()
        return number
