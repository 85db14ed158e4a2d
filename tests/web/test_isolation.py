"""Processes that evaluate what strangers send have no network, unless SERVICE may ask somebody."""

import subprocess
import sys
from pathlib import Path

import pytest

from bilateral.store.snapshots.snapshot_builder import build_store

from .test_kills import family

LEAVE = "from bilateral.workers.worker_process import leave_network; raise SystemExit(not leave_network())"


def network(pid):
    return Path(f"/proc/{pid}/ns/net").readlink()


@pytest.mark.skipif(
    subprocess.run([sys.executable, "-c", LEAVE], check=False).returncode != 0,
    reason="this system lets nobody leave the network",
)
@pytest.mark.parametrize("services", [(), ("http://127.0.0.1:9/",)])
def test_a_network_is_kept_only_for_services(start, token_file, tmp_path, services):
    build_store(tmp_path / "data", [])
    server = start(data=tmp_path / "data", token_file=token_file, services=services)
    assert server.update("INSERT DATA { <a:s> <a:p> 1 }").status == 200
    assert server.ask("ASK { <a:s> <a:p> 1 }")
    members = family(server.process.pid)
    evaluating = members["reader"] + members["evaluator"]
    assert len(evaluating) == 4, "two readers, one for pages, one for writes"
    kept = [network(pid) == network(server.process.pid) for pid in evaluating]
    assert kept == [bool(services)] * 4
