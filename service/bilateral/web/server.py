"""The server process and the processes it starts."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, cast

from granian.constants import Interfaces
from granian.server import Server

from bilateral.web.app import create_app
from bilateral.web.bridge import Bridge
from bilateral.web.front import Front
from bilateral.web.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilateral.web.settings import Settings

_LOOK_SECONDS = 0.01


def serve(settings: Settings) -> int:
    """Serve until SIGTERM or SIGINT; say on stderr when ready. Return the exit status.

    Raises:
        StoreError: nothing was built in the data directory yet.
    """
    port = settings.port or _free_port(settings.host)
    lifeline, held = os.pipe()

    def load() -> Bridge:
        # In the web process, which is a fork of this one and ends with it.
        os.close(held)
        threading.Thread(target=_end_with_parent, args=(lifeline,), daemon=True).start()
        service = Service(settings)
        number = service.snapshot().number
        message = f"bilateral: ready at http://{settings.host}:{port} snapshot {number}\n"
        threading.Thread(target=_say_when_open, args=(settings.host, port, message), daemon=True).start()
        front = Front(service)
        return Bridge(create_app(service), front, service.journal, settings)

    server = Server(
        "bilateral",
        address=settings.host,
        port=port,
        interface=Interfaces.RSGI,
        workers=1,
        respawn_failed_workers=True,
        log_enabled=False,
        workers_kill_timeout=int(settings.query_timeout) + 1,
    )
    server.serve(target_loader=cast("Callable[..., Any]", load), wrap_loader=False)
    return 0


def _end_with_parent(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(1)


def _say_when_open(host: str, port: int, message: str) -> None:
    while True:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(_LOOK_SECONDS)
        else:
            sys.stderr.write(message)
            sys.stderr.flush()
            return


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
