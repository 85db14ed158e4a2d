"""What a data directory remembers of its build: from what, how, and as which snapshot."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bilateral import store
from bilateral.content import locate

if TYPE_CHECKING:
    from bilateral.content import Content

_FILE = "build.json"


@dataclass(frozen=True, slots=True)
class Record:
    """One build.

    Attributes:
        fingerprint: a hash of everything the build depended on; empty for an empty store.
        snapshot: the number of the state it made.
        content: the content folder whose rules hold, or None.
        keep_clashes: whether contradictions are kept.
    """

    fingerprint: str
    snapshot: int
    content: str | None
    keep_clashes: bool

    def write(self, data: Path) -> None:
        """Keep this in a data directory."""
        partial = data / f"partial-{_FILE}"
        partial.write_text(json.dumps(asdict(self)))
        partial.rename(data / _FILE)

    @classmethod
    def read(cls, data: Path) -> Record | None:
        """Return what a data directory remembers, or None where nothing was built."""
        try:
            return cls(**json.loads((data / _FILE).read_text()))
        except FileNotFoundError:
            return None


def written_since(data: Path) -> bool:
    """Tell whether a data directory holds writes that came after its build."""
    record, number = Record.read(data), store.current(data)
    return number is not None and record is not None and number != record.snapshot


def content_of(data: Path) -> Content | None:
    """Return the content whose rules hold in a data directory, or None where only those of OWL do."""
    record = Record.read(data)
    return locate(Path(record.content)) if record and record.content else None
