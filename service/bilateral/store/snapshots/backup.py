"""Backups: a state is saved to a folder of its own, and restored, while it is served.

BACKUP/backup.json    state, counts, and a digest of every file
BACKUP/…              a data directory: it can be served
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import pyoxigraph as ox

from bilateral.errors import StoreError
from bilateral.store.snapshots import change_log, control_socket, data_directory
from bilateral.store.snapshots.change_log import ChangeEntry, ChangeLog
from bilateral.store.snapshots.data_directory import CURRENT, DRAFTS, FACTS, NAMED, SNAPSHOTS, STORE, Counts
from bilateral.store.snapshots.disk_sync import sync
from bilateral.store.snapshots.snapshot_builder import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


Records: TypeAlias = "dict[str, bytes | Path]"
"""Files kept beside the snapshots, by name: the content, or where that is and stays."""
_MANIFEST: Final = "backup.json"
_FORMAT: Final = "bilateral-backup/1"
_DRAFT: Final = r"drafts/\w[\w-]*/(?!\.)[\w.-]+"
_NAMED_FILE: Final = r"named/[a-z0-9][a-z0-9._-]*/(?:store/)?(?!\.)[\w.-]+"
_FILE: Final = re.compile(
    rf"(?!\.)[\w.-]+|{_DRAFT}|{_NAMED_FILE}|snapshots/(\d+)/(?:facts\.json|store/(?!\.)[\w.-]+)"
)
_CHUNK: Final = 1 << 20
REPLACED: Final = "replaced"


class Manifest(NamedTuple):
    """What a backup consists of."""

    snapshot: int  # the number of the state in the data directory that was saved
    counts: Counts  # how much it holds
    files: Mapping[str, str]  # the SHA-256 of each file, by its path in the backup

    @property
    def state(self) -> str:
        """The path of the snapshot in the backup."""
        return f"{SNAPSHOTS}/{self.snapshot}"

    def write(self, path: Path) -> None:
        """Write this to a backup."""
        content = {
            "format": _FORMAT,
            "snapshot": self.snapshot,
            **self.counts._asdict(),
            "files": dict(self.files),
        }
        (path / _MANIFEST).write_text(json.dumps(content, indent=1) + "\n")


def read_manifest(path: Path) -> Manifest:
    """Return the manifest of a backup.

    Raises:
        StoreError: it is no backup, or none that this version knows.
    """
    try:
        content = json.loads((path / _MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise StoreError(f"{path}: no backup: {_MANIFEST} cannot be read") from error
    try:
        known = content["format"] == _FORMAT
        counts = Counts(*(int(content[name]) for name in Counts._fields))
        files = {str(name): str(digest) for name, digest in content["files"].items()}
        found = Manifest(int(content["snapshot"]), counts, files)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise StoreError(f"{path}: no backup: {_MANIFEST} is damaged") from error
    if not known:
        raise StoreError(f"{path}: no backup of a kind that this version knows")
    for name in files:
        match = _FILE.fullmatch(name)
        if not match or match[1] not in {None, str(found.snapshot)}:
            raise StoreError(f"{path}: no backup: {_MANIFEST} names {name!r}")
    if f"{found.state}/{FACTS}" not in files:
        raise StoreError(f"{path}: no backup: {_MANIFEST} names no state")
    return found


def _copy(source: Path, target: Path) -> str:
    """Copy a file, sync it to the disk and return its SHA-256."""
    found = hashlib.sha256()
    with source.open("rb") as given, target.open("xb") as taken:
        while part := given.read(_CHUNK):
            found.update(part)
            taken.write(part)
    sync(target)
    return found.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(path: Path, manifest: Manifest) -> None:
    """Check every file of a backup, and what its state holds, against the manifest.

    Raises:
        StoreError: a file is not what it was, or the state cannot be opened, or holds something else.
    """
    for name, saved in manifest.files.items():
        try:
            found = _digest(path / name)
        except OSError as error:
            raise StoreError(f"{path}: damaged: {name} cannot be read") from error
        if found != saved:
            raise StoreError(f"{path}: damaged: {name} is not what was saved")
    state = path / manifest.state
    try:
        counts = data_directory.read_facts(state).counts
        held = count(ox.Store.read_only(str(state / STORE)))
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise StoreError(f"{path}: damaged: the state cannot be opened: {error}") from error
    if not held == counts == manifest.counts:
        raise StoreError(f"{path}: damaged: it holds {held}, not {manifest.counts}")


def backup(data: Path, target: Path) -> Manifest:
    """Save the current state and the files kept beside it, and verify the backup.

    Writes continue meanwhile; exactly one state is saved.

    Raises:
        StoreError: there is no state, the target is not empty, or it cannot be written.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StoreError(f"{target}: is not empty; a backup goes to a folder of its own")
    partial = target.resolve().with_name(f".{target.resolve().name}-{secrets.token_hex(4)}")
    with _as_store_errors(target):
        try:
            partial.mkdir(parents=True)
            drafts = _save_drafts(data, partial, shutil.copyfile)
            named = _save_folder(data, NAMED, _NAMED_FILE, partial, shutil.copyfile)
            with _consistent(data) as (held, records):
                _save(held, records | drafts | named, partial, _copy)
            made = read_manifest(partial)
            verify(partial, made)
            partial.rename(target.resolve())
            sync(target.resolve().parent)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return made


def restore(source: Path, data: Path) -> int:
    """Make a saved state the current one and return its number; what it replaces is kept in `DATA/replaced`.

    A server of the data directory serves the restored state from then on; the one that writes to it is asked
    to release it meanwhile.

    Raises:
        StoreError: it is no backup, or damaged, or cannot be restored; then nothing has changed.
    """
    saved = read_manifest(source)
    data_directory.claim(data)
    data.mkdir(parents=True, exist_ok=True)
    with _as_store_errors(data), data_directory.incoming(data) as work:
        (work / saved.state / STORE).mkdir(parents=True)
        for name in saved.files:
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            with _as_store_errors(source):
                _copy(source / name, work / name)
        verify(work, saved)
        _check_named(data, work)
        saved.write(work)
        # Without a server that writes, this process locks the directory itself.
        if (answer := control_socket.ask(data, {"adopt": work.name})) is not None:
            return int(answer["snapshot"])
        with data_directory.writing(data):
            return adopt(data, work)


def adopt(data: Path, work: Path) -> int:
    """Move a verified copy of a backup to a data directory, locked by this process; return its number."""
    saved = read_manifest(work)
    if data_directory.current(data) is not None:
        _keep(data)
    facts = data_directory.read_facts(work / saved.state)
    _adopt_named(data, work)
    _adopt_log(data, work, saved, facts.change)
    restored = f"The state of snapshot {saved.snapshot} of a backup was restored."
    change = ChangeEntry(change_log.RESTORE, restored, change_log.COMMAND_LINE)
    # As a written state, so that no build from content replaces it unasked.
    number, _ = data_directory.publish(
        data, work / saved.state / STORE, saved.counts, change, mark=facts.mark
    )
    for name in saved.files:
        if "/" not in name and not change_log.FILES.fullmatch(name):
            (work / name).rename(data / name)
    shutil.rmtree(data / DRAFTS, ignore_errors=True)
    if (work / DRAFTS).is_dir():
        (work / DRAFTS).rename(data / DRAFTS)
    data_directory.tidy_snapshots(data)
    return number


def _check_named(data: Path, work: Path) -> None:
    """Raise StoreError where a backup has another state under a name that is kept already."""
    for path in work.glob(f"{NAMED}/*/{FACTS}"):
        kept = data / NAMED / path.parent.name / FACTS
        if kept.exists() and kept.read_bytes() != path.read_bytes():
            name = path.parent.name
            raise StoreError(
                f"{data}: keeps another snapshot by the name {name!r} than the backup; rename its folder"
            )


def _adopt_named(data: Path, work: Path) -> None:
    """Move what a backup keeps by name to a data directory, beside what is kept there."""
    for path in work.glob(f"{NAMED}/*"):
        if not (data / NAMED / path.name).exists():
            (data / NAMED).mkdir(exist_ok=True)
            path.rename(data / NAMED / path.name)


def _adopt_log(data: Path, work: Path, saved: Manifest, change: ChangeEntry | None) -> None:
    """Move the change log of a backup to a data directory that has none; that of any other goes on."""
    log = ChangeLog(data)
    if log.exists():
        return
    for name in saved.files:
        if change_log.FILES.fullmatch(name):
            (work / name).rename(data / name)
    if change:
        log.recover(change)


def _keep(data: Path) -> None:
    """Save the current state to REPLACED, its table files linked, in place of the one kept before."""
    with data_directory.workspace(data) as work:
        drafts = _save_drafts(data, work, os.link)
        with _consistent(data) as (held, records):
            _save(held, records | drafts, work, _link)
        shutil.rmtree(data / REPLACED, ignore_errors=True)
        work.rename(data / REPLACED)


@contextlib.contextmanager
def _consistent(data: Path) -> Iterator[tuple[data_directory.HeldSnapshot, Records]]:
    """Return the current state, locked, and the files kept beside it as they were at that moment."""
    while True:
        before = _records(data)
        with contextlib.closing(data_directory.hold(data)) as held:
            if _records(data) == before:
                yield held, before
                return


def _records(data: Path) -> Records:
    """Return the content of the files kept beside the snapshots, or the path where it never changes."""
    found: Records = {}
    for path in data_directory.records(data) if data.is_dir() else ():
        with contextlib.suppress(FileNotFoundError):
            found[path.name] = path if change_log.is_closed(path) else path.read_bytes()
    found.pop(_MANIFEST, None)
    return found


def _save_drafts(data: Path, target: Path, copy: Callable[[Path, Path], object]) -> Records:
    """Copy the drafts, before the state: what is accepted in a draft is in the state that is saved with it.

    Each is replaced by renaming another file, so that it is whole at any moment.
    """
    return _save_folder(data, DRAFTS, _DRAFT, target, copy)


def _save_folder(
    data: Path, folder: str, pattern: str, target: Path, copy: Callable[[Path, Path], object]
) -> Records:
    """Copy the files of a folder whose paths match a pattern."""
    found: Records = {}
    if not (data / folder).is_dir():
        return found
    for path in sorted(data.glob(f"{folder}/**/*")):
        name = path.relative_to(data).as_posix()
        with contextlib.suppress(FileNotFoundError):
            if re.fullmatch(pattern, name) and path.is_file():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                copy(path, target / name)
                found[name] = target / name
    # One by one, thousands of files would take minutes.
    os.sync()
    return found


def _save(
    held: data_directory.HeldSnapshot,
    records: Records,
    target: Path,
    copy: Callable[[Path, Path], str],
) -> None:
    state = f"{SNAPSHOTS}/{held.number}"
    (target / state / STORE).mkdir(parents=True)
    names = [FACTS, *(f"{STORE}/{path.name}" for path in held.store.iterdir())]
    files = {f"{state}/{name}": copy(held.store.parent / name, target / state / name) for name in names}
    for name, content in records.items():
        if isinstance(content, bytes):
            (target / name).write_bytes(content)
        elif content != target / name:
            copy(content, target / name)
        files[name] = _digest(target / name)
    (target / CURRENT).symlink_to(state)
    Manifest(held.number, held.counts, files).write(target)
    for path in (target / state / STORE, target / state, target / _MANIFEST, target):
        sync(path)


def _link(source: Path, target: Path) -> str:
    if source.suffix == ".sst":
        os.link(source, target)
        return _digest(target)
    return _copy(source, target)


@contextlib.contextmanager
def _as_store_errors(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{place}: {error.strerror or error}") from error
