"""Workers that ask an external SPARQL engine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bilateral.remote import remote_worker as worker
from bilateral.workers.child_process import Process
from bilateral.workers.pool import Limits, Pool

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence

    from bilateral.remote.engine_address import Address


def engine_readers(
    address: Address,
    size: int,
    limits: Limits,
    loop: asyncio.AbstractEventLoop | None = None,
    worker: Callable[[], None] = worker.main,
) -> Pool:
    """Start workers that ask an engine; arguments as for `Pool`, `worker` takes those of `worker.main`."""

    def start(lifeline: int, shared: Sequence[int]) -> Process:
        given = (json.dumps(address.fields()), limits.memory, *shared)
        return Process(worker, lifeline, given, shared=shared[:2])

    return Pool(start, size, limits, loop)
