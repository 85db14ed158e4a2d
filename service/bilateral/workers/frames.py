"""How this process and its workers talk over a socket.

A frame is a length (4 bytes), a kind (1 byte), a ticket (8 bytes) and that many bytes of content. The ticket
is that of the request that the frame is about, 0 where only one can be meant. A request is one HEAD, and a
DATA where it says so. An answer is one HEAD, any number of DATA, and an END; HEAD and END are JSON objects,
and an `error` in either means that it failed. A short answer is one WHOLE: the length of its head, head, and
data.
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

_PREFIX = struct.Struct(">IBQ")
_LENGTH = struct.Struct(">I")
_encode = json.JSONEncoder(separators=(",", ":")).encode
_BUFFER = 1 << 18


class ConnectionClosed(Exception):  # noqa: N818  # a state of the peer, not a fault of this program
    """The other side closed the connection."""


def pack(kind: int, content: bytes, ticket: int = 0) -> bytes:
    """Return a frame."""
    return _PREFIX.pack(len(content), kind, ticket) + content


def encode(content: Mapping[str, Any]) -> bytes:
    """Return a JSON object as bytes."""
    return _encode(content).encode()


def pack_json(kind: int, content: Mapping[str, Any], ticket: int = 0) -> bytes:
    """Return a frame with a JSON object."""
    return pack(kind, encode(content), ticket)


def pack_whole(head: bytes, data: bytes, ticket: int = 0) -> bytes:
    """Return the frame of a short answer."""
    size = _LENGTH.size + len(head) + len(data)
    return b"".join((_PREFIX.pack(size, WHOLE, ticket), _LENGTH.pack(len(head)), head, data))


def unpack_whole(content: bytes) -> tuple[bytes, bytes]:
    """Return head, a JSON object, and data of a short answer."""
    end = _LENGTH.size + int(_LENGTH.unpack_from(content)[0])
    return content[_LENGTH.size : end], content[end:]


class FrameReader:
    """Frames from a socket, in as few system calls as possible.

    Attributes:
        ticket: of the frame that was taken last.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection, self._received = connection, bytearray()
        # Reused: allocating a quarter of a megabyte each time is expensive.
        self._buffer = memoryview(bytearray(_BUFFER))
        self.ticket = 0

    def read(self) -> tuple[int, bytes]:
        """Wait for the next frame and return its kind and content.

        Raises:
            ConnectionClosed: the other side closed the connection.
            TimeoutError: the socket's timeout passed; what was received is kept for the next call.
        """
        while not self.complete():
            self.receive()
        return self.take()

    def receive(self) -> None:
        """Receive what has arrived, waiting as long as the socket's timeout says.

        Raises:
            ConnectionClosed: the other side closed the connection.
            TimeoutError, BlockingIOError: nothing has arrived.
        """
        try:
            received = self._connection.recv_into(self._buffer)
        except (TimeoutError, BlockingIOError):
            raise
        except OSError as error:
            raise ConnectionClosed from error
        if not received:
            raise ConnectionClosed
        self._received += self._buffer[:received]

    def complete(self) -> bool:
        """Return whether a whole frame was received."""
        if len(self._received) < _PREFIX.size:
            return False
        return len(self._received) >= _PREFIX.size + int(_LENGTH.unpack_from(self._received)[0])

    def take(self) -> tuple[int, bytes]:
        """Return kind and content of the frame that was received."""
        size, kind, self.ticket = _PREFIX.unpack_from(self._received)
        content = bytes(memoryview(self._received)[_PREFIX.size : _PREFIX.size + size])
        del self._received[: _PREFIX.size + size]
        return kind, content
