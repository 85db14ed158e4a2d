"""What a server costs that nobody asks: processor time of all its processes while it rests.

    python tests/benchmarks/idle/measure.py [--data DIR] [--seconds 60]

Starts `bilateral serve` on DIR, waits until what is made after a start is made, and prints the share of
a core that each process then takes, and how often each of its threads wakes.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def family(root: int) -> list[int]:
    """Return a process and all that it started, directly or not."""
    parents = {}
    for path in PROC.glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(path.parent.name)] = int(fields[1])
    found = [root]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def seconds(process: int) -> float:
    """Return the processor time that a process has taken, its threads' too."""
    fields = (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def wakes(process: int) -> dict[str, int]:
    """Return how often each thread of a process went to sleep of itself."""
    found = {}
    for path in (PROC / str(process) / "task").glob("*/status"):
        match = re.search(r"^voluntary_ctxt_switches:\s*(\d+)", path.read_text(), re.MULTILINE)
        found[path.parent.name] = int(match[1]) if match else 0
    return found


def settle(processes: list[int], most: float) -> None:
    """Wait until what a server makes after its start is made: two seconds in which nothing is done."""
    end = time.monotonic() + most
    while time.monotonic() < end:
        before = sum(map(seconds, processes))
        time.sleep(2)
        if sum(map(seconds, processes)) - before < 0.2:
            return


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="data")
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    command = [sys.executable, "-m", "bilateral", "serve", "--data", given.data, "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            address = next(
                match[0] for line in server.stderr or () if (match := re.search(r"http://\S+", line))
            )
            for path in ("/", "/page/state/CHN", "/search?q=china", "/health"):
                urllib.request.urlopen(address + path).read()
            settle(family(server.pid), 120)
            report(family(server.pid), given.seconds)
        finally:
            server.terminate()
    return 0


def report(processes: list[int], rest: float) -> None:
    """Print what they take while nobody asks."""
    before = {each: (seconds(each), wakes(each)) for each in processes}
    time.sleep(rest)
    total = 0.0
    for each, (spent, slept) in before.items():
        took = seconds(each) - spent
        total += took
        woken = sorted((now - slept.get(thread, 0) for thread, now in wakes(each).items()), reverse=True)
        name = (PROC / str(each) / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:60]
        often = [number for number in woken if number][:8]
        sys.stdout.write(f"{each:7} {100 * took / rest:6.2f} %  wakes by thread {often}  {name}\n")
    sys.stdout.write(f"all     {100 * total / rest:6.2f} % of a core over {rest:g} s\n")


if __name__ == "__main__":
    sys.exit(main())
