"""How this process and its workers talk over a socket.

A frame is a length (4 bytes), a kind (1 byte) and that many bytes. A request is one HEAD. An answer is
one HEAD, any number of DATA, and an END; both HEAD and END are JSON objects, and an `error` in either
means that it failed.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping

HEAD: Final = 0
DATA: Final = 1
END: Final = 2

_PREFIX = struct.Struct(">IB")
_ROOM = 1 << 18


class Closed(Exception):  # noqa: N818  # a state of the peer, not a fault of this program
    """The other side is gone."""


def pack(kind: int, content: bytes) -> bytes:
    """Return a frame."""
    return _PREFIX.pack(len(content), kind) + content


def pack_json(kind: int, content: Mapping[str, Any]) -> bytes:
    """Return a frame with a JSON object."""
    return pack(kind, json.dumps(content, separators=(",", ":")).encode())


class FrameReader:
    """Frames from a socket, in as few system calls as it takes."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection, self._buffer = connection, bytearray()

    def read(self) -> tuple[int, bytes]:
        """Return kind and content of the next frame.

        Raises:
            Closed: the other side is gone.
            TimeoutError: the socket's timeout passed; what came is kept, and it can be asked again.
        """
        self._need(_PREFIX.size)
        size, kind = _PREFIX.unpack_from(self._buffer)
        self._need(_PREFIX.size + size)
        content = bytes(memoryview(self._buffer)[_PREFIX.size : _PREFIX.size + size])
        del self._buffer[: _PREFIX.size + size]
        return kind, content

    def buffered(self) -> bool:
        """Tell whether something came after the last frame."""
        return bool(self._buffer)

    def _need(self, size: int) -> None:
        while len(self._buffer) < size:
            try:
                received = self._connection.recv(_ROOM)
            except TimeoutError:
                raise
            except OSError as error:
                raise Closed from error
            if not received:
                raise Closed
            self._buffer += received
