"""Why a request is refused before it reaches the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.errors import BilateralError, QuerySyntaxError
from bilateral.workers.failures import register

if TYPE_CHECKING:
    from collections.abc import Sequence


class ProtocolError(BilateralError):
    """The protocol does not allow the request."""


class NotAcceptable(ProtocolError):  # noqa: N818  # HTTP's name for it
    """The client accepts none of the media types on offer."""

    def __init__(self, offers: Sequence[str]) -> None:
        super().__init__(f"on offer are {', '.join(offers)}")
        self.offers = tuple(offers)


class UnsupportedMediaType(ProtocolError):  # noqa: N818  # HTTP's name for it
    """The body is in a format that this resource does not read."""


class TooLarge(ProtocolError):  # noqa: N818  # HTTP's name for it
    """The request is too long."""


class Forbidden(ProtocolError):  # noqa: N818  # HTTP's name for it
    """The request asks for what this server does not do, such as fetching from elsewhere."""


class TooComplex(QuerySyntaxError):  # noqa: N818  # as its neighbours
    """The request nests or repeats more than the limits allow."""


# Workers inspect long requests.
register(TooLarge, Forbidden, TooComplex)
