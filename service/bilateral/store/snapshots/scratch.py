"""A copy of a state that can be changed and is thrown away."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bilateral.store.graph_state import Changeable
from bilateral.store.snapshots import data_directory
from bilateral.store.writes.quad_delta import apply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bilateral.store.writes.quad_delta import Delta


class Scratch(Changeable):
    """A state that can be changed."""

    def apply(self, delta: Delta) -> None:
        """Change it."""
        apply(self._store, delta)


@contextlib.contextmanager
def scratch(data: Path, path: Path, *, reasoned: bool) -> Iterator[Scratch]:
    """Return a changeable copy of the engine's files, for as long as the context lasts."""
    with data_directory.workspace(data) as work:
        data_directory.clone(path, work / "store")
        yield Scratch(ox.Store(work / "store"), reasoned=reasoned)
