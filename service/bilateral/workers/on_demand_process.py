"""A process that answers one request after another, and is started when there is one."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any

from bilateral.workers import frames
from bilateral.workers.child_process import Process

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class OnDemandProcess:
    """A process that is started when it is needed, and again if it was ended; for one thread at a time."""

    def __init__(self, main: Callable[[], None], arguments: Sequence[object]) -> None:
        """See `Process` for `main`, which calls `worker_process.answer_requests`, and `arguments`."""
        self._main, self._arguments = main, arguments
        self._process: Process | None = None
        self._pipes: tuple[int, int] | None = None

    @property
    def is_running(self) -> bool:
        """Whether there is a process, so that a request need not wait for one to start."""
        return self._process is not None

    def ask(self, head: Mapping[str, Any], content: bytes, seconds: float) -> tuple[int, bytes]:
        """Send a request, and return the frame that answers it: its kind and content.

        Raises:
            TimeoutError: the answer took longer; the process was ended.
            ConnectionClosed: the process ended instead of answering.
        """
        message = frames.pack_json(frames.HEAD, head) + frames.pack(frames.DATA, content)
        try:
            process = self._started()
            process.connection.settimeout(seconds)
            process.connection.sendall(message)
            return process.reader.read()
        except (TimeoutError, frames.ConnectionClosed):
            self.end()
            raise
        except OSError as error:
            self.end()
            raise frames.ConnectionClosed from error

    def end(self) -> None:
        """End the process, if there is one; the next request starts another."""
        if self._process:
            with contextlib.suppress(OSError):
                self._process.kill()
            self._process = None

    def close(self) -> None:
        """End the process, and release what the next would need."""
        self.end()
        for descriptor in self._pipes or ():
            os.close(descriptor)
        self._pipes = None

    def _started(self) -> Process:
        if self._process is None:
            self._pipes = self._pipes or os.pipe()
            self._process = Process(self._main, self._pipes[0], self._arguments)
            self._process.wait_until_ready()
        return self._process
