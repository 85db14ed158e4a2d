"""An external SPARQL engine as the holder of the graph."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from bilateral.errors import StoreError
from bilateral.remote.reads.remote_view import current
from bilateral.remote.sparql_client import SparqlClient
from bilateral.store.writes.writer import Unacknowledged, Writer
from bilateral.workers.pool import Pool

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from pathlib import Path

    from bilateral.remote.engine_address import EngineAddress
    from bilateral.remote.reads.remote_view import RemoteView
    from bilateral.workers.pool import Limits


_INTERVAL: Final = 1.0  # seconds between two readings of the engine's record
_TIMEOUT: Final = 5.0  # seconds that one of them may take


class LocalFolders(NamedTuple):
    """Folders on this machine that a graph elsewhere needs."""

    content: str  # whose rules hold, "" for those of OWL alone
    data: Path  # of the change log


class ExternalEngine:
    """A graph at an external engine, whose current state is polled by a thread."""

    def __init__(
        self,
        address: EngineAddress,
        seconds: float,
        max_bytes: int,
        folders: LocalFolders,
        worker: Callable[[], None],
    ) -> None:
        """Read the current state.

        Args:
            address: of the engine.
            seconds: that the engine may take for a query of a page.
            max_bytes: of one answer.
            folders: on this machine.
            worker: see `remote_worker.main`.

        Raises:
            StoreError: it does not answer, or has no graph of ours.
        """
        self._address, self._folders, self._worker = address, folders, worker
        self._client = SparqlClient(address, seconds, max_bytes)
        self._polling_client = SparqlClient(address, _TIMEOUT)
        self._error: StoreError | None = None
        self._view: RemoteView = current(self._client)
        self._closed = threading.Event()
        self._lock = threading.Lock()
        threading.Thread(target=self._poll, daemon=True).start()

    def state(self) -> RemoteView:
        """Return the state as it was last read.

        Raises:
            Unreachable: the engine did not answer then.
            StoreError: it had no graph of ours, or an incomplete one.
        """
        if self._error is not None:
            raise type(self._error)(*self._error.args)
        return self._view

    def refresh(self) -> None:
        """Read the current state now."""
        with self._lock:
            try:
                self._view, self._error = current(self._polling_client, self._view, self._client), None
            except StoreError as error:
                self._error = error

    def pool(self, size: int, limits: Limits, loop: asyncio.AbstractEventLoop | None = None) -> Pool:
        """Start workers that query it; arguments as for `Pool`."""
        return Pool(self._worker, (self._address.to_json(),), size, limits, loop)

    def writer(self, limits: Limits, *, plain: bool, main: Callable[[], None]) -> Writer:
        """Start the process that writes to it; arguments as for `RemoteWriter`."""
        writer = RemoteWriter(self._address, limits, plain=plain, main=main, folders=self._folders)
        writer.after.append(self.refresh)
        return writer

    def close(self) -> None:
        """Stop polling."""
        self._closed.set()

    def _poll(self) -> None:
        while not self._closed.wait(_INTERVAL):
            self.refresh()


class RemoteWriter(Writer):
    """The writer of one external engine."""

    # How long the engine takes to store a change is not known.
    _grace: ClassVar[float] = 300.0

    def __init__(
        self,
        address: EngineAddress,
        limits: Limits,
        *,
        plain: bool,
        main: Callable[[], None],
        folders: LocalFolders,
    ) -> None:
        """Start it; see `DirectoryWriter`, `remote_committer.main` and `ExternalEngine`."""
        folders.data.mkdir(parents=True, exist_ok=True)
        options = json.dumps(
            {
                "limits": limits._asdict(),
                "plain": plain,
                "content": folders.content,
                "data": str(folders.data),
            }
        )
        super().__init__(address.update, (address.to_json(), options), limits, main)

    def _too_late(self) -> Unacknowledged:
        return self._lost()

    def _lost(self) -> Unacknowledged:
        return Unacknowledged("the writer ended; look whether the write was made")
