"""The data directory: numbered snapshots, one of which is current.

    DATA/current          → snapshots/7
    DATA/snapshots/7/     facts.json, store/ (the engine's files; never written again)
    DATA/lock             held by whoever writes

A snapshot is built beside the others and becomes current by one rename, so there is never a half of one: what
is current is the whole truth, and everything else in the directory can be thrown away. Readers hold a shared
lock on the snapshot they have open; those that nobody holds are removed.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from typing import TYPE_CHECKING, NamedTuple

from bilateral.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SNAPSHOTS = "snapshots"
_CURRENT = "current"
_FACTS = "facts.json"
_STORE = "store"
_PARTIAL = "partial-"


class Counts(NamedTuple):
    """How much a snapshot holds.

    Attributes:
        asserted: triples of the default graph.
        inferred: triples that reasoning added.
        graphs: named graphs, without the inferred one.
    """

    asserted: int
    inferred: int
    graphs: int


class Held(NamedTuple):
    """A snapshot that is not removed while its descriptor is open.

    Attributes:
        number: grows with each snapshot of this directory.
        stamp: differs between any two snapshots of any two directories.
        store: the engine's files.
        counts: how much it holds.
        descriptor: to be closed.
    """

    number: int
    stamp: str
    store: Path
    counts: Counts
    descriptor: int


def current(data: Path) -> int | None:
    """Return the number of the current snapshot, or None where nothing was built yet."""
    try:
        # Asked for every request: a Path costs ten times the system call.
        return int(os.readlink(f"{data}/{_CURRENT}").rpartition("/")[2])  # noqa: PTH115
    except FileNotFoundError:
        return None


def hold(data: Path, number: int | None = None) -> Held:
    """Open a snapshot, the current one by default, for as long as the descriptor is open.

    Raises:
        StoreError: there is no such snapshot.
    """
    while True:
        wanted = current(data) if number is None else number
        if wanted is None:
            raise StoreError(f"{data}: no graph was built here yet")
        path = data / _SNAPSHOTS / str(wanted)
        try:
            return _hold(path, wanted)
        except FileNotFoundError as error:
            # The snapshot was replaced and removed between the two steps.
            if number is not None or current(data) == wanted:
                raise StoreError(f"{data}: snapshot {wanted} is gone") from error
        except (ValueError, LookupError, TypeError) as error:
            raise StoreError(f"{data}: snapshot {wanted} is damaged") from error


def _hold(path: Path, number: int) -> Held:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        facts = json.loads((path / _FACTS).read_text())
        return Held(number, facts.pop("stamp"), path / _STORE, Counts(**facts), descriptor)
    except BaseException:
        os.close(descriptor)
        raise


@contextlib.contextmanager
def writing(data: Path) -> Iterator[None]:
    """Be the only writer of a data directory.

    Raises:
        StoreError: another process is writing.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(f"{data}: another process is writing here") from error
        (data / _SNAPSHOTS).mkdir(exist_ok=True)
        tidy(data)
        yield


@contextlib.contextmanager
def workspace(data: Path) -> Iterator[Path]:
    """Return a fresh directory on the same file system, removed at the end."""
    path = data / f"{_PARTIAL}{os.getpid()}-{secrets.token_hex(4)}"
    path.mkdir()
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def publish(data: Path, store: Path, counts: Counts) -> tuple[int, str]:
    """Make the engine's files the current snapshot, moving them; return its number and stamp."""
    number = max([0, *(int(path.name) for path in (data / _SNAPSHOTS).iterdir())]) + 1
    partial = data / f"{_PARTIAL}snapshot-{number}"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    stamp = secrets.token_hex(4)
    store.rename(partial / _STORE)
    (partial / _FACTS).write_text(json.dumps({"stamp": stamp, **counts._asdict()}))
    for path in (partial / _FACTS, partial / _STORE, partial):
        _sync(path)
    partial.rename(data / _SNAPSHOTS / str(number))
    _sync(data / _SNAPSHOTS)
    link = data / f"{_PARTIAL}current"
    link.unlink(missing_ok=True)
    link.symlink_to(f"{_SNAPSHOTS}/{number}")
    link.rename(data / _CURRENT)
    _sync(data)
    return number, stamp


def clone(store: Path, target: Path) -> None:
    """Make a writable copy of a snapshot's engine files: table files, which never change, are linked."""
    target.mkdir()
    for path in store.iterdir():
        if path.suffix == ".sst":
            os.link(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)


def tidy(data: Path) -> None:
    """Remove what no reader holds and no one will need: old snapshots, and what a killed writer left."""
    for path in data.glob(f"{_PARTIAL}*"):
        if path.is_symlink():
            path.unlink(missing_ok=True)
        else:
            shutil.rmtree(path, ignore_errors=True)
    tidy_snapshots(data)


def tidy_snapshots(data: Path) -> None:
    """Remove the snapshots that are neither current nor held."""
    now = current(data)
    for path in (data / _SNAPSHOTS).iterdir():
        if path.name != str(now):
            _remove_unless_held(path)


def _remove_unless_held(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Without its facts it cannot be held anew while it goes.
        (path / _FACTS).unlink(missing_ok=True)
        shutil.rmtree(path, ignore_errors=True)
    except BlockingIOError:
        pass
    finally:
        os.close(descriptor)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
