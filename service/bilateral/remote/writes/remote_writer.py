"""The way to the one process that writes to an external SPARQL engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from bilateral.errors import StoreError
from bilateral.remote.writes import remote_committer
from bilateral.store.writes.writer import Unacknowledged, Writer
from bilateral.workers import frames
from bilateral.workers.child_process import Process

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilateral.remote.engine_address import Address
    from bilateral.workers.pool import Limits


class RemoteWriter(Writer):
    """One writer process on one engine."""

    # Another engine takes as long as it takes to store what was found.
    _grace: ClassVar[float] = 300.0

    def __init__(
        self,
        address: Address,
        limits: Limits,
        *,
        plain: bool,
        main: Callable[[], None] = remote_committer.main,
        content: str = "",
    ) -> None:
        """Start it.

        Args:
            address: of the engine, to which nobody else may be writing.
            limits: as for `Writer`.
            plain: as for `Writer`.
            main: of the process; see `remote_committer.main`.
            content: the folder whose rules hold, "" for those of OWL alone.
        """
        self._address, self._content = address, content
        super().__init__(Path(), limits, plain=plain, main=main)

    def _state(self) -> None:
        """Return nothing: only the engine knows its state, and it may be at work still."""

    def _too_late(self) -> Unacknowledged:
        return self._lost()

    def _lost(self) -> Unacknowledged:
        return Unacknowledged("the writer ended; look whether the write was made")

    def _start(self) -> Process:
        options = json.dumps({**json.loads(self._options), "content": self._content})
        given = (json.dumps(self._address.fields()), options)
        process = Process(self._main, self._lifeline, given)
        try:
            process.wait_until_ready()
        except (OSError, frames.Closed) as error:
            process.kill()
            raise StoreError(f"{self._address.update}: the writer does not start") from error
        return process
