"""The connection to the one process that writes to an external SPARQL engine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, ClassVar

from bilateral.store.writes.writer import Unacknowledged, Writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilateral.remote.engine_address import EngineAddress
    from bilateral.workers.pool import Limits


class RemoteWriter(Writer):
    """The writer of one external engine."""

    # How long the engine takes to store a change is not known.
    _grace: ClassVar[float] = 300.0

    def __init__(
        self, address: EngineAddress, limits: Limits, *, plain: bool, main: Callable[[], None], content: str
    ) -> None:
        """Start it; see `Writer`.

        Args:
            address: of the engine, to which nobody else may be writing.
            limits: of one write.
            plain: as for `DirectoryWriter`.
            main: of the process; see `remote_committer.main`.
            content: the folder whose rules hold, "" for those of OWL alone.
        """
        options = json.dumps({"limits": limits._asdict(), "plain": plain, "content": content})
        super().__init__(address.update, (json.dumps(address.fields()), options), limits, main)

    def _too_late(self) -> Unacknowledged:
        return self._lost()

    def _lost(self) -> Unacknowledged:
        return Unacknowledged("the writer ended; look whether the write was made")
