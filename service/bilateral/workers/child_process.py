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
# The engine allocates and frees hundreds of small things a query. glibc keeps 7 of a size at hand and joins
# the others again and again; with more at hand a look-up takes a sixth less. The threads that open a store's
# files would each get an arena of 64 MiB and more of address space, of which there may be little. Other
# libraries pass all this over.
_ALLOCATION: Final = "glibc.malloc.tcache_count=500:glibc.malloc.mxfast=0:glibc.malloc.arena_max=1"


class Process:
    """A function in a process of its own.

    Attributes:
        connection: to the process; its first argument is its own end.
        reader: of the frames it sends.
    """

    def __init__(
        self,
        main: Callable[[], None],
        lifeline: int,
        arguments: Sequence[object],
        shared: Sequence[int] = (),
    ) -> None:
        """Start it.

        Args:
            main: a function of a module, called there; its arguments are in `sys.argv`.
            lifeline: its second argument: a descriptor that ends when it should.
            arguments: those that follow.
            shared: descriptors that it has too.
        """
        self.connection, theirs = socket.socketpair()
        with theirs:
            code = f"from {main.__module__} import {main.__name__} as main; main()"
            given = (theirs.fileno(), lifeline, *arguments)
            self._process = subprocess.Popen(  # noqa: S603  # our own module, and no shell
                [sys.executable, "-c", code, *map(str, given)],
                pass_fds=(theirs.fileno(), lifeline, *shared),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={_TUNABLES: _ALLOCATION, **os.environ},
            )
        self.reader = frames.FrameReader(self.connection)
        self._ready = False

    def wait_until_ready(self) -> None:
        """Wait for its first frame, unless that was waited for before.

        Raises:
            Closed: it ended instead.
            TimeoutError: it did neither.
        """
        if not self._ready:
            self.connection.settimeout(_START_SECONDS)
            self.reader.read()
            self._ready = True

    def signal(self) -> None:
        """Let it end; its socket stays open until `kill`."""
        self._process.kill()

    def kill(self) -> None:
        """End it at once."""
        self.end()
        self.close()

    def end(self) -> None:
        """End it, and leave what it has sent to be read."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Close this end of the socket."""
        self.connection.close()
