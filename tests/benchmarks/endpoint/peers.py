"""Our endpoint beside `oxigraph serve-read-only`, in one run.

    python peers.py [--triples 1000000] [--rounds 5] [--seconds 3] [--clients 8] [--keep FOLDER]
                    [--oxigraph COMMAND] [--ours NAME=PYTHON ...]

It makes a graph, loads it into both, starts all servers, and asks them turn by turn: with light clients and
the cache off, with light clients that repeat themselves and the cache on, and with ordinary clients and the
cache off. PYTHON is an interpreter that a version of ours is installed for; with two of them, two versions
are compared. FOLDER keeps what was made, and has it the next time.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import asking
import compare
from compare import Target, Turn

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVE = """
import sys
from pathlib import Path
from bilateral.web.server import serve
from bilateral.web.server_settings import ServerSettings
sys.exit(serve(ServerSettings(Path(sys.argv[1]), port=0, **({"cache": 0} if sys.argv[2] == "off" else {}))))
"""
START_SECONDS = 60.0


class Way(NamedTuple):
    """A way of asking.

    Attributes:
        name: of it.
        light: whether by light clients.
        cache: whether ours has its cache.
        people: whom queries are about.
    """

    name: str
    light: bool
    cache: bool
    people: int


WAYS = (
    Way("light clients, cache off", light=True, cache=False, people=asking.PEOPLE),
    Way("light clients, cache on", light=True, cache=True, people=asking.REPEATED),
    Way("ordinary clients, cache off", light=False, cache=False, people=asking.PEOPLE),
)


def prepare(given: argparse.Namespace, folder: Path) -> None:
    """Make the graph and load it, unless that was done."""
    lines = folder / "data.nt"
    if not lines.exists():
        compare.make(given.triples, lines)
    if not (folder / "oxigraph").exists():
        command = [given.oxigraph, "load", "--location", folder / "oxigraph", "--file", lines]
        subprocess.run(command, check=True, capture_output=True)
    for name, python in given.ours:
        if not (folder / name).exists():
            command = [python, Path(compare.__file__), "load", lines, folder / name]
            subprocess.run(command, check=True)


@contextlib.contextmanager
def oxigraph(command: str, folder: Path) -> Iterator[Target]:
    """Serve with oxigraph."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    given = [command, "serve-read-only", "--location", folder / "oxigraph", "--bind", address]
    with running(subprocess.Popen(given, stderr=subprocess.DEVNULL)) as process:
        host, port = address.split(":")
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            with contextlib.suppress(OSError), socket.create_connection((host, int(port))):
                break
            time.sleep(0.05)
        yield Target("oxigraph", f"http://{address}/query", process.pid)


@contextlib.contextmanager
def ours(name: str, python: str, folder: Path, *, cache: bool) -> Iterator[Target]:
    """Serve with a version of ours."""
    command = [python, "-c", SERVE, folder / name, "on" if cache else "off"]
    with running(subprocess.Popen(command, stderr=subprocess.PIPE, text=True)) as process:
        line = process.stderr.readline()
        ready = re.search(r"ready at (http://[\w.:]+)", line)
        if not ready:
            raise SystemExit(f"{name}: {line}")
        yield Target(name, f"{ready[1]}/sparql", process.pid)


@contextlib.contextmanager
def running(process: subprocess.Popen) -> Iterator[subprocess.Popen]:
    """Let a server run."""
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def measure(given: argparse.Namespace, folder: Path) -> dict[tuple[Way, str], list[Turn]]:
    """Ask all servers in all ways, turn by turn."""
    turns: dict[tuple[Way, str], list[Turn]] = {}
    with contextlib.ExitStack() as stack:
        peer = stack.enter_context(oxigraph(given.oxigraph, folder))
        servers = {
            cache: [stack.enter_context(ours(*one, folder, cache=cache)) for one in given.ours]
            for cache in (False, True)
        }
        for number in range(given.rounds):
            print(f"round {number + 1}, load {os.getloadavg()[0]:.1f}", file=sys.stderr)  # noqa: T201
            for way in WAYS:
                asked = argparse.Namespace(light=way.light, clients=given.clients, seconds=given.seconds)
                for target in (peer, *servers[way.cache]):
                    found = compare.turn(target, asked, way.people)
                    turns.setdefault((way, target.name), []).append(found)
    return turns


def report(turns: dict[tuple[Way, str], list[Turn]]) -> None:
    """Print medians, and in brackets the lowest and highest."""
    for (way, name), done in turns.items():
        peer = turns[way, "oxigraph"]
        rates, slow = spread([turn.rate for turn in done], ".0f"), spread([turn.p95 for turn in done], ".1f")
        line = f"{way.name:28} {name:12} {rates}/s  p95 {slow} ms"
        if name != "oxigraph":
            beside = [mine.rate / its.rate for mine, its in zip(done, peer, strict=True)]
            costs = [its.spent / mine.spent for mine, its in zip(done, peer, strict=True)]
            line += f"  {spread(beside, '.2f')} of oxigraph's, {spread(costs, '.2f')} a processor second"
        print(line)  # noqa: T201


def spread(values: list[float], form: str) -> str:
    """Return the median, and the lowest and highest."""
    low, high = min(values), max(values)
    return f"{statistics.median(values):{form}} ({low:{form}} to {high:{form}})"


def version(text: str) -> tuple[str, str]:
    """Return name and interpreter of a version of ours."""
    name, _, python = text.rpartition("=")
    return name or "bilateral", python


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--oxigraph", default="oxigraph")
    parser.add_argument("--ours", type=version, action="append", metavar="NAME=PYTHON")
    given = parser.parse_args()
    given.ours = given.ours or [("bilateral", sys.executable)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        prepare(given, folder)
        report(measure(given, folder))


if __name__ == "__main__":
    main()
