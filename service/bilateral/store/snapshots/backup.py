"""A state saved to a folder of its own, and brought back, while it is served."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from bilateral.errors import StoreError
from bilateral.store.snapshots import control_socket, data_directory
from bilateral.store.snapshots.data_directory import CURRENT, FACTS, SNAPSHOTS, STORE, Counts
from bilateral.store.snapshots.snapshot_builder import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


_MANIFEST: Final = "backup.json"
_FORMAT: Final = "bilateral-backup/1"
_FILE: Final = re.compile(r"(?!\.)[\w.-]+|snapshots/(\d+)/(?:facts\.json|store/(?!\.)[\w.-]+)")
_ROOM: Final = 1 << 20
REPLACED: Final = "replaced"


class Manifest(NamedTuple):
    """A backup.

    Attributes:
        snapshot: the number of the state in the data directory that it was made of.
        counts: how much it holds.
        files: the SHA-256 of each, by its path in the backup.
    """

    snapshot: int
    counts: Counts
    files: Mapping[str, str]

    @property
    def state(self) -> str:
        """The path of the snapshot in the backup."""
        return f"{SNAPSHOTS}/{self.snapshot}"

    def write(self, path: Path) -> None:
        """Keep this in a backup."""
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
        StoreError: this is no backup, or none that this version knows.
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
    """Copy a file to the disk and return its SHA-256."""
    found = hashlib.sha256()
    with source.open("rb") as given, target.open("xb") as taken:
        while part := given.read(_ROOM):
            found.update(part)
            taken.write(part)
    data_directory.sync(target)
    return found.hexdigest()


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(path: Path, manifest: Manifest) -> None:
    """Read all of a state back.

    Args:
        path: where it stands, as in a backup.
        manifest: what it should be.

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
    """Save the current state, and what else the data directory keeps, and read it all back.

    Whoever writes goes on writing: what is saved is one state, and none of those that come meanwhile.

    Args:
        data: the data directory.
        target: a folder that is empty or not there.

    Raises:
        StoreError: there is no state, the target is taken, or it cannot be written.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StoreError(f"{target}: is not empty; a backup goes to a folder of its own")
    partial = target.resolve().with_name(f".{target.resolve().name}-{secrets.token_hex(4)}")
    with _consistent(data) as (held, records), _refusing(target):
        try:
            partial.mkdir(parents=True)
            _save(held, records, partial, _copy)
            made = read_manifest(partial)
            verify(partial, made)
            partial.rename(target.resolve())
            data_directory.sync(target.resolve().parent)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return made


def restore(source: Path, data: Path) -> int:
    """Make a saved state the current one, and return its number; what it replaces is kept in `DATA/replaced`.

    A server that serves the data directory serves the restored state from then on; the one that writes to it
    is asked to let go meanwhile.

    Raises:
        StoreError: it is no backup, or damaged, or cannot be brought back; then nothing has changed.
    """
    saved = read_manifest(source)
    data_directory.claim(data)
    data.mkdir(parents=True, exist_ok=True)
    with _refusing(data), data_directory.incoming(data) as work:
        (work / saved.state / STORE).mkdir(parents=True)
        for name in saved.files:
            with _refusing(source):
                _copy(source / name, work / name)
        verify(work, saved)
        saved.write(work)
        # Only where no server writes: while one lets go for another restoring, nobody may come between.
        if (number := control_socket.ask(data, work.name)) is not None:
            return number
        with data_directory.writing(data):
            return adopt(data, work)


def adopt(data: Path, work: Path) -> int:
    """Make a state that lies ready in a data directory its current one, and return its number.

    Args:
        data: the data directory, which nobody else is writing.
        work: a verified copy of a backup, on the same file system; it is taken apart.
    """
    saved = read_manifest(work)
    if data_directory.current(data) is not None:
        _keep(data)
    # No build from content may take its place unasked.
    mark = data_directory.read_facts(work / saved.state).mark
    number, _ = data_directory.publish(
        data, work / saved.state / STORE, saved.counts, written=True, mark=mark
    )
    for name in saved.files:
        if "/" not in name:
            (work / name).rename(data / name)
    data_directory.tidy_snapshots(data)
    return number


def _keep(data: Path) -> None:
    """Save the current state beside itself, its table files linked, in the place of what was kept before."""
    with _consistent(data) as (held, records), data_directory.workspace(data) as work:
        _save(held, records, work, _link)
        shutil.rmtree(data / REPLACED, ignore_errors=True)
        work.rename(data / REPLACED)


@contextlib.contextmanager
def _consistent(data: Path) -> Iterator[tuple[data_directory.Held, dict[str, bytes]]]:
    """Return the current state, held, and the files kept beside it as they were at that moment."""
    while True:
        before = _records(data)
        held = data_directory.hold(data)
        try:
            if _records(data) == before:
                yield held, before
                return
        finally:
            os.close(held.descriptor)


def _records(data: Path) -> dict[str, bytes]:
    found = {}
    for path in data_directory.records(data) if data.is_dir() else ():
        with contextlib.suppress(FileNotFoundError):
            found[path.name] = path.read_bytes()
    found.pop(_MANIFEST, None)
    return found


def _save(
    held: data_directory.Held, records: dict[str, bytes], target: Path, copy: Callable[[Path, Path], str]
) -> None:
    state = f"{SNAPSHOTS}/{held.number}"
    (target / state / STORE).mkdir(parents=True)
    names = [FACTS, *(f"{STORE}/{path.name}" for path in held.store.iterdir())]
    files = {f"{state}/{name}": copy(held.store.parent / name, target / state / name) for name in names}
    for name, content in records.items():
        (target / name).write_bytes(content)
        files[name] = _digest(target / name)
    (target / CURRENT).symlink_to(state)
    Manifest(held.number, held.counts, files).write(target)
    for path in (target / state / STORE, target / state, target / _MANIFEST, target):
        data_directory.sync(path)


def _link(source: Path, target: Path) -> str:
    if source.suffix == ".sst":
        os.link(source, target)
        return _digest(target)
    return _copy(source, target)


@contextlib.contextmanager
def _refusing(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{place}: {error.strerror or error}") from error
