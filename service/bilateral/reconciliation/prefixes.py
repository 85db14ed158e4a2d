"""Names by how they begin, for completion while somebody types."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from bilateral.matching import LABEL, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bilateral.matching import Name
    from bilateral.terms import Term

_SCANNED: Final = 5000


class Prefixes:
    """Names in alphabetical order of their folded form, each also from its second and later words on."""

    def __init__(self, names: Iterable[Name]) -> None:
        entries: list[tuple[str, tuple[int, int], Term]] = []
        for name in names:
            words = fold(name.text).split()
            rank = 0 if name.role == LABEL and name.language in {"en", ""} else 1
            entries += [
                (" ".join(words[i:]), (2 * min(i, 1) + rank, i), name.entity) for i in range(len(words))
            ]
        self._entries = sorted(entries)
        self._keys = [key for key, _, _ in self._entries]

    def complete(self, prefix: str) -> list[Term]:
        """Return the entities with a name that begins so: first those whose English label does."""
        wanted = fold(prefix)
        if not wanted:
            return []
        first = bisect_left(self._keys, wanted)
        best: dict[Term, tuple[int, int, int]] = {}
        for key, (rank, before), entity in self._entries[first : first + _SCANNED]:
            if not key.startswith(wanted):
                break
            # Of a meeting that is called after a person, more words stand before the name than of the person.
            best[entity] = min(best.get(entity, (9, 0, 0)), (rank, len(key), before))
        return sorted(best, key=lambda entity: (best[entity], entity))
