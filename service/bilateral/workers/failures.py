"""Errors that pass between processes, as a name and arguments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from bilateral.errors import (
    BilateralError,
    InputError,
    NotExpressible,
    QueryFailed,
    QuerySyntaxError,
    RdfSyntaxError,
    Refusal,
    StoreError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class Busy(StoreError):  # noqa: N818  # a state, as HTTP's "Service Unavailable"
    """No worker, or no turn in the queue of writes, was free in time."""


class DeadlineExceeded(StoreError):  # noqa: N818  # the name the standard library's peers use
    """The request took longer than a request may."""


class WorkerLost(StoreError):  # noqa: N818  # what happened
    """The worker died of the request: it ran out of memory or stack."""


class WorkerFailed(StoreError):  # noqa: N818  # what happened
    """A bug in this program ended the request."""


class Unreachable(StoreError):  # noqa: N818  # what is known of the engine
    """The external engine does not answer, or refuses our credentials."""


class ClientDisconnected(StoreError):  # noqa: N818  # what happened
    """The client disconnected, and the request was cancelled."""


class Outdated(StoreError):  # noqa: N818  # HTTP's "Precondition Failed"
    """The graph is no longer in the state that the request was made for."""


class InsufficientStorage(StoreError):  # noqa: N818  # HTTP's word
    """The write would leave too little free space, and was not begun."""


class NotWritten(StoreError):  # noqa: N818  # what is known of the write
    """The write could not be stored, and was not made."""


class Rejected(StoreError):  # noqa: N818  # the word of version control
    """The write is well-formed, but validation or reasoning refuses what it says."""


class NotConforming(StoreError):  # noqa: N818  # SHACL's word
    """A write whose result would not conform to the shapes.

    Attributes:
        results: as SHACL has them, each with `focusNode`, `path`, `message` and what else there is.
        more: the number of further results.
    """

    def __init__(self, results: str, more: int = 0) -> None:
        """Take the results as a JSON array of objects."""
        super().__init__(results, more)
        self.results: list[dict[str, str]] = json.loads(results)
        self.more = more

    def __str__(self) -> str:
        lines = [f"{result['focusNode']}: {result['message']}" for result in self.results]
        return "\n".join([*lines, f"and {self.more} more"] if self.more else lines)


_REGISTERED: Final[list[type[BilateralError]]] = [
    QuerySyntaxError,
    RdfSyntaxError,
    InputError,
    NotExpressible,
    QueryFailed,
    Refusal,
    DeadlineExceeded,
    WorkerLost,
    Outdated,
    InsufficientStorage,
    NotWritten,
    Rejected,
    NotConforming,
    WorkerFailed,
    Unreachable,
    StoreError,
]


def register(*kinds: type[BilateralError]) -> None:
    """Let further errors, defined in packages above this one, pass between processes."""
    _REGISTERED[:0] = [kind for kind in kinds if kind not in _REGISTERED]


def describe(error: BilateralError) -> dict[str, Any]:
    """Return an error as JSON, for `raise_described`."""
    name = next((known.__name__ for known in _REGISTERED if isinstance(error, known)), None)
    if name is None:
        return {"error": StoreError.__name__, "arguments": [str(error)]}
    arguments = [argument if isinstance(argument, int | None) else str(argument) for argument in error.args]
    return {"error": name, "arguments": arguments}


def raise_described(content: Mapping[str, Any]) -> None:
    """Raise the error that another process described; do nothing where it described none."""
    if "error" in content:
        kinds: dict[str, type[BilateralError]] = {kind.__name__: kind for kind in _REGISTERED}
        raise kinds[content["error"]](*content["arguments"])
