"""The main functions of the processes that evaluate queries.

Slow imports are made when they are needed, so that a worker that was killed is replaced quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bilateral.protocol import request_guard
from bilateral.protocol.request_guard import RequestLimits
from bilateral.store import store_worker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bilateral.errors import QuerySyntaxError


class SparqlLanguage:
    """What workers know of SPARQL; see `store_worker.Language`."""

    def inspect(self, text: str, caps: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the kind of a request; see `request_guard.inspect`."""
        return request_guard.inspect(text, RequestLimits(**caps))._asdict()

    def locate(self, error: QuerySyntaxError, text: str) -> QuerySyntaxError:
        """Return the engine's error with the place of the first mistake."""
        from bilateral.syntax import diagnosis  # noqa: PLC0415

        return diagnosis.locate(error, text)


def read_directory() -> None:
    """Evaluate queries on a data directory."""
    store_worker.main(SparqlLanguage())


def read_engine() -> None:
    """Let an external SPARQL engine evaluate queries."""
    from bilateral.remote import remote_worker as remote  # noqa: PLC0415

    remote.main(SparqlLanguage())
