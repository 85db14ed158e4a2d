"""Writes to a data directory from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.build import commit_processes
from bilateral.build.build_record import BuildRecord
from bilateral.store.writes.command_writer import command_writer
from bilateral.workers.pool import Limits

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bilateral.store.writes.command_writer import CommandWriter

_LIMITS: Final = Limits(seconds=900.0, bytes=0)
"""Whoever waits at a terminal can end it; a large graph on a busy machine takes minutes."""


def open_writer(data: Path) -> AbstractContextManager[CommandWriter]:
    """Return a writer: the server's if one writes there, else one that reasons as the build did."""
    record = BuildRecord.read(data)
    main = commit_processes.choose(infers=record is None or record.reasoner != "none")
    return command_writer(data, _LIMITS, main)
