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
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_PREFLIGHT: Final = (
    ("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"),
    ("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match"),
    ("Access-Control-Max-Age", "86400"),
)
_POLICY: Final = "Content-Security-Policy"
_FRAMING: Final = "X-Frame-Options"
_EXPOSED: Final = "ETag, Link, Location, Retry-After"


def common(method: str, path: str) -> list[tuple[str, str]]:
    """Return the headers that a response has whatever else it has."""
    found = list(_SECURITY.items())
    if method in _SAFE or path in _READING:
        # Reading takes no authority, so that any page may read; writes need a token and stay same-origin.
        found += [("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", _EXPOSED)]
    if method == "OPTIONS":
        found += _PREFLIGHT
    return found


def register(app: Flask) -> None:
    """Add them."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    # A view with a policy of its own says itself who may frame it.
    own = _POLICY in response.headers
    for name, value in common(request.method, request.path):
        if not (own and name == _FRAMING):
            response.headers.setdefault(name, value)
    return response
