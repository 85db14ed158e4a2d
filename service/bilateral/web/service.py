"""The graph as the views see it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from bilateral.sparql import guard
from bilateral.sparql.guard import Caps
from bilateral.store import Limits, Pool, Snapshot, current

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bilateral.sparql.guard import Shape
    from bilateral.store import Answer, Dataset
    from bilateral.web.settings import Settings

_SHAPES = 4096


class Service:
    """The graph, the readers that answer strangers, and the state that pages are made from."""

    def __init__(self, settings: Settings) -> None:
        """Start the readers.

        Raises:
            StoreError: nothing was built in the data directory yet.
        """
        self.settings = settings
        self.caps = Caps(
            settings.max_query,
            settings.max_depth,
            settings.max_patterns,
            settings.max_operators,
            settings.services,
        )
        self._shapes = functools.lru_cache(maxsize=_SHAPES)(self._inspect)
        self._snapshot = Snapshot(settings.data)
        limits = Limits(settings.query_timeout, settings.memory, settings.queue_timeout, settings.max_answer)
        self.pool = Pool(settings.data, settings.readers, limits)

    def close(self) -> None:
        """End the readers."""
        self.pool.close()
        self._snapshot.close()

    def snapshot(self) -> Snapshot:
        """Return the current state, open in this process: for our own queries, never for a stranger's."""
        number = current(self.settings.data)
        if number is not None and number != self._snapshot.number:
            # The one it replaces is closed by the collector, after the last thread that reads it.
            self._snapshot = Snapshot(self.settings.data, number)
        return self._snapshot

    def inspect(self, text: str) -> Shape:
        """Return what a request is, or refuse it; see `guard`."""
        return self._shapes(text)

    def query(
        self,
        text: str,
        dataset: Dataset,
        formats: Mapping[str, str],
        base: str,
        *,
        gone: Callable[[], bool] = bool,
    ) -> Answer:
        """Let a reader evaluate a stranger's query.

        Args:
            text: SPARQL that was inspected.
            dataset: what it sees.
            formats: the media type to write for each kind of answer.
            base: the IRI that relative IRIs are resolved against.
            gone: whether nobody waits for the answer any more.
        """
        request = {
            "job": "query",
            "query": text,
            "base": base,
            "inferred": dataset.inferred,
            "default": dataset.default,
            "named": dataset.named,
            "formats": formats,
            "snapshot": self.snapshot().number,
        }
        return self.pool.run(request, gone=gone)

    def _inspect(self, text: str) -> Shape:
        return guard.inspect(text, self.caps)
