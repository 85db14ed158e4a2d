"""Requests that lie ready for whichever worker is free first.

All workers take from one socket, so that one that is done finds its next request there and need not be woken,
and a request never waits behind a slow one while another worker has nothing to do. What each of them is at
stands on a board in memory that all see.
"""

from __future__ import annotations

import array
import contextlib
import mmap
import os
import socket
import struct
import sys
import tempfile
from typing import TYPE_CHECKING, Final, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

_PREFIX: Final = struct.Struct(">QI")
_PACKET: Final = 1 << 16  # bytes; what is longer goes by a file
_DESCRIPTOR: Final = array.array("i").itemsize
_ANCILLARY: Final = socket.CMSG_SPACE(_DESCRIPTOR)
_PLACE: Final = 8  # bytes of the board for each worker


class Closed(Exception):  # noqa: N818  # a state of the peer, not a fault of this program
    """Whoever gave out requests is gone."""


class Given(NamedTuple):
    """A request as a worker takes it.

    Attributes:
        ticket: its number, from 1.
        options: a JSON object.
        text: that it is about.
    """

    ticket: int
    options: bytes
    text: bytes


class Jobs:
    """The requests, and who is at which of them."""

    def __init__(self, giving: socket.socket | None, taking: socket.socket, board: int) -> None:
        self._giving, self._taking, self._file = giving, taking, board
        self._memory = mmap.mmap(board, 0)
        self._board = memoryview(self._memory).cast("Q")
        # Taken into over and over: fresh room for the longest each time is dear to allocate.
        self._room = memoryview(bytearray(_PACKET))

    @classmethod
    def open(cls, workers: int) -> Self:
        """Begin, with nothing to do for that many workers."""
        giving, taking = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        giving.setblocking(False)  # noqa: FBT003  # as the standard library has it
        with tempfile.TemporaryFile() as file:
            file.truncate(workers * _PLACE)
            return cls(giving, taking, os.dup(file.fileno()))

    @classmethod
    def join(cls, taking: int, board: int) -> Self:
        """Take part in another process, by the descriptors it has."""
        return cls(None, socket.socket(fileno=taking), board)

    def descriptors(self) -> Sequence[int]:
        """Return what another process joins by."""
        return self._taking.fileno(), self._file

    def give(self, given: Given) -> bool:
        """Lay a request ready; tell whether there was room for it."""
        if self._giving is None:
            raise Closed
        prefix, content = _PREFIX.pack(given.ticket, len(given.options)), given.options + given.text
        try:
            if len(prefix) + len(content) <= _PACKET:
                self._giving.send(prefix + content)
            else:
                with tempfile.TemporaryFile() as file:
                    file.write(content)
                    file.flush()
                    socket.send_fds(self._giving, [prefix], [file.fileno()])
        except BlockingIOError:
            return False
        return True

    def take(self, place: int) -> Given:
        """Return the next request, waiting for it, and write on the board who has it.

        Raises:
            Closed: there will be none.
        """
        length, more, _, _ = self._taking.recvmsg_into([self._room], _ANCILLARY)
        if not length:
            raise Closed
        ticket, size = _PREFIX.unpack_from(self._room)
        self._board[place] = ticket
        content = _read(more[0][2]) if more else bytes(self._room[_PREFIX.size : length])
        return Given(ticket, content[:size], content[size:])

    def withdraw(self) -> list[int]:
        """Take back what nobody has taken yet; return the tickets, in order."""
        found: list[int] = []
        with contextlib.suppress(BlockingIOError):
            while message := self._taking.recv(_PREFIX.size, socket.MSG_DONTWAIT):
                found.append(_PREFIX.unpack(message)[0])
        return found

    def done(self, place: int) -> None:
        """Write on the board that a worker is at nothing."""
        self._board[place] = 0

    def at(self, place: int) -> int:
        """Return the ticket of the request that a worker is at, 0 for none."""
        return self._board[place]

    def close(self) -> None:
        """Give nothing any more."""
        if self._giving:
            self._giving.close()
        self._taking.close()
        self._board.release()
        self._memory.close()
        os.close(self._file)


def _read(descriptors: bytes) -> bytes:
    """Return what is in the file that came with a message."""
    descriptor = int.from_bytes(descriptors[:_DESCRIPTOR], sys.byteorder)
    with os.fdopen(descriptor, "rb") as file:
        file.seek(0)
        return file.read()
