"""What a server's processes took of the processors."""

from __future__ import annotations

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def seconds(pid: int) -> float:
    """Return the processor time of a process and all below it, user and system, without those that ended."""
    spent: dict[int, float] = {}
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text(encoding="latin-1").rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(path.name)] = int(fields[1])
        spent[int(path.name)] = (int(fields[11]) + int(fields[12])) / _TICK
    return sum(time for each, time in spent.items() if _is_below(each, pid, parents))


def nanoseconds(pid: int) -> int:
    """Return as `seconds` what all threads of a process and of those below it took, exactly."""
    parents: dict[int, int] = {}
    spent: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text(encoding="latin-1").rpartition(")")[2].split()
            threads = [(task / "schedstat").read_text() for task in (path / "task").iterdir()]
        except OSError:
            continue
        parents[int(path.name)] = int(fields[1])
        spent[int(path.name)] = sum(int(thread.split()[0]) for thread in threads)
    return sum(time for each, time in spent.items() if _is_below(each, pid, parents))


def _is_below(each: int, pid: int, parents: dict[int, int]) -> bool:
    while each and each != pid:
        each = parents.get(each, 0)
    return each == pid
