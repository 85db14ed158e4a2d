"""The events of the graph, with which those of a draft are compared whenever it is looked at."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from bilateral.ingest.drafts.draft import EVENT
from bilateral.ingest.identity.event_index import EventIndex, read_index
from bilateral.ingest.suggestions.identity_refresh import compared, graph_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilateral.ingest.drafts.draft import Draft
    from bilateral.store.engine.view import GraphView


class KnownEvents:
    """An index of events that several threads use.

    It is read anew when the graph has rested from writes, and follows what is accepted here at once.
    """

    def __init__(self, state: Callable[[], GraphView]) -> None:
        """Have it read states by `state`, which returns the current one."""
        self._state, self._lock = state, threading.Lock()
        self._index: EventIndex | None = None

    def read(self) -> None:
        """Read the events of the current state."""
        state = self._state()
        index = read_index(state)
        with self._lock:
            self._index = index

    def compared(self, draft: Draft) -> Draft:
        """Return a draft whose waiting events are those of the graph, where that is sure."""
        if not any(each.is_open and each.kind == EVENT for each in draft.suggestions):
            return draft
        if self._index is None:
            self.read()
        with self._lock:
            return compared(draft, self._index or EventIndex())

    def follow(self, before: Draft, after: Draft) -> None:
        """Take notice of the decisions on a draft."""
        old, new = (
            {each.id: each for each in draft.accepted if each.kind == EVENT} for draft in (before, after)
        )
        with self._lock:
            if old.keys() - new.keys():
                # What is no longer in the graph is not to be offered.
                self._index = None
            elif self._index:
                for name in new.keys() - old.keys():
                    self._index.add(graph_event(new[name]))
