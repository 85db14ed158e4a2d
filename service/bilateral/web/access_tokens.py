"""Access tokens, which allow clients to write.

A token is sent in a header that no page can make a browser send, never in a cookie, so that none is forged.

Source: RFC 6750.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral import texts
from bilateral.errors import BilateralError, InputError
from bilateral.protocol.refusals import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SCOPES: Final = ("read", "write", "admin")
_LONGEST: Final = 100  # characters of the name of an author


class Unauthorized(BilateralError):  # noqa: N818  # HTTP's name for it
    """The request has no token, or an unknown one."""


class UnknownReader(Unauthorized):
    """The request is for what only those with a token may see; a browser asks its user for one."""


class InsufficientScope(BilateralError):  # noqa: N818  # RFC 6750's name for it
    """The token does not have the scope."""


class WritesOff(BilateralError):  # noqa: N818  # the state of this server
    """This server takes no writes."""


class AccessToken(NamedTuple):
    """A secret and its scopes."""

    name: str
    scopes: frozenset[str]
    secret: str


def read_tokens(path: Path) -> list[AccessToken]:
    """Return the tokens of a file: a line `name:scope:token`, or a token alone, which has every scope.

    Raises:
        InputError: the file cannot be read, has no token, or names an unknown scope.
    """
    numbered = [(number, line.strip()) for number, line in enumerate(texts.read(path).splitlines(), 1)]
    tokens = [_token(path, number, line) for number, line in numbered if line and not line.startswith("#")]
    if not tokens:
        raise InputError(path, None, "no token in it: write a line name:scope:token")
    return tokens


def _token(path: Path, number: int, line: str) -> AccessToken:
    if ":" not in line:
        return AccessToken("", frozenset(SCOPES), line)
    name, scope, secret = (part.strip() for part in (*line.split(":", 2), "", "")[:3])
    if scope not in SCOPES or not secret:
        raise InputError(path, number, f"write name:scope:token, with a scope of {', '.join(SCOPES)}")
    # The scope admin includes write, and write includes read.
    return AccessToken(name, frozenset(SCOPES[: SCOPES.index(scope) + 1]), secret)


def authorise(authorization: str, scope: str, tokens: Sequence[AccessToken]) -> AccessToken:
    """Return the token in an Authorization header, which may be "", if it has the scope.

    Raises:
        Unauthorized: there is none, or an unknown one.
        InsufficientScope: it does not have the scope.
        WritesOff: there are no tokens at all.
    """
    if not tokens:
        raise WritesOff("this server takes no writes: it was started without --token-file")
    scheme, _, secret = authorization.partition(" ")
    given = secret.strip().encode() if scheme.lower() == "bearer" else b""
    # Every token is compared, so that the time reveals nothing.
    matching = [token for token in tokens if hmac.compare_digest(token.secret.encode(), given)]
    if not matching:
        raise Unauthorized("send a token that this server knows, as Authorization: Bearer")
    if scope not in matching[0].scopes:
        raise InsufficientScope(f"this token is not good for {scope}")
    return matching[0]


def authorise_form(
    authorization: str, form: Mapping[str, object], tokens: Sequence[AccessToken]
) -> AccessToken:
    """Return the token of the header, or else of the field `token` of a form, if it is good for writing.

    Basic credentials are passed over: a browser sends them by itself.

    Raises:
        Unauthorized, InsufficientScope, WritesOff: as `authorise`.
    """
    by_itself = authorization.lower().startswith("basic ")
    return authorise(_sent("" if by_itself else authorization, form), "write", tokens)


def _sent(authorization: str, form: Mapping[str, object]) -> str:
    """Return the header of a request, or what it would be for the field `token` of its form."""
    return authorization or f"Bearer {form.get('token', '')}"


def authorise_reading(authorization: str, form: Mapping[str, object], tokens: Sequence[AccessToken]) -> None:
    """Refuse a request that has no token: as Bearer, in its form, or as the password of Basic.

    Basic is good for reading alone: browsers send it by themselves, also with requests that other pages make.

    Raises:
        UnknownReader: there is none, or an unknown one.
        WritesOff: there are no tokens at all.

    Source: RFC 7617.
    """
    scheme, _, given = _sent(authorization, form).partition(" ")
    if scheme.lower() == "basic":
        with contextlib.suppress(ValueError):
            given = base64.b64decode(given, validate=True).decode().partition(":")[2]
    try:
        authorise(f"Bearer {given}", "read", tokens)
    except Unauthorized as error:
        raise UnknownReader("texts under review are for those who have a token") from error


def author_of(token: AccessToken, given: str) -> str:
    """Return who decides something: the name of the token, or the one that came with it.

    Raises:
        ProtocolError: neither has a name.
    """
    name = token.name or given.strip()[:_LONGEST]
    if not name:
        raise ProtocolError("say who decides: this token has no name, so that an author is needed")
    return name
