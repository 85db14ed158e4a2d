"""The server process and its supervisor.

The supervisor holds the port and nothing else; it starts the process that serves, with granian, and starts it
again if it ends unexpectedly.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import socket
import ssl
import sys
import time
from typing import TYPE_CHECKING, Any, Final

import uvloop
from granian import constants
from granian._granian import SocketHolder
from granian.http import HTTP1Settings
from granian.server import embed

from bilateral.errors import BilateralError, InputError
from bilateral.web.asgi import Application
from bilateral.web.http import idle_connections
from bilateral.workers.worker_process import end_with_parent

if TYPE_CHECKING:
    from types import FrameType

    from bilateral.web.server_settings import ServerSettings

_RETRY_SECONDS: Final = 0.5
_ATTEMPTS: Final = 3
_BACKLOG: Final = 1024
_DESCRIPTORS: Final = 1 << 16
_SPARE: Final = 256  # descriptors for other things than connections
_REFUSED: Final = 2
_HEAD_BYTES: Final = 1 << 16
_UNREAD_MILLISECONDS: Final = 60_000
_HEAD_MILLISECONDS: Final = 15_000  # for a head, and between two requests


def serve(settings: ServerSettings) -> int:
    """Serve until SIGTERM or SIGINT; report on stderr when ready. Return the exit status.

    Raises:
        InputError: the address cannot be listened on, or certificate or key is invalid.
    """
    _check_certificate(settings)
    with _listen(settings.host, settings.port) as listening:
        return _Supervisor(settings, listening).run()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise InputError(f"{host}:{port}", None, error.strerror or str(error)) from error
    # Its connections inherit that: one whose client reads nothing of an answer for so long is closed.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD_MILLISECONDS)
    return listening


def _check_certificate(settings: ServerSettings) -> None:
    certificate, key = settings.tls_certificate, settings.tls_key
    if certificate is None and key is None:
        return
    if certificate is None or key is None:
        raise InputError("--tls-certificate and --tls-key", None, "give both or none")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise InputError(certificate, None, f"no certificate with the key {key}: {error}") from error


class _Supervisor:
    """Keeps one server process running."""

    def __init__(self, settings: ServerSettings, listening: socket.socket) -> None:
        self._settings, self._listening = settings, listening
        self._serving = 0
        self._stopping = False

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        failures = 0
        while True:
            status = self._serve_once()
            # Only a process that exits by itself counts as a failure, not one that is killed.
            failures = failures + 1 if status > 0 else 0
            if self._stopping or status in {0, _REFUSED} or failures == _ATTEMPTS:
                return status
            time.sleep(_RETRY_SECONDS)

    def _serve_once(self) -> int:
        parent_pipe, held = os.pipe()
        self._serving = os.fork()
        if not self._serving:
            os.close(held)
            os._exit(_serve(self._settings, self._listening, parent_pipe))
        os.close(parent_pipe)
        if self._stopping:
            self._stop(signal.SIGTERM, None)
        _, status = os.waitpid(self._serving, 0)
        self._serving = 0
        os.close(held)
        return os.waitstatus_to_exitcode(status)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        # While the supervisor holds the port, clients could connect that nobody answers.
        self._listening.close()
        if self._serving:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._serving, signal.SIGTERM)


def _serve(settings: ServerSettings, listening: socket.socket, parent_pipe: int) -> int:
    """Serve in this process, which ends with its parent; return the exit status."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    end_with_parent(parent_pipe)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run(settings, listening))
    except BilateralError as error:
        sys.stderr.write(f"{error}\n")
        return _REFUSED
    finally:
        sys.stderr.flush()
    return 0


class _Granian(embed.Server):
    """Granian on a socket that is already listening, so that no client is refused meanwhile."""

    def __init__(self, listening: socket.socket, application: Application, **options: Any) -> None:  # noqa: ANN401
        super().__init__(application, interface=constants.Interfaces.ASGINL, **options)
        self._listening = listening

    def _init_shared_socket(self) -> None:
        # Its type stub lacks the arguments.
        holder: Any = SocketHolder
        self._ssp, self._shd = None, holder(self._listening.fileno(), False, _BACKLOG)  # noqa: FBT003


async def _run(settings: ServerSettings, listening: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    application = Application(lambda: settings)
    starting = loop.create_task(application.start())
    stopping = loop.create_task(stopped.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if starting.done():
        starting.result()
    listening.setblocking(False)  # noqa: FBT003  # as the standard library has it
    server = _Granian(
        listening,
        application,
        http1_settings=HTTP1Settings(header_read_timeout=_HEAD_MILLISECONDS, max_buffer_size=_HEAD_BYTES),
        websockets=False,
        # The number of connections: idle ones must not keep others out.
        backpressure=_raise_descriptors() - _SPARE,
        log_enabled=False,
        ssl_cert=settings.tls_certificate,
        ssl_key=settings.tls_key,
        ssl_protocol_min=constants.SSLProtocols.tls12,
    )
    serving = loop.create_task(server.serve())
    host, port = listening.getsockname()[:2]
    idle_connections.watch(port)
    scheme = "https" if settings.tls_certificate else "http"
    snapshot = application.service.snapshot().number
    sys.stderr.write(f"bilateral: ready at {scheme}://{host}:{port} snapshot {snapshot}\n")
    sys.stderr.flush()
    await stopping
    listening.close()
    server.stop()  # type: ignore[no-untyped-call]
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(serving, settings.query_timeout + 1)
    application.service.close()
    sys.stderr.flush()
    os._exit(0)


def _raise_descriptors() -> int:
    """Raise the limit of descriptors as far as allowed, and return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, _DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted
