"""Closes connections that send nothing, or never get an answer.

granian has no timeout for the first byte of a connection or the end of a TLS handshake, and each connection
takes a descriptor.

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
    """What the kernel knows of a connection."""

    established: bool  # whether it is open in both directions
    quiet: float  # seconds since anything was received
    received: int  # bytes
    sent: int  # bytes, acknowledged


def watch(port: int) -> None:
    """Close idle connections to a port, in a thread that ends with the process."""
    threading.Thread(target=_keep_watching, args=(port,), name="silence", daemon=True).start()


def _keep_watching(port: int) -> None:
    while True:
        time.sleep(_LOOK)
        close_unused(port)


def close_unused(port: int) -> None:
    """Close the idle connections of this process to a port."""
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208  # of very many, only the names
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                _close_if_unused(os.dup(int(name)), port)


def _close_if_unused(copy: int, port: int) -> None:
    # The copy stays valid if the descriptor is closed and reused meanwhile.
    with socket.socket(fileno=copy) as connection:
        if connection.family == socket.AF_UNIX or connection.type != socket.SOCK_STREAM:
            return
        if connection.getsockname()[1] == port and is_unused(read(connection)):
            connection.shutdown(socket.SHUT_RDWR)


def read(connection: socket.socket) -> Traffic:
    """Return the traffic of a connection."""
    told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    numbers = _INFO.unpack_from(told)
    return Traffic(told[0] == _ESTABLISHED, numbers[11] / 1000, numbers[-1], numbers[-2])


def is_unused(traffic: Traffic) -> bool:
    """Return whether a connection waited too long for its first request, or for an answer."""
    patience = _UNANSWERED if traffic.received else _SILENT
    return traffic.established and not traffic.sent and traffic.quiet >= patience
