"""Workers that die at any moment."""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from bilateral.store import store_worker
from bilateral.store.engine.query_results import BOOLEAN
from bilateral.store.snapshots.snapshot_builder import build_store
from bilateral.workers import frames
from bilateral.workers.pool import Limits, Pool

TAKES_AND_DIES = """
import os, socket, sys
from pathlib import Path
from bilateral.store import store_worker
connection, parent_pipe, data, network, memory, receiver, table, slot = sys.argv[1:]
flag = Path(data) / "died"
if not flag.exists():
    socket.socket(fileno=int(connection)).sendall(READY)
    socket.socket(fileno=int(receiver)).recv(1)
    flag.touch()
    os._exit(1)
store_worker.main()
"""


@pytest.fixture
def pool(tmp_path, monkeypatch):
    """A pool whose first worker takes a request and dies before it says so."""
    build_store(tmp_path / "data", [])
    ready = repr(frames.pack_json(frames.HEAD, {"ready": 1}))
    (tmp_path / "dying_worker.py").write_text(
        "def main():\n"
        + "".join(f"    {line}\n" for line in TAKES_AND_DIES.replace("READY", ready).split("\n"))
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    from dying_worker import main  # noqa: PLC0415

    made = Pool(main, (tmp_path / "data", 1), 1, Limits(wait=15.0))
    yield made
    made.close()
    sys.modules.pop("dying_worker")


def test_a_request_is_not_lost_with_a_worker_that_had_just_taken_it(pool):
    seen = {"inferred": True, "default": None, "named": None}
    wanted = {"snapshot": None, "formats": {BOOLEAN: "application/sparql-results+json"}}
    answer = pool.run({"job": "query", "base": "", **wanted, **seen}, b"ASK {}")
    assert b"true" in b"".join(answer.read())


def test_a_pool_is_closed_where_another_loop_runs(tmp_path):
    build_store(tmp_path / "data", [])

    async def close():
        Pool(store_worker.main, (tmp_path / "data", 1), 1).close()

    # The thread of the tests may have a loop already, which a browser left running.
    with ThreadPoolExecutor() as threads:
        threads.submit(lambda: asyncio.run(close())).result()
