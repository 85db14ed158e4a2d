"""Which entries of the change log somebody asks for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from bilateral.store.snapshots import change_log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bilateral.store.snapshots.change_log import ChangeEntry


class ChangeSelection(NamedTuple):
    """What the entries have to be; "" and () for anything."""

    kind: str = ""  # one of `change_log.KINDS`
    actor: str = ""  # the name of a token
    states: tuple[str, ...] = ()  # one, or several that have something in common, as `state/CHN`
    document: str = ""  # its slug
    entry: str = ""  # its id
    before: str = ""  # the id of an entry: only older ones

    def takes(self, entry: ChangeEntry) -> bool:
        """Return whether an entry is one of those, whatever its age."""
        return (
            self.kind in {"", entry.kind}
            and self.actor in {"", entry.actor}
            and self.entry in {"", entry.id}
            and (not self.document or self.document in entry.documents)
            and (not self.states or entry.concerns(*self.states))
        )

    def words(self) -> list[bytes]:
        """Return what a line of the log has to contain."""
        wanted = [self.kind, self.actor, self.document, self.entry, *self.states]
        return [json.dumps(word)[1:-1].encode() for word in wanted if word]


class ChangePage(NamedTuple):
    """Some entries, the latest first."""

    entries: list[ChangeEntry]
    more: bool  # whether there are older ones


def select(lines: Iterable[bytes], selection: ChangeSelection, most: int) -> ChangePage:
    """Return the latest of the selected entries, from the lines of the log, the latest first."""
    found: list[ChangeEntry] = []
    for entry in _selected(lines, selection):
        if len(found) == most:
            return ChangePage(found, more=True)
        found.append(entry)
    return ChangePage(found, more=False)


def _selected(lines: Iterable[bytes], selection: ChangeSelection) -> Iterator[ChangeEntry]:
    words, before = selection.words(), selection.before.encode()
    for line in lines:
        if before:
            before = b"" if before in line else before
            continue
        # Most lines need not be parsed to be left out.
        entry = change_log.parse_line(line) if all(word in line for word in words) else None
        if entry and selection.takes(entry):
            yield entry
