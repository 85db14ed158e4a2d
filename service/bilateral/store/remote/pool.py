"""Workers that ask an engine, and the way to the process that writes to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from bilateral.errors import StoreError
from bilateral.store import frames
from bilateral.store.pool import Limits, Pool
from bilateral.store.process import Process
from bilateral.store.writer import Unacknowledged, Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bilateral.store.remote.address import Address
    from bilateral.store.writer import Receipt


class RemotePool(Pool):
    """A number of workers on one engine."""

    def __init__(self, address: Address, size: int = 2, limits: Limits = Limits()) -> None:  # noqa: B008  # immutable
        self._address = json.dumps(address.fields())
        super().__init__(Path(), size, limits)

    def _process(self) -> Process:
        return Process("bilateral.store.remote.worker", self._lifeline, (self._address, self.limits.memory))


class RemoteWriter(Writer):
    """One writer process on one engine.

    Attributes:
        on_made: is called after each write.
    """

    # Another engine takes as long as it takes to store what was found.
    _grace: ClassVar[float] = 300.0

    def __init__(
        self, address: Address, limits: Limits, *, plain: bool, reasoner: str = "", content: str = ""
    ) -> None:
        """Start it.

        Args:
            address: of the engine, to which nobody else may be writing.
            limits: as for `Writer`.
            plain: as for `Writer`.
            reasoner: `module:factory` of a `RemoteReasoner`, called with `content`.
            content: the folder whose rules hold, "" for those of OWL alone.
        """
        self._address, self._content = address, content
        self.on_made: Callable[[], object] | None = None
        super().__init__(Path(), limits, plain=plain, reasoner=reasoner)

    def _send(self, request: Mapping[str, Any], payload: bytes) -> Receipt:
        receipt = super()._send(request, payload)
        if self.on_made:
            self.on_made()
        return receipt

    def _state(self) -> None:
        """Return nothing: only the engine knows its state, and it may be at work still."""

    def _too_late(self) -> Unacknowledged:
        return self._lost()

    def _lost(self) -> Unacknowledged:
        return Unacknowledged("the writer ended; look whether the write was made")

    def _start(self) -> Process:
        options = json.dumps({**json.loads(self._options), "content": self._content})
        given = (json.dumps(self._address.fields()), options)
        process = Process("bilateral.store.remote.committer", self._lifeline, given)
        try:
            process.wait_until_ready()
        except (OSError, frames.Closed) as error:
            process.kill()
            raise StoreError(f"{self._address.update}: the writer does not start") from error
        return process
