"""Why a request is not served, before it reaches the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.errors import BilateralError, QuerySyntaxError
from bilateral.workers.failures import register

if TYPE_CHECKING:
    from collections.abc import Sequence


class ProtocolError(BilateralError):
    """A request that the protocol does not allow."""


class NotAcceptable(ProtocolError):  # noqa: N818  # HTTP's name for it
    """None of the formats on offer is one the client takes.

    Attributes:
        offers: the media types on offer.
    """

    def __init__(self, offers: Sequence[str]) -> None:
        super().__init__(f"on offer are {', '.join(offers)}")
        self.offers = tuple(offers)


class UnsupportedMediaType(ProtocolError):  # noqa: N818  # HTTP's name for it
    """The body is in a format that this resource does not take."""


class TooLarge(ProtocolError):  # noqa: N818  # HTTP's name for it
    """The request is longer than a request may be."""


class Forbidden(ProtocolError):  # noqa: N818  # HTTP's name for it
    """The request asks for what this server does not do: fetching from elsewhere, mostly."""


class TooComplex(QuerySyntaxError):  # noqa: N818  # as its neighbours
    """The request is SPARQL, perhaps, but nests or repeats more than a request may."""


# Workers inspect long requests.
register(TooLarge, Forbidden, TooComplex)
