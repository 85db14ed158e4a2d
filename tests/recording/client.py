"""One request at a time to a server, on a connection that is kept; nothing is followed."""

from __future__ import annotations

import http.client
import threading
import time
import urllib.parse
from typing import TYPE_CHECKING

from records import Answered, text

if TYPE_CHECKING:
    from records import Asked

_TIMEOUT = 120.0
_TRIES = 6
_BUSY = frozenset({429, 503})
_CONNECTION = frozenset(
    {"connection", "date", "keep-alive", "server", "server-timing", "transfer-encoding", "x-request-id"}
)
"""Headers of the connection, the server's make and the moment: not of the answer."""


class Client:
    """A client that any number of threads may use, each with a connection of its own."""

    def __init__(self, base: str) -> None:
        self.host = urllib.parse.urlsplit(base).netloc
        self._local = threading.local()

    def ask(self, asked: Asked) -> Answered:
        """Return the answer; a server that is busy is asked again, a few times."""
        for turn in range(_TRIES):
            answered = self._try(asked)
            if answered.status not in _BUSY:
                break
            time.sleep(0.5 * (turn + 1))
        return answered

    def _try(self, asked: Asked) -> Answered:
        try:
            return self._once(asked)
        except (http.client.HTTPException, OSError):
            # A server may end a connection that nothing was asked on; a second failure is one of the answer.
            self._local.connection = None
        try:
            return self._once(asked)
        except (http.client.HTTPException, OSError) as error:
            self._local.connection = None
            return Answered(0, [], f"no answer: {type(error).__name__}")

    def _once(self, asked: Asked) -> Answered:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection(self.host, timeout=_TIMEOUT)
            self._local.connection = connection
        body = (asked.body * asked.repeat).encode() if asked.body else None
        connection.request(asked.method, asked.address, body, dict(asked.headers))
        response = connection.getresponse()
        content = response.read()
        headers = sorted(
            (name.lower(), value) for name, value in response.getheaders() if name.lower() not in _CONNECTION
        )
        return Answered(response.status, headers, text(content))
