"""Answers to queries that were asked before, and pages that were made, up to a number of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Hashable

_SHARE: Final = 16  # no answer takes more than this part of the whole


class Cache:
    """Answers by key, the least recently used going first.

    Attributes:
        hits: answers that were there.
        misses: answers that were not.
        size: bytes held now.
    """

    def __init__(self, capacity: int) -> None:
        """Hold up to a number of bytes."""
        self._capacity, self._lock = capacity, threading.Lock()
        self._answers: OrderedDict[Hashable, bytes] = OrderedDict()
        self.hits = self.misses = self.size = 0

    def get(self, key: Hashable) -> bytes | None:
        """Return the answer of a key, if it is there."""
        with self._lock:
            found = self._answers.get(key)
            if found is None:
                self.misses += 1
                return None
            self.hits += 1
            self._answers.move_to_end(key)
            return found

    def put(self, key: Hashable, answer: bytes) -> None:
        """Take an answer, unless it is a large part of what can be held."""
        if len(answer) > self._capacity // _SHARE:
            return
        with self._lock:
            if key in self._answers:
                return
            self._answers[key] = answer
            self.size += len(answer)
            while self.size > self._capacity:
                _, dropped = self._answers.popitem(last=False)
                self.size -= len(dropped)
