"""A child process and the socket to it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from bilateral.workers import frames

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_START_SECONDS = 30.0
_TUNABLES: Final = "GLIBC_TUNABLES"
# The engine allocates and frees hundreds of small objects per query. glibc caches 7 of a size and merges the
# others again and again; with a larger cache a look-up takes a sixth less. The threads that open a store's
# files would each get an arena of 64 MiB and more of address space, which may be scarce. Other C libraries
# ignore these settings.
_ALLOCATION: Final = "glibc.malloc.tcache_count=500:glibc.malloc.mxfast=0:glibc.malloc.arena_max=1"


class Process:
    """A function in a process of its own, with a connection and a reader of the frames that it sends."""

    def __init__(
        self,
        main: Callable[[], None],
        parent_pipe: int,
        arguments: Sequence[object],
        shared: Sequence[int] = (),
    ) -> None:
        """Start it.

        Args:
            main: a module's function; finds in `sys.argv` its end of the connection, `parent_pipe` and
                `arguments`.
            parent_pipe: the reading end of a pipe; the process ends when the writing end is closed.
            arguments: converted to strings.
            shared: descriptors that it inherits too.
        """
        self.connection, theirs = socket.socketpair()
        with theirs:
            code = f"from {main.__module__} import {main.__name__} as main; main()"
            passed = (theirs.fileno(), parent_pipe, *arguments)
            self._process = subprocess.Popen(  # noqa: S603  # our own module, and no shell
                [sys.executable, "-c", code, *map(str, passed)],
                pass_fds=(theirs.fileno(), parent_pipe, *shared),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={_TUNABLES: _ALLOCATION, **os.environ},
            )
        self.reader = frames.FrameReader(self.connection)
        self._ready = False

    def wait_until_ready(self) -> None:
        """Wait for its first frame, unless that was received before.

        Raises:
            ConnectionClosed: it ended instead.
            TimeoutError: it did neither.
        """
        if not self._ready:
            self.connection.settimeout(_START_SECONDS)
            self.reader.read()
            self._ready = True

    def signal(self) -> None:
        """Send SIGKILL and return; the socket stays open until `close`."""
        self._process.kill()

    def kill(self) -> None:
        """End it and close the socket."""
        self.end()
        self.close()

    def end(self) -> None:
        """End it and wait for that; what it has sent can still be read."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Close this end of the socket."""
        self.connection.close()


class WorkerProcess:
    """A worker process and its slot in the queue's table."""

    def __init__(self, process: Process, slot: int) -> None:
        self.process, self.slot = process, slot
        self.ready = False
        self.stopped_for = 0  # the ticket that it was killed for
