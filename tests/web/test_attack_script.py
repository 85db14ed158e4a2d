"""The attacks that were written down once, all of them."""

import subprocess
import sys

from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot_builder import build_store


def attacked(script, server):
    """Return what the script says of each attack."""
    ran = subprocess.run(
        [sys.executable, script, f"http://127.0.0.1:{server.port}", "let-me-write"],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    return ran.stdout.splitlines()


def test_every_attack_is_stood(shared, start, token_file, tmp_path):
    text = "".join(f"<a:s{i}> a <a:c{i % 3}> .\n" for i in range(300))
    build_store(tmp_path / "data", parse(text.encode(), media_type="text/turtle"))
    server = start(data=tmp_path / "data", token_file=token_file, plain=True)
    failed = set()
    # Its bounds are for a quiet machine: what fails each time fails.
    for _ in range(3):
        lines = attacked(shared / "attacks" / "attacks.py", server)
        assert len(lines) >= 13
        again = {line.partition(":")[0] for line in lines if not line.startswith("pass ")}
        failed = failed & again if failed else again
        if not failed:
            break
    assert not failed
