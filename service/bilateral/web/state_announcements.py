"""Word of a new state of the graph, for those who make something of each, so that nobody has to look for one.

Whoever sees a state announces it: a write that was made, a state that was restored, and each request, which
is how one that another process made is seen.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from bilateral.store.snapshots.snapshot import GraphState

Key: TypeAlias = "tuple[int, str]"
"""Number and stamp of a state."""


class Announcements:
    """Keeps which state was seen last, not the state itself, which would stay on the disk as long.

    Attributes:
        latest: that state; None before the first.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.latest: Key | None = None

    def announce(self, state: GraphState) -> None:
        """Tell those who wait that this is the present state; cheap where it is known."""
        latest = (state.number, state.stamp)
        if latest == self.latest:
            return
        with self._changed:
            self.latest = latest
            self._changed.notify_all()

    def wait(self, known: Key | None, seconds: float | None = None) -> None:
        """Wait until a state is announced that is not the one known, for any time or for so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.latest != known, seconds)
