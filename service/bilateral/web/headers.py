"""Headers that every response has.

Source: Fetch standard (CORS); OWASP Secure Headers.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from flask import Response, request

if TYPE_CHECKING:
    from flask import Flask

_READING: Final = frozenset({"/sparql"})
_SECURITY: Final = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    }
)
_EXPOSED: Final = "ETag, Link, Location, Retry-After"


def register(app: Flask) -> None:
    """Add them."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    for name, value in _SECURITY.items():
        response.headers.setdefault(name, value)
    if request.method in {"GET", "HEAD", "OPTIONS"} or request.path in _READING:
        # Reading takes no authority, so that any page may read; writes need a token and stay same-origin.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response
