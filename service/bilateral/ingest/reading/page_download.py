"""Fetches one page from an address; the one place that does, and never for a client of the server."""

from __future__ import annotations

import ipaddress
import socket
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from bilateral import __version__
from bilateral.errors import InputError
from bilateral.ingest.reading.document_reader import ReadingLimits
from bilateral.ingest.reading.read_text import RawDocument

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

_REDIRECTS: Final = 5
_FOLLOWED: Final = frozenset({301, 302, 303, 307, 308})
_TIMEOUT: Final = 10.0  # seconds without an answer
_SECONDS: Final = 30.0  # for all of it
_PIECE: Final = 1 << 16  # bytes
_OK: Final = 200
_HEADERS: Final = {
    "User-Agent": f"bilateral/{__version__}",
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/markdown,text/plain;q=0.9,*/*;q=0.1",
    "Accept-Encoding": "gzip",
}


def is_address(text: str) -> bool:
    """Return whether a text is an address that can be fetched."""
    return text.startswith(("http://", "https://"))


def download(url: str, limits: ReadingLimits = ReadingLimits()) -> RawDocument:  # noqa: B008  # immutable
    """Return the document at an address, unread.

    An address on the machine or in its network may be named, but no page elsewhere may lead there.

    Raises:
        InputError: it cannot be fetched, is too large, or takes too long.
    """
    from urllib3 import PoolManager, Timeout  # noqa: PLC0415  # only commands that are given an address need it
    from urllib3.exceptions import HTTPError  # noqa: PLC0415  # as above

    end = time.monotonic() + _SECONDS
    try:
        with PoolManager(timeout=Timeout(_TIMEOUT), retries=False, headers=_HEADERS) as http:
            response, final = _follow(http, url)
            with response:
                content = _read(response, url, limits.bytes, end)
                return RawDocument(content, url, response.headers.get("Content-Type", ""), final)
    except (HTTPError, UnicodeError) as error:
        raise InputError(url, None, f"not fetched: {error}") from error


def _follow(http: PoolManager, url: str) -> tuple[BaseHTTPResponse, str]:
    """Return the answer, its body unread, and the address that it came from."""
    place, near = url, _is_near(url)
    for _ in range(_REDIRECTS + 1):
        response = http.request("GET", place, redirect=False, preload_content=False)
        target = response.headers.get("Location", "")
        if response.status == _OK:
            return response, place
        response.release_conn()
        if response.status not in _FOLLOWED or not target:
            raise InputError(
                url, None, f"not fetched: the answer is {response.status} {response.reason or ''}".strip()
            )
        place = urljoin(place, target)
        if not is_address(place) or (_is_near(place) and not near):
            raise InputError(url, None, f"not fetched: it leads to {place}")
    raise InputError(url, None, f"not fetched: more than {_REDIRECTS} redirections")


def _is_near(url: str) -> bool:
    """Return whether any address of a host is of this machine or a private network."""
    try:
        host = urlsplit(url).hostname or ""
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise InputError(url, None, f"not fetched: {error}") from error
    return any(not ipaddress.ip_address(each[4][0]).is_global for each in found)


def _read(response: BaseHTTPResponse, url: str, most: int, end: float) -> bytes:
    content = bytearray()
    while piece := response.read(_PIECE, decode_content=True):
        content += piece
        if len(content) > most:
            raise InputError(url, None, f"not fetched: it has more than {most >> 20} MiB")
        if time.monotonic() > end:
            raise InputError(url, None, f"not fetched: it took longer than {_SECONDS:g} seconds")
    return bytes(content)
