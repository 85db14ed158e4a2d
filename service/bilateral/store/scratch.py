"""A copy of a state that can be changed and is thrown away."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bilateral.store import directory
from bilateral.store.deltas import apply
from bilateral.store.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.store.deltas import Delta
    from bilateral.store.snapshot import Snapshot


class Scratch(View):
    """A state that can be changed."""

    def apply(self, delta: Delta) -> None:
        """Change it."""
        apply(self._store, delta)


@contextlib.contextmanager
def scratch(snapshot: Snapshot) -> Iterator[Scratch]:
    """Return a changeable copy of a state, for as long as the context lasts."""
    with directory.workspace(snapshot.data) as work:
        directory.clone(snapshot.path, work / "store")
        yield Scratch(ox.Store(work / "store"), reasoned=snapshot.counts.inferred > 0)
