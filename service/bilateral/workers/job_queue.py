"""Requests that are ready for whichever worker is free first.

All workers receive from one socket, so that one that is done finds its next request there and need not be
woken, and a request never waits behind a slow one while another worker is idle. Which request each of them
works on stands in a table in shared memory.
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
_PACKET: Final = 1 << 16  # bytes; longer requests are sent as a file
_DESCRIPTOR: Final = array.array("i").itemsize
_ANCILLARY: Final = socket.CMSG_SPACE(_DESCRIPTOR)
_ENTRY: Final = 8  # bytes of the table for each worker


class QueueClosed(Exception):  # noqa: N818  # a state of the peer, not a fault of this program
    """The process that fills the queue closed it, or ended."""


class QueuedJob(NamedTuple):
    """A request as a worker receives it."""

    ticket: int  # its number, from 1
    options: bytes  # a JSON object
    text: bytes  # what it is about, such as a query


class JobQueue:
    """The waiting requests, and which of the others each worker has."""

    def __init__(self, sender: socket.socket | None, receiver: socket.socket, table: int) -> None:
        self._sender, self._receiver, self._file = sender, receiver, table
        self._memory = mmap.mmap(table, 0)
        self._tickets = memoryview(self._memory).cast("Q")
        # Reused: allocating space for the longest each time is expensive.
        self._buffer = memoryview(bytearray(_PACKET))

    @classmethod
    def open(cls, workers: int) -> Self:
        """Return an empty queue for so many workers."""
        sender, receiver = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        sender.setblocking(False)  # noqa: FBT003  # as the standard library has it
        with tempfile.TemporaryFile() as file:
            file.truncate(workers * _ENTRY)
            return cls(sender, receiver, os.dup(file.fileno()))

    @classmethod
    def join(cls, receiver: int, table: int) -> Self:
        """Return the queue in another process, by the `descriptors` that it inherited."""
        return cls(None, socket.socket(fileno=receiver), table)

    def descriptors(self) -> Sequence[int]:
        """Return what another process joins by."""
        return self._receiver.fileno(), self._file

    def put(self, job: QueuedJob) -> bool:
        """Queue a request; return whether there was space for it."""
        if self._sender is None:
            raise QueueClosed
        prefix, content = _PREFIX.pack(job.ticket, len(job.options)), job.options + job.text
        try:
            if len(prefix) + len(content) <= _PACKET:
                self._sender.send(prefix + content)
            else:
                with tempfile.TemporaryFile() as file:
                    file.write(content)
                    file.flush()
                    socket.send_fds(self._sender, [prefix], [file.fileno()])
        except BlockingIOError:
            return False
        return True

    def take(self, slot: int) -> QueuedJob:
        """Wait for the next request and return it; note in the table that the worker of a slot has it.

        Raises:
            QueueClosed: there will be none.
        """
        length, more, _, _ = self._receiver.recvmsg_into([self._buffer], _ANCILLARY)
        if not length:
            raise QueueClosed
        ticket, size = _PREFIX.unpack_from(self._buffer)
        self._tickets[slot] = ticket
        content = _read(more[0][2]) if more else bytes(self._buffer[_PREFIX.size : length])
        return QueuedJob(ticket, content[:size], content[size:])

    def withdraw(self) -> list[int]:
        """Take back what no worker has taken; return the tickets, in order."""
        found: list[int] = []
        with contextlib.suppress(BlockingIOError):
            while message := self._receiver.recv(_PREFIX.size, socket.MSG_DONTWAIT):
                found.append(_PREFIX.unpack(message)[0])
        return found

    def done(self, slot: int) -> None:
        """Note in the table that a worker has no request."""
        self._tickets[slot] = 0

    def ticket_at(self, slot: int) -> int:
        """Return the ticket of the request that a worker has, 0 for none."""
        return self._tickets[slot]

    def close(self) -> None:
        """Close the queue in this process."""
        if self._sender:
            self._sender.close()
        self._receiver.close()
        self._tickets.release()
        self._memory.close()
        os.close(self._file)


def _read(descriptors: bytes) -> bytes:
    """Return what is in the file that came with a message."""
    descriptor = int.from_bytes(descriptors[:_DESCRIPTOR], sys.byteorder)
    with os.fdopen(descriptor, "rb") as file:
        file.seek(0)
        return file.read()
