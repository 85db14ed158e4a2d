"""A socket by which a command on the same machine reaches the server that writes a data directory.

    DATA/control    may be used by users who may write the data directory

A request is two frames: a JSON object that says what is asked, and content. The answer is one.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
from typing import TYPE_CHECKING, Final

from bilateral.errors import BilateralError, StoreError
from bilateral.store.snapshots.disk_sync import opened
from bilateral.workers import failures, frames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from typing import Any

_NAME = "control"
SECONDS: Final = 600.0


class ControlSocket:
    """Listens for commands."""

    def __init__(self, data: Path, answer: Callable[[Mapping[str, Any], bytes], Mapping[str, Any]]) -> None:
        """Start listening; `answer` gets what is asked, with content, and returns what is answered.

        It raises BilateralError to refuse.
        """
        self._answer = answer
        self._socket = socket.socket(socket.AF_UNIX)
        with _address(data) as address:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(address)  # noqa: PTH108  # as the socket has it
            self._socket.bind(address)
            os.chmod(address, 0o600)  # noqa: PTH101
        self._socket.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError, ValueError, LookupError, frames.ConnectionClosed):
                connection.settimeout(SECONDS)
                reader = frames.FrameReader(connection)
                request, content = json.loads(reader.read()[1]), reader.read()[1]
                connection.sendall(frames.pack_json(frames.HEAD, self._answered(request, content)))

    def _answered(self, request: Mapping[str, Any], content: bytes) -> Mapping[str, Any]:
        try:
            return self._answer(request, content)
        except BilateralError as error:
            return failures.describe(error)


def ask(
    data: Path, request: Mapping[str, object], content: bytes = b"", seconds: float = SECONDS
) -> dict[str, Any] | None:
    """Ask the server that writes a data directory; return its answer, or None where no server listens.

    Raises:
        BilateralError: it refuses.
        StoreError: it ends before it answers.
    """
    with socket.socket(socket.AF_UNIX) as connection, _address(data) as address:
        connection.settimeout(seconds)
        try:
            connection.connect(address)
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        try:
            connection.sendall(frames.pack_json(frames.HEAD, request) + frames.pack(frames.DATA, content))
            answer: dict[str, Any] = json.loads(frames.FrameReader(connection).read()[1])
        except (OSError, frames.ConnectionClosed) as error:
            raise StoreError(f"{data}: the server that writes here does not answer") from error
    failures.raise_described(answer)
    return answer


@contextlib.contextmanager
def _address(data: Path) -> Iterator[str]:
    """Return a short path to the socket: the system limits its length."""
    with opened(data, os.O_DIRECTORY) as descriptor:
        yield f"/proc/self/fd/{descriptor}/{_NAME}"
