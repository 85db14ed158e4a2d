"""What a server answers is recorded the same each time."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "recording"
ADDRESSES = (
    "/",
    "/health",
    "/metrics",
    "/page/nothing",
    "/sparql?query=SELECT*%7B%3Fs%3Fp%3Fo%7D",
    "/id/%20",
)


def run(script, *arguments):
    command = [sys.executable, FOLDER / script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_two_recordings_of_a_server_do_not_differ(reading, tmp_path):
    paths = [tmp_path / "one.gz", tmp_path / "other.gz"]
    for path in paths:
        recorded = run("record.py", f"http://127.0.0.1:{reading.port}", path, *ADDRESSES)
        assert f"{len(ADDRESSES)} requests" in recorded.stderr
    compared = run("compare.py", *paths)
    assert (compared.returncode, compared.stdout) == (0, f"{len(ADDRESSES)} requests, no differences\n")
