"""The attacks that were written down once, all of them."""

import subprocess
import sys

from bilateral import store


def test_every_attack_is_stood(shared, start, token_file, tmp_path):
    text = "".join(f"<a:s{i}> a <a:c{i % 3}> .\n" for i in range(300))
    store.build(tmp_path / "data", store.parse(text.encode(), media_type="text/turtle"))
    server = start(data=tmp_path / "data", token_file=token_file, plain=True)
    script = shared / "attacks" / "attacks.py"
    ran = subprocess.run(
        [sys.executable, script, f"http://127.0.0.1:{server.port}", "let-me-write"],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    lines = ran.stdout.splitlines()
    assert [line for line in lines if not line.startswith("pass ")] == []
    assert len(lines) >= 13
