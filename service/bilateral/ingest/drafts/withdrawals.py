"""Which documents were withdrawn: the change log says so, as the graph is as if they had never been there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bilateral.store.snapshots.change_log import WITHDRAWAL, ChangeLog, parse_line

if TYPE_CHECKING:
    from pathlib import Path


def withdrawn_at(data: Path, slug: str) -> str | None:
    """Return when a document was withdrawn, `2026-11-29T10:00:00Z`; None if it was not, or is back."""
    named = json.dumps(slug).encode()
    for line in ChangeLog(data).lines():
        entry = parse_line(line) if named in line else None
        if entry and slug in entry.documents:
            return entry.time if entry.kind == WITHDRAWAL else None
    return None
