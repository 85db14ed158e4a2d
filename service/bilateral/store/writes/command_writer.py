"""Writes of a command: by the server that writes the data directory, or by a writer of its own."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final, Protocol

from bilateral.store.snapshots import control_socket
from bilateral.store.writes.writer import NO_NOTE, DirectoryWriter, Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from bilateral.store.changes.graph_operations import GraphRequest
    from bilateral.store.snapshots.change_log import ChangeNote
    from bilateral.workers.pool import Limits


_LOAD_SECONDS: Final = 7200.0


class GraphWriter(Protocol):
    """What changes graphs."""

    def change_graph(
        self, request: GraphRequest, states: Collection[str] | None = None, note: ChangeNote = NO_NOTE
    ) -> Receipt:
        """Replace, extend, drop or retract a graph; as `Writer.change_graph`."""


class CommandWriter:
    """Writes to a data directory, whether or not a server writes there too."""

    def __init__(self, data: Path, limits: Limits, main: Callable[[], None]) -> None:
        """See `committer.main` for `main`; its process is started when it is needed."""
        self._data, self._limits, self._main = data, limits, main
        self._own: DirectoryWriter | None = None

    def change_graph(
        self, request: GraphRequest, states: Collection[str] | None = None, note: ChangeNote = NO_NOTE
    ) -> Receipt:
        """Change a graph, by the server if there is one.

        Raises:
            BilateralError: it was refused; see `Writer.update`.
        """
        fields = request._asdict()
        content = fields.pop("text")
        asked = {"change": fields, "note": note._asdict(), "states": states and sorted(states)}
        answer = self._ask(asked, content)
        return Receipt(**answer) if answer else self._started().change_graph(request, states, note)

    def load_parts(
        self, name: str, states: Collection[str] | None = None, note: ChangeNote = NO_NOTE
    ) -> Receipt:
        """Load files that lie ready, by the server if there is one; see `part_loading`.

        Raises:
            BilateralError: nothing was changed.
        """
        asked = {"load": name, "note": note._asdict(), "states": states and sorted(states)}
        answer = self._ask(asked, seconds=_LOAD_SECONDS)
        return Receipt(**answer) if answer else self._started().load_parts(name, states, note)

    def _ask(
        self, asked: Mapping[str, object], content: bytes = b"", seconds: float = control_socket.SECONDS
    ) -> dict[str, Any] | None:
        """Ask the server, if there is one and this has not begun to write itself."""
        return None if self._own else control_socket.ask(self._data, asked, content, seconds)

    def _started(self) -> DirectoryWriter:
        if self._own is None:
            self._own = DirectoryWriter(self._data, self._limits, plain=False, main=self._main)
        return self._own

    def close(self) -> None:
        """End the process, if one was started."""
        if self._own is not None:
            self._own.close()
            self._own = None


@contextlib.contextmanager
def command_writer(data: Path, limits: Limits, main: Callable[[], None]) -> Iterator[CommandWriter]:
    """Return a writer that is closed at the end."""
    writer = CommandWriter(data, limits, main)
    try:
        yield writer
    finally:
        writer.close()
