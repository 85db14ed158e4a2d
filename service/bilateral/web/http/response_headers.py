"""The headers of every response.

Source: Fetch standard (CORS); OWASP Secure Headers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Response, request

if TYPE_CHECKING:
    from flask import Flask

_SECURITY: Final = (
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("content-security-policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'"),
)
# Rights depend on a token that no browser sends by itself, never on a cookie.
_SHARING: Final = (
    ("access-control-allow-origin", "*"),
    ("access-control-expose-headers", "ETag, Link, Location, Retry-After"),
)
_PREFLIGHT: Final = (
    ("access-control-allow-methods", "GET, HEAD, POST, PUT, DELETE, OPTIONS"),
    (
        "access-control-allow-headers",
        "Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match",
    ),
    ("access-control-max-age", "86400"),
)
_COMMON: Final = (*_SECURITY, *_SHARING)
_POLICY: Final = "content-security-policy"
_FRAMING: Final = "x-frame-options"


def common(method: str) -> tuple[tuple[str, str], ...]:
    """Return the headers of every response to a method."""
    return (*_COMMON, *_PREFLIGHT) if method == "OPTIONS" else _COMMON


def register(app: Flask) -> None:
    """Add them to every response."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    # A view with its own policy decides itself who may frame it.
    own = _POLICY in response.headers
    for name, value in common(request.method):
        if not (own and name == _FRAMING):
            response.headers.setdefault(name, value)
    return response
