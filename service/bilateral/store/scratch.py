"""A copy of a state that can be changed and is thrown away."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bilateral.store import directory
from bilateral.store.deltas import apply
from bilateral.store.state import Changeable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bilateral.store.deltas import Delta


class Scratch(Changeable):
    """A state that can be changed."""

    def apply(self, delta: Delta) -> None:
        """Change it."""
        apply(self._store, delta)


@contextlib.contextmanager
def scratch(data: Path, path: Path, *, reasoned: bool) -> Iterator[Scratch]:
    """Return a changeable copy of the engine's files, for as long as the context lasts."""
    with directory.workspace(data) as work:
        directory.clone(path, work / "store")
        yield Scratch(ox.Store(work / "store"), reasoned=reasoned)
