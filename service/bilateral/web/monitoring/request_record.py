"""What is noted of one request, whoever answers it: for the journal, and to stop what its client left."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from flask import g, request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bilateral.protocol.solution_counter import Tally
    from bilateral.workers.answer import Answer

KEY: Final = "bilateral.record"
"""Where the scope of an ASGI request has its record."""


class Record:
    """One request.

    Attributes:
        method: as sent.
        path: still encoded.
        client: the client's address.
        started: the monotonic time when its head was here.
        status: of the answer, 0 before.
        size: bytes of the answer's body.
        complete: whether the answer was sent to its end.
        query: SPARQL that was asked, or "".
        tally: counts the solutions in the answer, fed by whoever sends it; None where they are not counted.
        streamed: an answer that is to be sent without a thread that waits for the client.
    """

    __slots__ = (
        "_asked",
        "_disconnected",
        "client",
        "complete",
        "method",
        "path",
        "query",
        "size",
        "started",
        "status",
        "streamed",
        "tally",
    )

    def __init__(self, method: str, path: str, client: str) -> None:
        self.method, self.path, self.client = method, path, client
        self.started = time.monotonic()
        self.status = self.size = 0
        self.complete = True
        self.query = ""
        self.tally: Tally | None = None
        self.streamed: Answer | None = None
        self._asked: Answer | None = None
        self._disconnected = False

    @property
    def rows(self) -> int | None:
        """Solutions in the answer; None where they were not counted."""
        return self.tally.rows if self.tally else None

    def asks(self, answer: Answer) -> None:
        """Stop the answer when the client disconnects, or now if it has."""
        self._asked = answer
        if self._disconnected:
            answer.close()

    def disconnect(self) -> None:
        """Stop what is still done for a client that disconnected."""
        self._disconnected, self.complete = True, False
        if self._asked:
            self._asked.close()


def is_given(environ: Mapping[str, Any]) -> bool:
    """Return whether an ASGI server answers the request, and keeps its record."""
    return KEY in environ.get("asgi.scope", {})


def is_own() -> bool:
    """Return whether the record of the request that Flask is at is Flask's own."""
    return not is_given(request.environ)


def current() -> Record:
    """Return the record of the request that Flask is at."""
    if not is_own():
        given: Record = request.environ["asgi.scope"][KEY]
        return given
    if "record" not in g:
        g.record = Record(request.method, request.path, request.remote_addr or "")
    found: Record = g.record
    return found
