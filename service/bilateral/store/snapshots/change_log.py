"""The change log of a data directory: one line of JSON for every write and review, appended and kept.

    DATA/changes.jsonl          the latest entries
    DATA/changes-000001.jsonl   earlier ones, SEGMENT bytes a file; never written again

The entry of a write is a part of its snapshot, which becomes current by one rename; then it is appended here.
A process that is killed between the two leaves at most one entry to append, that of the current snapshot,
and the next writer begins with that.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import mmap
import os
import re
import uuid
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from bilateral.rdf.dates import utc_time
from bilateral.store.snapshots.disk_sync import opened, sync

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOG: Final = "changes.jsonl"
SEGMENT: Final = 16 << 20
"""Bytes of a file, after which the next is begun."""
FILES: Final = re.compile(r"changes(?:-\d{6,})?\.jsonl")
"""The names of the files of a log."""

UPDATE, GRAPH, DOCUMENT, WITHDRAWAL, LINKS, REVIEW, MERGE, IMPORT, BUILD, RESTORE = KINDS = (
    "update",
    "graph",
    "document",
    "withdrawal",
    "links",
    "review",
    "merge",
    "import",
    "build",
    "restore",
)
COMMAND_LINE: Final = "command line"
"""Who makes a change that no token stands for."""
_SENTENCE: Final = 500  # characters


def is_closed(path: Path) -> bool:
    """Return whether a file is one of a log that is never written again."""
    return path.name != LOG and bool(FILES.fullmatch(path.name))


class ChangeNote(NamedTuple):
    """What whoever makes a write says of it; the rest is seen from the write itself."""

    actor: str = ""  # the name of the token, COMMAND_LINE, or "" for a token without a name
    kind: str = ""  # one of KINDS; "" for what the request shows
    sentence: str = ""  # for readers; "" for what the request shows
    documents: tuple[str, ...] = ()  # slugs
    states: tuple[str, ...] = ()  # identifiers, `state/CHN`


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """A write or a review that was made.

    Attributes:
        id: a UUID as 32 hexadecimal digits, of this entry alone.
        time: in UTC, as `2025-07-13T08:00:00Z`.
        actor: as in `ChangeNote`.
        snapshot: the state that has it; None for a review that changes no graph.
        graphs: as `graph/slug`, others by their IRIs.
        added: triples that were asserted.
        removed: triples that are asserted no more.
        states: identifiers of those that it is about, `state/CHN`.
        together: states that one thing in it has in common, such as those of a meeting.
        documents: slugs.
    """

    kind: str
    sentence: str
    actor: str = ""
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    time: str = field(default_factory=lambda: utc_time(datetime.now(UTC)))
    snapshot: int | None = None
    graphs: tuple[str, ...] = ()
    added: int = 0
    removed: int = 0
    states: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    documents: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        """Return it as JSON has it, for `read`."""
        return asdict(self)

    @classmethod
    def read(cls, content: dict[str, Any]) -> Self:
        """Return what `content` made.

        Raises:
            TypeError, LookupError, ValueError: it is damaged.
        """
        lists = {name: tuple(content[name]) for name in ("graphs", "states", "documents")}
        together = tuple(map(tuple, content["together"]))
        return cls(**{**content, **lists, "together": together})

    def line(self) -> bytes:
        """Return it as a line of the log."""
        short = replace(self, sentence=self.sentence[:_SENTENCE])
        return json.dumps(short.content(), separators=(",", ":")).encode() + b"\n"

    def concerns(self, *states: str) -> bool:
        """Return whether it is about a state, or about something that several have in common."""
        wanted = set(states)
        if len(wanted) == 1:
            return wanted <= set(self.states)
        return any(wanted <= set(group) for group in self.together)


class ChangeLog:
    """The log of a data directory, for readers and writers of any process."""

    def __init__(self, data: Path) -> None:
        self._data, self._path = data, data / LOG

    def exists(self) -> bool:
        """Return whether there is a log."""
        return bool(self.files())

    def files(self) -> list[Path]:
        """Return the files, the latest entries first."""
        closed = sorted(filter(is_closed, self._data.glob("changes-*.jsonl")), reverse=True)
        return ([self._path] if self._path.exists() else []) + closed

    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(path.stat().st_size for path in self.files())

    def append(self, entry: ChangeEntry) -> None:
        """Add an entry, and wait until it is on the disk.

        Raises:
            OSError: it is not; then nothing of it is there.
        """
        with self._locked(fcntl.LOCK_EX):
            self._write(entry.line())

    def recover(self, entry: ChangeEntry) -> None:
        """Add the entry of the current snapshot, unless it is there."""
        with self._locked(fcntl.LOCK_EX):
            self._repair()
            if not self._has(entry):
                self._write(entry.line())

    def latest(self, pending: ChangeEntry | None = None) -> Iterator[ChangeEntry]:
        """Yield the entries, the latest first; with that of the current snapshot if it is not written yet."""
        for line in self.lines(pending):
            if entry := parse_line(line):
                yield entry

    def lines(self, pending: ChangeEntry | None = None) -> Iterator[bytes]:
        """Yield the lines as `latest` yields entries, to leave out most of them unread."""
        if not self._data.is_dir():
            return
        with self._locked(fcntl.LOCK_SH), contextlib.ExitStack() as stack:
            files = [stack.enter_context(path.open("rb")) for path in self.files()]
            missing = pending is not None and not self._has(pending)
            kept = stack.pop_all()
        with kept:
            if missing and pending:
                yield pending.line()
            for file in files:
                yield from _backwards(file.fileno())

    def _has(self, entry: ChangeEntry) -> bool:
        """Return whether an entry is in the log: near its end, unless a process was killed."""
        return any(_finds(path, entry.id.encode()) for path in self.files())

    @contextlib.contextmanager
    def _locked(self, mode: int) -> Iterator[None]:
        with opened(self._data, os.O_DIRECTORY) as descriptor:
            fcntl.flock(descriptor, mode)
            yield

    def _write(self, line: bytes) -> None:
        self._repair()
        self._rotate(len(line))
        is_new = not self._path.exists()
        with self._path.open("ab") as file:
            size = file.tell()
            try:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                file.truncate(size)
                raise
        if is_new:
            sync(self._data)

    def _rotate(self, more: int) -> None:
        if not self._path.exists() or self._path.stat().st_size + more <= SEGMENT:
            return
        numbers = [int(path.stem.rpartition("-")[2]) for path in self.files() if path != self._path]
        self._path.rename(self._data / f"changes-{max(numbers, default=0) + 1:06}.jsonl")
        sync(self._data)

    def _repair(self) -> None:
        """Take off a last line that a process which was killed, or a full disk, left unfinished."""
        if not self._path.exists():
            return
        with self._path.open("r+b") as file:
            end = file.seek(0, os.SEEK_END)
            last = next(_backwards(file.fileno()), b"")
            if last and not _is_whole(last):
                file.truncate(end - len(last))
                os.fsync(file.fileno())


def parse_line(line: bytes) -> ChangeEntry | None:
    """Return the entry of a line; None for one that is damaged."""
    try:
        return ChangeEntry.read(json.loads(line))
    except (ValueError, LookupError, TypeError):
        return None


def _is_whole(line: bytes) -> bool:
    try:
        return line.endswith(b"\n") and isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _finds(path: Path, word: bytes) -> bool:
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return content.rfind(word) >= 0


def _backwards(descriptor: int) -> Iterator[bytes]:
    """Yield the lines of a file from its end."""
    if not (end := os.fstat(descriptor).st_size):
        return
    with mmap.mmap(descriptor, end, access=mmap.ACCESS_READ) as content:
        while end > 0:
            start = content.rfind(b"\n", 0, end - 1) + 1
            yield content[start:end]
            end = start
