"""A WSGI application in threads, behind an event loop.

Waiting for a client, to send or to take, costs no thread; a view hears that its client left.

Source: PEP 3333.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote_to_bytes

from werkzeug.exceptions import InternalServerError

from bilateral.web import problems
from bilateral.web.call import BODILESS
from bilateral.web.connection import CALL
from bilateral.web.problems import TooMany

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from wsgiref.types import WSGIApplication, WSGIEnvironment

    from bilateral.web.call import Call
    from bilateral.web.front import Front
    from bilateral.web.journal import Journal
    from bilateral.web.settings import Settings

    Headers = list[tuple[str, str]]


class Bridge:
    """Answers requests: queries by the front, all others by the application."""

    def __init__(
        self, application: WSGIApplication, front: Front, journal: Journal, settings: Settings
    ) -> None:
        self._application, self._front, self._journal = application, front, journal
        self._per_client = settings.per_client
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="request")
        self._active: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    def busy(self) -> bool:
        """Tell whether anybody is being answered."""
        return bool(self._active)

    def admit(self, call: Call) -> None:
        """Count a request in, or have it refused where its client has too many."""
        self._active[call.address] += 1
        if self._active[call.address] > self._per_client:
            call.refused = TooMany(f"{self._per_client} requests of yours are worked on already")

    def done(self, call: Call) -> None:
        """Count it out, and write it down."""
        self._active[call.address] -= 1
        if not self._active[call.address]:
            del self._active[call.address]
        self._journal.add(call)

    def handle(self, call: Call) -> None:
        """Answer a request, now or later."""
        if call.refused:
            call.respond(*problems.describe(call.refused))
        elif self._front.takes(call):
            try:
                self._front.answer(call)
            except Exception as error:  # noqa: BLE001  # one request must not end the connection of others
                call.respond(*_failed(call, error))
        else:
            task = asyncio.get_running_loop().create_task(self._run(call))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, call: Call) -> None:
        loop = asyncio.get_running_loop()
        response = await loop.run_in_executor(self._threads, self._respond, call)
        # It may have been a write, which the next query is to see.
        self._front.forget()
        if response.whole is not None:
            call.respond(response.status, response.headers, response.whole)
            return
        call.stream(response.status, response.headers)
        try:
            while (
                chunk := await loop.run_in_executor(self._threads, next, response.chunks, None)
            ) is not None:
                await call.send(chunk)
        except Exception:  # noqa: BLE001  # whatever it was, the client must not take the rest for the whole
            call.abort()
        else:
            call.end()
        finally:
            await loop.run_in_executor(self._threads, response.close)

    def _respond(self, call: Call) -> Response:
        try:
            return self._call(_environ(call), call.method)
        except Exception as error:  # noqa: BLE001  # the application answers its own; the rest is ours to answer
            return Response(*_failed(call, error), iter(()), ())

    def _call(self, environ: WSGIEnvironment, method: str) -> Response:
        started: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: Headers, _: object = None) -> Callable[[bytes], object]:
            started.append((int(status[:3]), [(name.lower(), value) for name, value in headers]))
            return _no_write

        result = self._application(environ, start_response)
        status, headers = started[-1]
        # What has no body is answered whole: a stream of nothing would still end in a last chunk.
        sized = status in BODILESS or any(name == "content-length" for name, _ in headers)
        if method != "HEAD" and not sized:
            return Response(status, headers, None, iter(result), result)
        try:
            whole = b"".join(result)
        finally:
            _close(result)
        if method != "HEAD":
            headers = [(name, value) for name, value in headers if name != "content-length"]
        return Response(status, headers, whole, iter(()), result)


class Response(NamedTuple):
    """What the application answered: the whole of it, or chunks to come."""

    status: int
    headers: Headers
    whole: bytes | None
    chunks: Iterator[bytes]
    result: Iterable[bytes]

    def close(self) -> None:
        """Tell the application that no more is asked for."""
        _close(self.result)


def _failed(call: Call, error: Exception) -> tuple[int, Headers, bytes]:
    sys.stderr.write(f"bilateral: {call.method} {call.target}: {error!r}\n")
    return problems.describe(InternalServerError())


def _environ(call: Call) -> WSGIEnvironment:
    host, _, port = call.headers.get("host", "").rpartition(":")
    body = call.body or b""
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": call.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(call.path).decode("latin-1"),
        "REQUEST_URI": call.target,
        "QUERY_STRING": call.query_string,
        "SERVER_NAME": host or port or "localhost",
        "SERVER_PORT": port if host and port.isdecimal() else "80",
        "SERVER_PROTOCOL": f"HTTP/{call.version}",
        "REMOTE_ADDR": call.address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "bilateral.too_large": call.body is None,
        CALL: call,
    }
    for name, value in call.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def _close(result: Iterable[bytes]) -> None:
    close = getattr(result, "close", None)
    if close is not None:
        with contextlib.suppress(Exception):
            close()


def _no_write(_: bytes) -> object:
    raise NotImplementedError("PEP 3333's write() is for applications older than it")
