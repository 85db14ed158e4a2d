"""What a backup consists of, so that damage to it is found.

A backup is a folder:

BACKUP/backup.json    state, counts, and a digest of every file
BACKUP/…              a data directory: it can be served
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from bilateral.errors import StoreError
from bilateral.store.snapshots import data_directory
from bilateral.store.snapshots.data_directory import FACTS, SNAPSHOTS, STORE, Counts
from bilateral.store.snapshots.whole_store import count

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME: Final = "backup.json"
_FORMAT: Final = "bilateral-backup/1"
_FILE: Final = re.compile(r"(?!\.)[\w.-]+|snapshots/(\d+)/(?:facts\.json|store/(?!\.)[\w.-]+)")
_ROOM: Final = 1 << 20


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
        (path / NAME).write_text(json.dumps(content, indent=1) + "\n")


def read(path: Path) -> Manifest:
    """Return the manifest of a backup.

    Raises:
        StoreError: this is no backup, or none that this version knows.
    """
    try:
        content = json.loads((path / NAME).read_text())
    except (OSError, ValueError) as error:
        raise StoreError(f"{path}: no backup: {NAME} cannot be read") from error
    try:
        known = content["format"] == _FORMAT
        counts = Counts(*(int(content[name]) for name in Counts._fields))
        files = {str(name): str(digest) for name, digest in content["files"].items()}
        found = Manifest(int(content["snapshot"]), counts, files)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise StoreError(f"{path}: no backup: {NAME} is damaged") from error
    if not known:
        raise StoreError(f"{path}: no backup of a kind that this version knows")
    for name in files:
        match = _FILE.fullmatch(name)
        if not match or match[1] not in {None, str(found.snapshot)}:
            raise StoreError(f"{path}: no backup: {NAME} names {name!r}")
    if f"{found.state}/{FACTS}" not in files:
        raise StoreError(f"{path}: no backup: {NAME} names no state")
    return found


def copy(source: Path, target: Path) -> str:
    """Copy a file to the disk and return its SHA-256."""
    found = hashlib.sha256()
    with source.open("rb") as given, target.open("xb") as taken:
        while part := given.read(_ROOM):
            found.update(part)
            taken.write(part)
    data_directory.sync(target)
    return found.hexdigest()


def digest(path: Path) -> str:
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
            found = digest(path / name)
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
