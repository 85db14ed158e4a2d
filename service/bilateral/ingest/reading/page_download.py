"""Fetches one page from an address; the one place that does, and never for a client of the server."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
import zlib
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
_GZIP: Final = 16 + zlib.MAX_WBITS
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
    found: list[RawDocument | InputError] = []
    # A name server or a head that comes byte by byte keeps no deadline of its own.
    fetching = threading.Thread(target=lambda: found.append(_fetched(url, limits)), daemon=True)
    fetching.start()
    fetching.join(_SECONDS)
    if not found:
        raise _too_slow(url)
    if isinstance(found[0], InputError):
        raise found[0]
    return found[0]


def _fetched(url: str, limits: ReadingLimits) -> RawDocument | InputError:
    from urllib3 import PoolManager, Timeout  # noqa: PLC0415  # only commands that are given an address need it
    from urllib3.exceptions import HTTPError  # noqa: PLC0415  # as above

    try:
        with PoolManager(timeout=Timeout(_TIMEOUT), retries=False, headers=_HEADERS) as http:
            response, final = _follow(http, url)
            with response:
                content = _decoded(_read(response, url, limits.bytes), response, url, limits.bytes)
                return RawDocument(content, url, response.headers.get("Content-Type", ""), final)
    except InputError as error:
        return error
    except (HTTPError, OSError, ValueError) as error:
        return InputError(url, None, f"not fetched: {error}")


def _follow(http: PoolManager, url: str) -> tuple[BaseHTTPResponse, str]:
    """Return the answer, its body unread, and the address that it came from."""
    place, near = url, is_near(url)
    for _ in range(_REDIRECTS + 1):
        response = http.request("GET", place, redirect=False, preload_content=False)
        target = response.headers.get("Location", "")
        if response.status == _OK:
            return response, place
        response.close()
        if response.status not in _FOLLOWED or not target:
            raise InputError(
                url, None, f"not fetched: the answer is {response.status} {response.reason or ''}".strip()
            )
        place = urljoin(place, target)
        if not is_address(place) or (is_near(place) and not near):
            raise InputError(url, None, f"not fetched: it leads to {place}")
    raise InputError(url, None, f"not fetched: more than {_REDIRECTS} redirections")


def is_near(url: str) -> bool:
    """Return whether any address of a host is of this machine or a private network."""
    try:
        host = urlsplit(url).hostname or ""
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise InputError(url, None, f"not fetched: {error}") from error
    return any(not ipaddress.ip_address(each[4][0]).is_global for each in found)


def _read(response: BaseHTTPResponse, url: str, most: int) -> bytes:
    content, end = bytearray(), time.monotonic() + _SECONDS
    while piece := response.read1(_PIECE, decode_content=False):
        content += piece
        if len(content) > most:
            raise _too_large(url, most)
        if time.monotonic() > end:
            raise _too_slow(url)
    return bytes(content)


def _decoded(content: bytes, response: BaseHTTPResponse, url: str, most: int) -> bytes:
    """Return a body as it was before it was compressed, if that is no larger than it may be."""
    coding = response.headers.get("Content-Encoding", "identity").lower()
    if coding == "identity":
        return content
    if coding != "gzip":
        raise InputError(url, None, f"not fetched: it is compressed by {coding}")
    try:
        found = zlib.decompressobj(_GZIP).decompress(content, most + 1)
    except zlib.error as error:
        raise InputError(url, None, f"not fetched: {error}") from error
    if len(found) > most:
        raise _too_large(url, most)
    return found


def _too_slow(url: str) -> InputError:
    return InputError(url, None, f"not fetched: it took longer than {_SECONDS:g} seconds")


def _too_large(url: str, most: int) -> InputError:
    return InputError(url, None, f"not fetched: it has more than {most >> 20} MiB")
