"""Writes to a data directory from the command line, made as a server makes them."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from bilateral.build import commit_processes
from bilateral.build.build_record import BuildRecord
from bilateral.store.writes.writer import DirectoryWriter
from bilateral.workers.pool import Limits

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

_LIMITS: Final = Limits(seconds=120.0, bytes=0)


def open_writer(data: Path) -> AbstractContextManager[DirectoryWriter]:
    """Start the process that writes to a data directory, with the reasoning of its build.

    Raises:
        StoreError: a server or another command is writing to it.
    """
    record = BuildRecord.read(data)
    main = commit_processes.choose(infers=record is None or record.reasoner != "none")
    return contextlib.closing(DirectoryWriter(data, _LIMITS, plain=False, main=main))
