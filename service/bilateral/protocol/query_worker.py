"""The processes that evaluate queries, with what this room knows of SPARQL.

What takes long to load is loaded when it is needed: a worker that was killed is replaced in a moment.
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
    """What workers know of SPARQL; see `store.worker.Language`."""

    def inspect(self, text: str, caps: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what a request is."""
        return request_guard.inspect(text, RequestLimits(**caps))._asdict()

    def locate(self, error: QuerySyntaxError, text: str) -> QuerySyntaxError:
        """Return the engine's error with the first place that is wrong."""
        from bilateral.syntax import diagnosis  # noqa: PLC0415

        return diagnosis.locate(error, text)


def read_directory() -> None:
    """Evaluate queries on a data directory."""
    store_worker.main(SparqlLanguage())


def read_engine() -> None:
    """Let an external SPARQL engine evaluate queries."""
    from bilateral.remote import remote_worker as remote  # noqa: PLC0415

    remote.main(SparqlLanguage())
