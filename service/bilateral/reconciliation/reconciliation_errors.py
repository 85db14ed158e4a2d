"""What can be wrong with a request to the reconciliation service."""

from __future__ import annotations

from bilateral.errors import BilateralError


class RequestError(BilateralError):
    """A request is not what the protocol says."""


class TooMany(BilateralError):  # noqa: N818  # the name of the problem
    """A batch has more queries than are answered at once."""
