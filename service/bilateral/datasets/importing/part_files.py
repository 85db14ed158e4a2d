"""The files that an import makes ready, part by part, so that one that was interrupted goes on.

    DATA/imports/NAME/record.json      how far it is
    DATA/imports/NAME/asserted-*.nq    see `bilateral.store.writes.part_loading`
    DATA/imports/NAME/inferred-*.nt
    DATA/imports/NAME/rejected-*.csv   rejected rows, in the order of the parts

A part counts when the record says so, which is written last.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

from bilateral.errors import StoreError
from bilateral.store.snapshots.data_directory import IMPORTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RECORD: Final = "record.json"
_LOCK: Final = "lock"


@dataclass
class ImportRecord:
    """How far an import is.

    Attributes:
        state: number and stamp of the state of the graph that the rows were checked against.
        parts: those that are whole, each by the number of its file.
        file: the number of the file that is being read, from 0.
        row: the number of its last row that is in a part.
        rows: how many were read.
        mapped: how many of them said something.
        rejected: how many could not be mapped.
        left_out: how many were left out, by reason.
        alone: whether what follows stands in the files; else it is for the reasoner.
        shared: the columns of things that several rows are about.
        polities: that the rows name.
    """

    state: str = ""
    parts: list[int] = field(default_factory=list)
    file: int = 0
    row: int = 0
    rows: int = 0
    mapped: int = 0
    rejected: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    alone: bool = True
    shared: list[str] = field(default_factory=list)
    polities: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, content: dict[str, Any]) -> Self:
        """Return what was written as JSON."""
        return cls(**{**content, "left_out": Counter(content["left_out"])})


class PartFiles:
    """The folder of one import."""

    def __init__(self, data: Path, name: str) -> None:
        self.name, self.folder = name, data / IMPORTS / name

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others from making the same import.

        Raises:
            StoreError: somebody does.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreError(f"{self.folder}: this file is being imported already") from error
            yield

    def begun(self, state: str) -> ImportRecord:
        """Return how far an import into a state is; what was made for another state is removed."""
        try:
            record = ImportRecord.read(json.loads((self.folder / _RECORD).read_text()))
        except (FileNotFoundError, ValueError, LookupError, TypeError):
            record = ImportRecord()
        if record.state != state:
            record = ImportRecord(state)
        kept = {f"{kind}-{number:04}" for kind in _KINDS for number in range(len(record.parts))}
        for path in self.folder.iterdir():
            if path.stem not in kept and path.name not in {_LOCK, _RECORD}:
                path.unlink()
        return record

    def path(self, kind: str, number: int | str) -> Path:
        """Return the file of a part: its quads, what follows from them, or the rows that were rejected."""
        part = number if isinstance(number, str) else f"{number:04}"
        return self.folder / f"{kind}-{part}.{_KINDS[kind]}"

    def paths(self, kind: str) -> list[Path]:
        """Return the files of all parts."""
        return sorted(self.folder.glob(f"{kind}-*.{_KINDS[kind]}"))

    def write(self, kind: str, number: int | str, lines: list[str]) -> None:
        """Write a file of a part, if there is anything to be written."""
        if lines:
            with self.path(kind, number).open("w", encoding="utf-8") as file:
                file.writelines(lines)
                file.flush()
                os.fsync(file.fileno())

    def finish_part(self, record: ImportRecord) -> None:
        """Record that a part is whole."""
        partial = self.folder / "record.partial"
        with partial.open("w") as file:
            json.dump(vars(record), file)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(self.folder / _RECORD)

    def forget_inferred(self) -> None:
        """Remove what follows from the rows alone."""
        for path in self.paths("inferred"):
            path.unlink()

    def replace_asserted(self, lines: list[str]) -> None:
        """Write one file in place of all that have quads; an import that is interrupted begins anew."""
        (self.folder / _RECORD).unlink(missing_ok=True)
        for path in self.paths("asserted"):
            path.unlink()
        self.write("asserted", "all", lines)

    def remove(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


_KINDS: Final = {"asserted": "nq", "inferred": "nt", "rejected": "csv"}
