"""The way to the one process that writes."""

from __future__ import annotations

import json
import os
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from bilateral.errors import StoreError
from bilateral.store import committer, frames
from bilateral.store.failures import Busy, NotWritten, raise_described
from bilateral.store.process import Process

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from bilateral.store.graphstore import Request as GraphRequest
    from bilateral.store.pool import Limits
    from bilateral.store.updates import Request as UpdateRequest

_COMMIT_SECONDS = 300.0
_CLOSE_SECONDS = 10.0


class Unacknowledged(StoreError):  # noqa: N818  # what is known of the write
    """The writer ended while it worked: whether the write was made is to be looked up."""


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

    Attributes:
        after: called when a write was made, or another state took the place of the current one.
    """

    def __init__(self, data: Path, limits: Limits, *, plain: bool, reasoner: str = "") -> None:
        """Start it.

        Args:
            data: the data directory, which nobody else may be writing.
            limits: of one write's evaluation; `wait` is how long it queues.
            plain: whether graphs are independent, as SPARQL has them, or documents; see `layout`.
            reasoner: `module:factory` of a `Reasoner`, called with the data directory; "" for none.

        Raises:
            StoreError: it does not start: another process is writing, most likely.
        """
        self._data, self._limits = data, limits
        options = {"limits": limits._asdict(), "plain": plain, "reasoner": reasoner}
        self._options = json.dumps(options)
        self._queue = threading.Lock()
        self.after: list[Callable[[], object]] = []
        self._lifeline, self._held = os.pipe()
        self._process = self._start()

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
            Outdated, Rejected, NoRoom, NotWritten, Busy, Unacknowledged: see there.
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
        message = frames.pack_json(frames.HEAD, request) + frames.pack(frames.DATA, payload)
        self._process.connection.settimeout(self._limits.seconds + _COMMIT_SECONDS)
        try:
            self._process.connection.sendall(message)
            answer: dict[str, Any] = json.loads(self._process.reader.read()[1])
        except (OSError, frames.Closed) as error:
            self._renew()
            raise Unacknowledged("the writer ended; look whether the write was made") from error
        if answer.get("error") == NotWritten.__name__:
            # It ends: its copy of the store is in an unknown state.
            self._renew()
        return answer

    def _renew(self) -> None:
        self._process.kill()
        self._process = self._start()

    def _start(self) -> Process:
        process = Process(committer.main, self._lifeline, (self._data, self._options))
        try:
            process.wait_until_ready()
        except (OSError, frames.Closed) as error:
            process.kill()
            raise StoreError(f"{self._data}: the writer does not start") from error
        return process


def _list(states: Collection[str] | None) -> list[str] | None:
    return None if states is None else sorted(states)
