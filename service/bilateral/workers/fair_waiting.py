"""Requests that wait for a worker: clients take turns, so that one that asks much keeps no other waiting."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bilateral.workers.answer import Answer


class Waiting:
    """Requests by client; those of one client in the order they came."""

    def __init__(self) -> None:
        self._lines: dict[str, deque[Answer]] = {}

    def __bool__(self) -> bool:
        return bool(self._lines)

    def __iter__(self) -> Iterator[Answer]:
        return (answer for line in self._lines.values() for answer in line)

    def add(self, answer: Answer) -> None:
        """Put a request behind the others of its client."""
        self._lines.setdefault(answer.client, deque()).append(answer)

    def add_first(self, answer: Answer) -> None:
        """Put a request that had its turn before those of its client."""
        self._lines.setdefault(answer.client, deque()).appendleft(answer)

    def next(self, busy: Mapping[str, int]) -> Answer | None:
        """Return the request whose turn it is: of those whose clients have the fewest at work, the oldest.

        Args:
            busy: how many requests of each client workers have.
        """
        if not self._lines:
            return None
        client = min(self._lines, key=lambda each: (busy.get(each, 0), self._lines[each][0].since))
        return self._lines[client][0]

    def remove(self, answer: Answer) -> None:
        """Take a request out, if it is there."""
        line = self._lines.get(answer.client)
        if line and answer in line:
            line.remove(answer)
            if not line:
                del self._lines[answer.client]
