"""The writer of a data directory in which another state may take the current one's place."""

from __future__ import annotations

import contextlib
import re
import time
from typing import TYPE_CHECKING, Final

from bilateral.errors import StoreError
from bilateral.store.snapshots import data_directory
from bilateral.store.snapshots.backup import adopt
from bilateral.store.snapshots.control_socket import Control
from bilateral.store.writes.writer import Writer
from bilateral.workers.failures import Busy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bilateral.workers.pool import Limits

_PATIENCE: Final = 10.0  # seconds
_TURN: Final = 0.05  # seconds
_INCOMING: Final = re.compile(r"incoming-\d+-[0-9a-f]+")


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
