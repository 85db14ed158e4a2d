"""Whether anyone waits for an answer still, for views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bilateral.web.call import Call

CALL: Final = "bilateral.call"
"""Where the environment of a request has its `Call`."""


def gone(environ: Mapping[str, Any]) -> Callable[[], bool]:
    """Return what tells whether the client of a request left."""
    call: Call | None = environ.get(CALL)
    return bool if call is None else lambda: call.gone
