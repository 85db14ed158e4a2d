"""Connections that say nothing, or never get to an answer: HTTP's server has no patience of its own for them.

granian waits for ever for the first byte of a connection and for the end of a TLS handshake. Each takes a
descriptor, of which there are so many.

Source: tcp(7), TCP_INFO; struct tcp_info of linux/tcp.h.
"""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import struct
import threading
import time
from typing import Final, NamedTuple

_LOOK: Final = 5.0  # seconds
_SILENT: Final = 15.0  # seconds without a first byte
_UNANSWERED: Final = 300.0  # seconds without a byte of an answer: longer than any request may take
_INFO: Final = struct.Struct("=8x24I4Q")
_ESTABLISHED: Final = 1


class Traffic(NamedTuple):
    """What the kernel knows of a connection.

    Attributes:
        established: whether it is open in both directions.
        quiet: seconds since anything came.
        received: bytes that came.
        sent: bytes that went, and were taken.
    """

    established: bool
    quiet: float
    received: int
    sent: int


def watch(port: int) -> None:
    """Close the connections to a port that nobody uses, in a thread that ends with the process."""
    threading.Thread(target=_keep_watching, args=(port,), name="silence", daemon=True).start()


def _keep_watching(port: int) -> None:
    while True:
        time.sleep(_LOOK)
        close_unused(port)


def close_unused(port: int) -> None:
    """Close the connections to a port of this process that nobody uses."""
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208  # of ever so many, only the names
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                _close_if_unused(os.dup(int(name)), port)


def _close_if_unused(copy: int, port: int) -> None:
    # The number may be another connection's a moment later, which is judged by itself: hence the copy.
    with socket.socket(fileno=copy) as connection:
        if connection.family == socket.AF_UNIX or connection.type != socket.SOCK_STREAM:
            return
        if connection.getsockname()[1] == port and is_unused(read(connection)):
            connection.shutdown(socket.SHUT_RDWR)


def read(connection: socket.socket) -> Traffic:
    """Return what went over a connection."""
    told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    numbers = _INFO.unpack_from(told)
    return Traffic(told[0] == _ESTABLISHED, numbers[11] / 1000, numbers[-1], numbers[-2])


def is_unused(traffic: Traffic) -> bool:
    """Return whether a connection waits too long for its first request, or for an answer that never comes."""
    patience = _UNANSWERED if traffic.received else _SILENT
    return traffic.established and not traffic.sent and traffic.quiet >= patience
