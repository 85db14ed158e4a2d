"""How this process and its workers talk over a socket.

A frame is a length (4 bytes), a kind (1 byte) and that many bytes. A request is one HEAD, and a DATA where
it says so. An answer is one HEAD, any number of DATA, and an END; both HEAD and END are JSON objects, and an
`error` in either means that it failed. A short answer is one WHOLE: the length of its head, head, and data.
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
WHOLE: Final = 3

_PREFIX = struct.Struct(">IB")
_LENGTH = struct.Struct(">I")
_encode = json.JSONEncoder(separators=(",", ":")).encode
_ROOM = 1 << 18


class Closed(Exception):  # noqa: N818  # a state of the peer, not a fault of this program
    """The other side is gone."""


def pack(kind: int, content: bytes) -> bytes:
    """Return a frame."""
    return _PREFIX.pack(len(content), kind) + content


def pack_json(kind: int, content: Mapping[str, Any]) -> bytes:
    """Return a frame with a JSON object."""
    return pack(kind, _encode(content).encode())


def pack_whole(head: Mapping[str, Any], data: bytes) -> bytes:
    """Return the frame of a short answer."""
    text = _encode(head).encode()
    return pack(WHOLE, _LENGTH.pack(len(text)) + text + data)


def open_whole(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return head and data of a short answer."""
    end = _LENGTH.size + _LENGTH.unpack_from(content)[0]
    return json.loads(content[_LENGTH.size : end]), content[end:]


class FrameReader:
    """Frames from a socket, in as few system calls as it takes."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection, self._buffer = connection, bytearray()

    def read(self) -> tuple[int, bytes]:
        """Return kind and content of the next frame, waiting for it.

        Raises:
            Closed: the other side is gone.
            TimeoutError: the socket's timeout passed; what came is kept, and it can be asked again.
        """
        while not self.complete():
            try:
                received = self._connection.recv(_ROOM)
            except TimeoutError:
                raise
            except OSError as error:
                raise Closed from error
            if not received:
                raise Closed
            self.feed(received)
        return self.take()

    def feed(self, received: bytes) -> None:
        """Take bytes that someone else read from the socket."""
        self._buffer += received

    def complete(self) -> bool:
        """Tell whether a whole frame is here."""
        if len(self._buffer) < _PREFIX.size:
            return False
        size, _ = _PREFIX.unpack_from(self._buffer)
        return len(self._buffer) >= _PREFIX.size + int(size)

    def take(self) -> tuple[int, bytes]:
        """Return kind and content of the frame that is here."""
        size, kind = _PREFIX.unpack_from(self._buffer)
        content = bytes(memoryview(self._buffer)[_PREFIX.size : _PREFIX.size + size])
        del self._buffer[: _PREFIX.size + size]
        return kind, content
