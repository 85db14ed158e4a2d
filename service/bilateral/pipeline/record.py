"""What a data directory remembers of its build: from what, and how."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bilateral.content import locate

if TYPE_CHECKING:
    from bilateral.content import Content

_FILE = "build.json"


@dataclass(frozen=True, slots=True)
class Record:
    """One build.

    Attributes:
        fingerprint: a hash of everything the build depended on; empty for an empty store.
        content: the content folder whose rules hold, or None.
        keep_clashes: whether contradictions are kept.
    """

    fingerprint: str
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
            content = json.loads((data / _FILE).read_text())
        except FileNotFoundError:
            return None
        return cls(content["fingerprint"], content["content"], content["keep_clashes"])


def content_of(data: Path) -> Content | None:
    """Return the content whose rules hold in a data directory, or None where only those of OWL do."""
    record = Record.read(data)
    return locate(Path(record.content)) if record and record.content else None
