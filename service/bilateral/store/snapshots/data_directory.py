"""The data directory: numbered snapshots, one of which is current.

    DATA/current          → snapshots/7
    DATA/snapshots/7/     facts.json, store/ (the engine's files; never written again)
    DATA/lock             held by the process that writes
    DATA/replaced/        a backup of the state that was replaced by the last restore
    DATA/control          a socket of the server that writes
    DATA/changes.jsonl    what was changed, by whom and when; see `change_log`
    DATA/imports/         files that are made ready to be loaded; see `bilateral.store.writes.part_loading`
    DATA/drafts/          documents under review; see `bilateral.ingest`
    DATA/named/NAME/      states that are kept, to be cited; see `named_snapshots`
    DATA/build.json       what the current snapshot was built from; see `bilateral.build.build_record`

A snapshot is built beside the others and becomes current by one rename, so it is always complete. Of the rest
of the directory, the change log, the drafts and what is kept by name alone cannot be made again. Readers hold
a shared lock on the snapshot that they have open; those without a lock are removed.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import secrets
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.errors import StoreError
from bilateral.store.snapshots import change_log
from bilateral.store.snapshots.change_log import ChangeEntry, ChangeLog
from bilateral.store.snapshots.disk_sync import opened, sync

if TYPE_CHECKING:
    from collections.abc import Iterator

SNAPSHOTS: Final = "snapshots"
CURRENT: Final = "current"
FACTS: Final = "facts.json"
STORE: Final = "store"
RECORD: Final = "build.json"
DRAFTS: Final = "drafts"
NAMED: Final = "named"
IMPORTS: Final = "imports"

_LOCK = "lock"
_PARTIAL = "partial-"
_INCOMING = "incoming-"
_SHOWN: Final = 3
_OURS: Final = re.compile(
    rf"{SNAPSHOTS}|{_LOCK}|replaced|control|{DRAFTS}|{NAMED}|{IMPORTS}|{change_log.FILES.pattern}|{re.escape(RECORD)}|.*\.sssom\.tsv|(?:{_PARTIAL}|{_INCOMING}).*"
    # Files that file systems and their tools leave in any folder.
    r"|lost\+found|\..*"
)


class Counts(NamedTuple):
    """How much a graph holds."""

    asserted: int  # triples of the default graph
    inferred: int  # triples that reasoning added
    graphs: int  # named graphs, without the inferred one

    def added_to(self, others: Counts) -> Counts:
        """Return the sums."""
        return Counts(*(one + other for one, other in zip(self, others, strict=True)))


class SnapshotFacts(NamedTuple):
    """The content of facts.json."""

    stamp: str  # differs between any two snapshots of any two directories
    counts: Counts  # how much the snapshot holds
    written: bool  # whether it comes from a write after the last build
    mark: str  # of the build that it goes back to; empty where none is remembered
    change: ChangeEntry | None = None  # that made it; None if it is older than the change log


class HeldSnapshot(NamedTuple):
    """A snapshot that is not removed until its descriptor is closed."""

    number: int  # grows with each snapshot of this directory
    stamp: str  # differs between any two snapshots of any two directories
    store: Path  # the engine's files
    counts: Counts  # how much it holds
    descriptor: int  # to be closed by the caller

    def close(self) -> None:
        """Unlock the snapshot."""
        os.close(self.descriptor)


class Locked(StoreError):  # noqa: N818  # a state of the directory
    """Another process is writing to the data directory."""


def current(data: Path) -> int | None:
    """Return the number of the current snapshot, or None where nothing was built yet.

    Raises:
        StoreError: `current` is no link to a snapshot.
    """
    try:
        # Called for every request: a Path takes ten times as long as the system call.
        return int(os.readlink(f"{data}/{CURRENT}").rpartition("/")[2])  # noqa: PTH115
    except FileNotFoundError:
        return None
    except NotADirectoryError as error:
        raise StoreError(f"{data}: is no folder") from error
    except (OSError, ValueError) as error:
        raise StoreError(f"{data}: {CURRENT} is no link to a snapshot") from error


def claim(data: Path) -> None:
    """Check that a folder is a data directory or may become one.

    Where there are snapshots and none is current, a first build was interrupted at its very last step, or a
    copy lost the link: then the newest becomes current, and is not tidied away.

    Raises:
        StoreError: it is no folder, or holds files that are not ours; then nothing is changed.
    """
    if current(data) is not None or not data.exists():
        return
    try:
        names = sorted(path.name for path in data.iterdir())
    except OSError as error:
        raise StoreError(f"{data}: {error.strerror}") from error
    if foreign := [name for name in names if not _OURS.fullmatch(name)]:
        shown = ", ".join(foreign[:_SHOWN]) + (" …" if len(foreign) > _SHOWN else "")
        raise StoreError(f"{data}: is no data directory: it holds {shown}; name another folder with --data")
    folders = [path.parent.name for path in data.glob(f"{SNAPSHOTS}/*/{FACTS}")]
    whole = [int(name) for name in folders if name.isdecimal()]
    if whole:
        _make_current(data, max(whole))


def hold(data: Path, number: int | None = None) -> HeldSnapshot:
    """Open a snapshot, the current one by default, and lock it against removal.

    Raises:
        StoreError: there is no such snapshot.
    """
    while True:
        wanted = current(data) if number is None else number
        if wanted is None:
            raise StoreError(f"{data}: no graph was built here yet")
        path = data / SNAPSHOTS / str(wanted)
        try:
            return _hold(path, wanted)
        except FileNotFoundError as error:
            # The snapshot may have been replaced and removed between the two steps.
            if number is not None or current(data) == wanted:
                raise StoreError(f"{data}: snapshot {wanted} is gone") from error
        except (ValueError, LookupError, TypeError) as error:
            raise StoreError(f"{data}: snapshot {wanted} is damaged") from error


def hold_named(data: Path, name: str) -> HeldSnapshot:
    """Open a snapshot that is kept by a name; its number is 0 where the change log was younger.

    Raises:
        StoreError: there is none of the name.
    """
    path = data / NAMED / name
    try:
        change = read_facts(path).change
        return _hold(path, (change.snapshot if change else None) or 0)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreError(f"{data}: no snapshot {name!r} is kept here") from error
    except (ValueError, LookupError, TypeError) as error:
        raise StoreError(f"{data}: the snapshot {name!r} is damaged") from error


def _hold(path: Path, number: int) -> HeldSnapshot:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        facts = read_facts(path)
        return HeldSnapshot(number, facts.stamp, path / STORE, facts.counts, descriptor)
    except BaseException:
        os.close(descriptor)
        raise


def read_facts(path: Path) -> SnapshotFacts:
    """Read the facts of a snapshot.

    Raises:
        FileNotFoundError: there are none.
        ValueError, LookupError, TypeError: they are damaged.
    """
    facts: dict[str, Any] = json.loads((path / FACTS).read_text())
    stamp, written, mark = facts.pop("stamp"), facts.pop("written", True), facts.pop("mark", "")
    change = facts.pop("change", None)
    return SnapshotFacts(stamp, Counts(**facts), written, mark, ChangeEntry.read(change) if change else None)


def current_facts(data: Path) -> SnapshotFacts | None:
    """Read the facts of the current snapshot; None where there is none.

    Raises:
        StoreError: they are damaged.
    """
    if current(data) is None:
        return None
    with contextlib.closing(hold(data)) as held:
        return read_facts(held.store.parent)


@contextlib.contextmanager
def writing(data: Path) -> Iterator[None]:
    """Lock a data directory for writing.

    Raises:
        Locked: another process is writing.
    """
    claim(data)
    data.mkdir(parents=True, exist_ok=True)
    with (data / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Locked(f"{data}: another process is writing here") from error
        (data / SNAPSHOTS).mkdir(exist_ok=True)
        tidy(data)
        if (facts := current_facts(data)) and facts.change:
            ChangeLog(data).recover(facts.change)
        yield


@contextlib.contextmanager
def workspace(data: Path) -> Iterator[Path]:
    """Return a new directory on the same file system, removed at the end."""
    path = data / f"{_PARTIAL}{os.getpid()}-{secrets.token_hex(4)}"
    path.mkdir()
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def in_workspaces(data: Path) -> int:
    """Return the bytes that removing all workspaces would free."""
    found = 0
    for path in data.glob(f"{_PARTIAL}*/**/*"):
        # Other processes remove files there at any time.
        with contextlib.suppress(FileNotFoundError):
            status = path.stat()
            found += status.st_size if status.st_nlink == 1 else 0
    return found


@contextlib.contextmanager
def incoming(data: Path) -> Iterator[Path]:
    """Return a new directory on the same file system that a writer does not tidy away; removed at the end."""
    path = data / f"{_INCOMING}{os.getpid()}-{secrets.token_hex(4)}"
    path.mkdir(parents=True)
    try:
        with opened(path, os.O_DIRECTORY) as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def records(data: Path) -> list[Path]:
    """Return the files of a data directory that are kept beside its snapshots, such as RECORD and the log."""
    ours = (CURRENT, _LOCK, _PARTIAL, _INCOMING)
    return sorted(path for path in data.iterdir() if path.is_file() and not path.name.startswith(ours))


def publish(
    data: Path, store: Path, counts: Counts, change: ChangeEntry, mark: str | None = None
) -> tuple[int, str]:
    """Make the engine's files the current snapshot, moving them; return its number and stamp.

    They are on the same file system. The mark is as for `SnapshotFacts`, by default that of the previous
    snapshot. The change is a part of the snapshot, and is appended to the change log.
    """
    before = current_facts(data) if mark is None else None
    number = max([0, *(int(path.name) for path in (data / SNAPSHOTS).iterdir())]) + 1
    partial = data / f"{_PARTIAL}snapshot-{number}"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        stamp = secrets.token_hex(4)
        store.rename(partial / STORE)
        change = replace(change, snapshot=number)
        facts = {
            "stamp": stamp,
            **counts._asdict(),
            "written": change.kind != change_log.BUILD,
            "change": change.content(),
        }
        facts["mark"] = before.mark if before else mark or ""
        (partial / FACTS).write_text(json.dumps(facts))
        for path in (partial / FACTS, partial / STORE, partial):
            sync(path)
        partial.rename(data / SNAPSHOTS / str(number))
    except OSError:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    sync(data / SNAPSHOTS)
    _make_current(data, number)
    ChangeLog(data).append(change)
    return number, stamp


def _make_current(data: Path, number: int) -> None:
    link = data / f"{_PARTIAL}current"
    link.unlink(missing_ok=True)
    link.symlink_to(f"{SNAPSHOTS}/{number}")
    link.rename(data / CURRENT)
    sync(data)


def clone(store: Path, target: Path) -> None:
    """Make a writable copy of a snapshot's engine files: table files, which never change, are linked."""
    target.mkdir()
    for path in store.iterdir():
        if path.suffix == ".sst":
            os.link(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)


def tidy(data: Path) -> None:
    """Remove old snapshots without a reader, and what killed processes left."""
    for path in data.glob(f"{_PARTIAL}*"):
        if path.is_symlink():
            path.unlink(missing_ok=True)
        else:
            shutil.rmtree(path, ignore_errors=True)
    for path in data.glob(f"{_INCOMING}*"):
        _remove_unless_held(path)
    tidy_snapshots(data)


def tidy_workspaces(data: Path) -> None:
    """Remove the workspaces of processes that have ended."""
    for path in data.glob(f"{_PARTIAL}*-*"):
        owner = path.name.removeprefix(_PARTIAL).partition("-")[0]
        if owner.isdecimal() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(path, ignore_errors=True)


def tidy_snapshots(data: Path) -> None:
    """Remove the snapshots that are neither current nor locked."""
    now = current(data)
    for path in (data / SNAPSHOTS).iterdir():
        if path.name != str(now):
            _remove_unless_held(path)


def _remove_unless_held(path: Path) -> None:
    with opened(path, os.O_DIRECTORY) as descriptor, contextlib.suppress(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Without its facts it cannot be opened again while it is removed.
        (path / FACTS).unlink(missing_ok=True)
        shutil.rmtree(path, ignore_errors=True)
