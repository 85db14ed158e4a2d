"""The server process and the processes it starts.

The process that is started holds the port and nothing else; it starts the one that serves, and another where
that ends without being told to.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING, Final, cast

import uvloop

from bilateral.errors import BilateralError, InputError
from bilateral.web import pages, reconcile
from bilateral.web.app import create_app
from bilateral.web.bridge import Bridge
from bilateral.web.front import Front
from bilateral.web.service import Service
from bilateral.web.wire import Exchange, Handler

if TYPE_CHECKING:
    from types import FrameType

    from bilateral.store import Readers
    from bilateral.web.settings import Settings

_RETRY_SECONDS: Final = 0.5
_ATTEMPTS: Final = 3
_BACKLOG: Final = 1024
_DESCRIPTORS: Final = 1 << 16
_SPARE: Final = 256  # descriptors for other things than connections
_REFUSED: Final = 2
_TURN: Final = 0.001  # seconds


def serve(settings: Settings) -> int:
    """Serve until SIGTERM or SIGINT; say on stderr when ready. Return the exit status.

    Raises:
        InputError: the address cannot be listened on.
    """
    with _listen(settings.host, settings.port) as listening:
        return _Supervisor(settings, listening).run()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise InputError(f"{host}:{port}", None, error.strerror or str(error)) from error


class _Supervisor:
    """Keeps one process serving."""

    def __init__(self, settings: Settings, listening: socket.socket) -> None:
        self._settings, self._listening = settings, listening
        self._serving = 0
        self._stopping = False

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        failures = 0
        while True:
            status = self._serve_once()
            # One that was killed is another matter than one that fails of itself.
            failures = failures + 1 if status > 0 else 0
            if self._stopping or status in {0, _REFUSED} or failures == _ATTEMPTS:
                return status
            time.sleep(_RETRY_SECONDS)

    def _serve_once(self) -> int:
        lifeline, held = os.pipe()
        self._serving = os.fork()
        if not self._serving:
            os.close(held)
            os._exit(_serve(self._settings, self._listening, lifeline))
        os.close(lifeline)
        if self._stopping:
            self._stop(signal.SIGTERM, None)
        _, status = os.waitpid(self._serving, 0)
        self._serving = 0
        os.close(held)
        return os.waitstatus_to_exitcode(status)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        if self._serving:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._serving, signal.SIGTERM)


def _serve(settings: Settings, listening: socket.socket, lifeline: int) -> int:
    """Serve in this process, which ends with its parent; return the exit status."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, args=(lifeline,), daemon=True).start()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_answer(settings, listening))
    except BilateralError as error:
        sys.stderr.write(f"{error}\n")
        return _REFUSED
    finally:
        sys.stderr.flush()
    return 0


def _end_with_parent(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(1)


async def _answer(settings: Settings, listening: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    service = Service(settings, loop)
    readers = cast("Readers", service.pool)
    app = create_app(service)
    bridge = Bridge(app, Front(service, readers), service.journal, settings)
    # One after the other: together they would keep each other, and pages, waiting.
    pages.warm(app, lambda: reconcile.warm(app, bridge.busy))
    handler = Handler(bridge.admit, bridge.handle, bridge.done, settings.max_body)
    exchange = Exchange(handler, loop, _raise_descriptors() - _SPARE)
    # A thread that makes a page gives way to a query sooner than after the usual 5 ms.
    sys.setswitchinterval(_TURN)
    started: set[asyncio.Task[object]] = {
        loop.create_task(readers.started()),
        loop.create_task(stopped.wait()),
    }
    await asyncio.wait(started, return_when=asyncio.FIRST_COMPLETED)
    server = await loop.create_server(exchange.connect, sock=listening, backlog=_BACKLOG)
    host, port = listening.getsockname()[:2]
    snapshot = service.snapshot().number
    sys.stderr.write(f"bilateral: ready at http://{host}:{port} snapshot {snapshot}\n")
    sys.stderr.flush()
    await stopped.wait()
    server.close()
    await exchange.close(settings.query_timeout + 1)
    service.close()
    sys.stderr.flush()
    os._exit(0)


def _raise_descriptors() -> int:
    """Let this process have as many descriptors as it may; return how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, _DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted
