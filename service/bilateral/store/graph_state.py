"""What a view of one state of the graph has beyond what can be asked of it."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from bilateral.store.engine.view import View

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from bilateral.store.snapshots.data_directory import Counts
    from bilateral.store.writes.quad_delta import Delta


class Changeable(View):
    """A view that can be changed and is thrown away."""

    @abstractmethod
    def apply(self, delta: Delta) -> None:
        """Change it."""


class State(View):
    """One state of the graph.

    Attributes:
        number: grows with each state.
        stamp: differs between any two states.
        counts: asserted and inferred triples, and named graphs.
    """

    number: int
    stamp: str
    counts: Counts

    @abstractmethod
    def scratch(self) -> AbstractContextManager[Changeable]:
        """Return a copy that can be changed, for as long as the context lasts."""
