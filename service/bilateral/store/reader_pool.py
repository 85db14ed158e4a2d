"""Workers that read a data directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.store import store_worker as worker
from bilateral.workers.child_process import Process
from bilateral.workers.pool import Limits, Pool

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence
    from pathlib import Path


def directory_readers(
    data: Path,
    size: int = 2,
    limits: Limits = Limits(),  # noqa: B008  # immutable
    loop: asyncio.AbstractEventLoop | None = None,
    worker: Callable[[], None] = worker.main,
) -> Pool:
    """Start workers on a data directory; arguments as for `Directory` and `Pool`."""

    def start(lifeline: int, shared: Sequence[int]) -> Process:
        given = (data, limits.memory, int(limits.network), *shared)
        return Process(worker, lifeline, given, shared=shared[:2])

    return Pool(start, size, limits, loop)
