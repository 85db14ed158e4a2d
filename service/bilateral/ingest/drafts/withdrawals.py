"""Which documents were withdrawn, and when: the graph itself is as if they had never been taken in.

DATA/withdrawn.tsv      a line for each withdrawal, and each return: time, name, what happened
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_FILE: Final = "withdrawn.tsv"
_WITHDRAWN, _BACK = "withdrawn", "taken in again"


def withdrawn_at(data: Path, slug: str) -> str | None:
    """Return when a document was withdrawn, `2026-11-29T10:00:00Z`; None if it was not, or is back."""
    try:
        lines = (data / _FILE).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return None
    found = None
    for line in lines:
        time, _, rest = line.partition("\t")
        name, _, what = rest.partition("\t")
        if name == slug:
            found = time if what == _WITHDRAWN else None
    return found


def record(data: Path, slug: str, when: str) -> None:
    """Record that a document was withdrawn."""
    _append(data, f"{when}\t{slug}\t{_WITHDRAWN}\n")


def forget(data: Path, slug: str) -> None:
    """Record that a document which was withdrawn is there again."""
    if when := withdrawn_at(data, slug):
        _append(data, f"{when}\t{slug}\t{_BACK}\n")


def _append(data: Path, line: str) -> None:
    data.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data / _FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(descriptor, line.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
