"""An engine of another make as the holder of the graph."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from bilateral.errors import StoreError
from bilateral.remote import remote_worker as worker
from bilateral.remote.reads.remote_view import current
from bilateral.remote.remote_readers import engine_readers
from bilateral.remote.sparql_client import Client
from bilateral.remote.writes.remote_writer import RemoteWriter

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from bilateral.remote.engine_address import Address
    from bilateral.remote.reads.remote_view import RemoteView
    from bilateral.store.writes.writer import Writer
    from bilateral.workers.pool import Limits, Pool

_LOOK: Final = 1.0  # seconds between two looks at the engine's record
_SILENCE: Final = 5.0  # seconds it may take to answer one


class Engine:
    """A graph at an engine, whose present state a thread looks after."""

    def __init__(
        self,
        address: Address,
        seconds: float,
        most: int,
        content: str = "",
        worker: Callable[[], None] = worker.main,
    ) -> None:
        """Look at it.

        Args:
            address: of the engine.
            seconds: that it may take for what a page asks.
            most: bytes of one answer.
            content: the folder whose rules hold, "" for those of OWL alone.
            worker: what runs in the processes of a pool; takes the arguments of `worker.main`.

        Raises:
            StoreError: it does not answer, or has no graph of ours.
        """
        self._address, self._content, self._worker = address, content, worker
        self._asking = Client(address, seconds, most)
        self._looking = Client(address, _SILENCE)
        self._error: StoreError | None = None
        self._view: RemoteView = current(self._asking)
        self._closed = threading.Event()
        self._turn = threading.Lock()
        threading.Thread(target=self._watch, daemon=True).start()

    def state(self) -> RemoteView:
        """Return the state that was there a moment ago.

        Raises:
            Unreachable: the engine did not answer then.
            StoreError: it had no graph of ours, or not the whole of it.
        """
        if self._error is not None:
            raise type(self._error)(*self._error.args)
        return self._view

    def look(self) -> None:
        """Look at the engine now."""
        with self._turn:
            try:
                self._view, self._error = current(self._looking, self._view, self._asking), None
            except StoreError as error:
                self._error = error

    def pool(self, size: int, limits: Limits, loop: asyncio.AbstractEventLoop | None = None) -> Pool:
        """Start processes that ask it; arguments as for `Pool`."""
        return engine_readers(self._address, size, limits, loop, self._worker)

    def writer(self, limits: Limits, *, plain: bool, main: Callable[[], None]) -> Writer:
        """Start the process that writes to it."""
        writer = RemoteWriter(self._address, limits, plain=plain, main=main, content=self._content)
        writer.after.append(self.look)
        return writer

    def close(self) -> None:
        """Look no more."""
        self._closed.set()

    def _watch(self) -> None:
        while not self._closed.wait(_LOOK):
            self.look()
