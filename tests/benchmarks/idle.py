"""What a server takes of the processors when nobody asks it anything.

    python tests/benchmarks/idle.py [PID] [--seconds 60] [--settle 20] [-- ARGUMENTS OF bilateral serve]

It measures the server whose first process is PID, with all processes below it; without one it starts
`bilateral serve` on a free port. It prints the percentage of one core, and exits with 1 above --most.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "endpoint"))

import processes


def measure(pid: int, seconds: float) -> float:
    """Return the percentage of a core that a server takes.

    Ticks of the clock are too coarse for what an idle process takes, so that it is read in nanoseconds.
    """
    before, begun = processes.nanoseconds(pid), time.monotonic()
    time.sleep(seconds)
    return (processes.nanoseconds(pid) - before) / 1e7 / (time.monotonic() - begun)


def start(arguments: list[str]) -> subprocess.Popen:
    """Start a server, and wait until it is ready."""
    command = [sys.executable, "-m", "bilateral", "serve", "--port", "0", *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if "ready at" in line:
            return process
    raise SystemExit("the server does not start")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pid", type=int, nargs="?")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument(
        "--settle", type=float, default=20, help="seconds before, in which it may still start"
    )
    parser.add_argument("--most", type=float, default=0.2, help="per cent of a core")
    end = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    given = parser.parse_args(sys.argv[1:end])
    process = None if given.pid else start(sys.argv[end + 1 :])
    try:
        time.sleep(given.settle)
        found = measure(given.pid or process.pid, given.seconds)
    finally:
        if process:
            process.terminate()
            process.wait()
    print(f"{found:.3f} % of a core, at a load of {os.getloadavg()[0]:.1f} for the machine")  # noqa: T201
    sys.exit(found > given.most)


if __name__ == "__main__":
    main()
