"""The client's end of a request.

A server interface that cannot break off a response would let an answer that fails half way end like a
complete one. The socket is in this process, though, and is found by its peer.
"""

from __future__ import annotations

import contextlib
import os
import socket
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


class Connection(NamedTuple):
    """A client's end of a TCP connection."""

    address: str
    port: int

    def abort(self) -> None:
        """Close it at once, so that the client knows that the answer is incomplete."""
        for found in self._sockets():
            with contextlib.suppress(OSError):
                found.shutdown(socket.SHUT_RDWR)

    def _sockets(self) -> Iterator[socket.socket]:
        """Return the sockets with this peer, each open until the next is asked for."""
        for path in Path("/proc/self/fd").iterdir():
            try:
                copy = os.dup(int(path.name))
            except OSError:
                continue
            if not stat.S_ISSOCK(os.fstat(copy).st_mode):
                os.close(copy)
                continue
            with socket.socket(fileno=copy) as found:
                if _peer(found) == self:
                    yield found


class Visitor:
    """Who waits for an answer."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._gone = False

    def gone(self) -> bool:
        """Tell whether nobody waits any more."""
        return self._gone

    def leave(self) -> None:
        """Say that nobody waits any more."""
        self._gone = True

    def abort(self) -> None:
        """Break off the answer, so that it is not taken for a complete one."""
        self.connection.abort()


def _peer(found: socket.socket) -> Connection | None:
    if found.family not in {socket.AF_INET, socket.AF_INET6}:
        return None
    try:
        address, port, *_ = found.getpeername()
    except OSError:
        return None
    return Connection(address, port)


def gone(environ: Mapping[str, Any]) -> Callable[[], bool]:
    """Return what tells whether the client of a request left."""
    visitor: Visitor | None = environ.get("bilateral.visitor")
    return visitor.gone if visitor else bool
