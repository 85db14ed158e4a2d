"""Snapshots that are kept by a name, so that a paper can cite them: their queries answer the same for ever.

DATA/named/NAME/
    store/, facts.json    as of any snapshot; see `data_directory`
    dataset.nq.gz         all quads, the inferred ones in their graph, in canonical form
    snapshot.json         what `NamedSnapshot` says

Nothing of ours removes or changes one: no write, build, restore or tidying.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO, cast

from bilateral.errors import StoreError
from bilateral.store.engine.canonical_form import canonical
from bilateral.store.snapshots import data_directory
from bilateral.store.snapshots.data_directory import FACTS, NAMED, STORE, Counts
from bilateral.store.snapshots.disk_sync import sync
from bilateral.store.snapshots.dump import dump, write_n_quads
from bilateral.store.snapshots.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CURRENT_STATE: Final = "current"
"""Means the current state where a name is expected; so no snapshot can be called that."""
DATASET: Final = "dataset.nq.gz"
_RECORD: Final = "snapshot.json"
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
_GZIP: Final = b"\x1f\x8b"
_MOST_IN_NOTE: Final = 2000  # characters


class NamedSnapshot(NamedTuple):
    """What is known of a snapshot that is kept by a name."""

    name: str
    note: str  # why it was kept, in the words of whoever kept it
    made: str  # when, as an ISO 8601 time in UTC
    number: int  # of the snapshot in its data directory when it was kept
    stamp: str  # differs between any two snapshots
    counts: Counts
    quads: int  # lines of the canonical N-Quads
    sha256: str  # of the canonical N-Quads: the identity of the dataset
    size: int  # bytes of them
    archive_sha256: str  # of DATASET
    archive_size: int  # bytes of it

    @property
    def day(self) -> str:
        """The day on which it was made, as YYYY-MM-DD."""
        return self.made[:10]


def keep(data: Path, name: str, note: str = "") -> NamedSnapshot:
    """Keep the current snapshot by a name; writes continue meanwhile.

    Raises:
        StoreError: the name cannot be used or is taken, or nothing was built yet.
    """
    if not _NAME.fullmatch(name) or name == CURRENT_STATE:
        raise StoreError(
            f"{name!r} cannot name a snapshot: write 1 to 64 of a-z, 0-9, '.', '_' and '-', a letter or digit"
            f" at both ends, and not {CURRENT_STATE!r}"
        )
    if len(note) > _MOST_IN_NOTE:
        raise StoreError(f"the note has {len(note)} characters; at most {_MOST_IN_NOTE} are kept")
    target = data / NAMED / name
    if target.exists():
        raise StoreError(f"{data}: a snapshot {name!r} is kept already, and none is ever replaced")
    with Snapshot(data) as snapshot, data_directory.incoming(data) as work:
        made = _save(snapshot, work / name, name, note)
        target.parent.mkdir(exist_ok=True)
        try:
            (work / name).rename(target)
        except OSError as error:
            raise StoreError(f"{target}: {error.strerror}") from error
        sync(target.parent)
    return made


def _save(snapshot: Snapshot, folder: Path, name: str, note: str) -> NamedSnapshot:
    folder.mkdir()
    data_directory.clone(snapshot.path, folder / STORE)
    shutil.copyfile(snapshot.path.parent / FACTS, folder / FACTS)
    lines = canonical_lines(snapshot)
    sha256, size = _write_archive(lines, folder / DATASET)
    made = NamedSnapshot(
        name=name,
        note=note,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        number=snapshot.number,
        stamp=snapshot.stamp,
        counts=snapshot.counts,
        quads=len(lines),
        sha256=sha256,
        size=size,
        archive_sha256=hashlib.sha256((folder / DATASET).read_bytes()).hexdigest(),
        archive_size=(folder / DATASET).stat().st_size,
    )
    content = {**made._asdict(), "counts": made.counts._asdict()}
    (folder / _RECORD).write_text(json.dumps(content, indent=1) + "\n")
    for path in (*folder.iterdir(), folder):
        sync(path)
    return made


def _write_archive(lines: Iterable[str], path: Path) -> tuple[str, int]:
    """Write lines, the same always as the same bytes; return the SHA-256 and number of the bytes packed."""
    found, size = hashlib.sha256(), 0
    with path.open("wb") as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as archive:
        for line in lines:
            part = line.encode()
            found.update(part)
            size += len(part)
            archive.write(part)
    return found.hexdigest(), size


def named(data: Path) -> list[NamedSnapshot]:
    """Return the snapshots that are kept by name, the latest first.

    Raises:
        StoreError: the record of one is damaged.
    """
    found = [find(data, path.parent.name) for path in data.glob(f"{NAMED}/*/{_RECORD}")]
    return sorted(found, key=lambda each: (each.made, each.name), reverse=True)


def find(data: Path, name: str) -> NamedSnapshot:
    """Return a snapshot that is kept.

    Raises:
        StoreError: there is none of the name, or its record is damaged.
    """
    path = data / NAMED / name / _RECORD
    if not _NAME.fullmatch(name) or not path.is_file():
        raise StoreError(f"{data}: no snapshot {name!r} is kept here")
    try:
        content = json.loads(path.read_text())
        return NamedSnapshot(**{**content, "counts": Counts(**content["counts"])})
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise StoreError(f"{path}: is damaged") from error


def archive(data: Path, name: str) -> Path:
    """Return the file with the quads of a snapshot that is kept."""
    return data / NAMED / name / DATASET


def canonical_lines(snapshot: Snapshot) -> list[str]:
    """Return all quads of a snapshot as canonical N-Quads, a line each with its line break.

    Source: RDF Dataset Canonicalization 1.0, section 5.
    """
    quads = dump(snapshot)
    if any(term.startswith(("_:", "<<")) for quad in quads for term in (quad.subject, quad.object)):
        quads = canonical(quads)
    return sorted(write_n_quads(quads))


def diff(data: Path, one: str, other: str) -> Iterator[str]:
    """Yield what changes one dataset into another as RDF Patch, sorted by quad: `D` removes, `A` adds.

    Each is the name of a snapshot, `current`, or a file of N-Quads, packed with gzip or not. Blank nodes are
    compared by their canonical labels, so that one more of them may rename others.

    Raises:
        StoreError: there is no such snapshot or file.

    Source: RDF Patch, afs.github.io/rdf-patch.
    """
    left, right = _lines(data, one), _lines(data, other)
    old, new = next(left, ""), next(right, "")
    while old or new:
        if old == new:
            old, new = next(left, ""), next(right, "")
        elif not new or (old and old < new):
            yield f"D {old}"
            old = next(left, "")
        else:
            yield f"A {new}"
            new = next(right, "")


def _lines(data: Path, name: str) -> Iterator[str]:
    """Yield the quads of a dataset as sorted lines; its errors are raised before the first."""
    if name == CURRENT_STATE:
        with Snapshot(data) as snapshot:
            return iter(canonical_lines(snapshot))
    if _NAME.fullmatch(name) and archive(data, name).is_file():
        return _unpacked(archive(data, name))
    path = Path(name)
    if not path.is_file():
        raise StoreError(f"{name}: neither a snapshot kept in {data} nor a file")
    return iter(sorted(set(_unpacked(path))))


def _unpacked(path: Path) -> Iterator[str]:
    try:
        with _open(path) as file:
            for line in file:
                if line.strip() and not line.startswith("#"):
                    yield line if line.endswith("\n") else f"{line}\n"
    except (OSError, EOFError, ValueError) as error:
        raise StoreError(f"{path}: cannot be read: {error}") from error


def _open(path: Path) -> TextIO:
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    if packed:
        return cast("TextIO", gzip.open(path, "rt", encoding="utf-8", newline="\n"))  # the caller closes it
    return path.open(encoding="utf-8", newline="\n")
