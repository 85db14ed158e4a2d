"""A state saved to a folder of its own, and brought back, while it is served."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from typing import TYPE_CHECKING, Final

from bilateral.errors import StoreError
from bilateral.store.snapshots import backup_manifest, control_socket, data_directory
from bilateral.store.snapshots.backup_manifest import Manifest
from bilateral.store.snapshots.data_directory import CURRENT, FACTS, SNAPSHOTS, STORE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

REPLACED: Final = "replaced"


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
            _save(held, records, partial, backup_manifest.copy)
            made = backup_manifest.read(partial)
            backup_manifest.verify(partial, made)
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
    saved = backup_manifest.read(source)
    data_directory.claim(data)
    data.mkdir(parents=True, exist_ok=True)
    with _refusing(data), data_directory.incoming(data) as work:
        (work / saved.state / STORE).mkdir(parents=True)
        for name in saved.files:
            with _refusing(source):
                backup_manifest.copy(source / name, work / name)
        backup_manifest.verify(work, saved)
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
    saved = backup_manifest.read(work)
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
    found.pop(backup_manifest.NAME, None)
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
        files[name] = backup_manifest.digest(target / name)
    (target / CURRENT).symlink_to(state)
    Manifest(held.number, held.counts, files).write(target)
    for path in (target / state / STORE, target / state, target / backup_manifest.NAME, target):
        data_directory.sync(path)


def _link(source: Path, target: Path) -> str:
    if source.suffix == ".sst":
        os.link(source, target)
        return backup_manifest.digest(target)
    return backup_manifest.copy(source, target)


@contextlib.contextmanager
def _refusing(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{place}: {error.strerror or error}") from error
