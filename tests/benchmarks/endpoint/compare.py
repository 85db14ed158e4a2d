"""Requests per second of SPARQL endpoints, turn by turn, so that what else the machine does meets them all.

    python compare.py make 1000000 data.nt                        a graph of that many triples
    python compare.py load data.nt DATA                           the same as a store of ours
    python compare.py run oxigraph=http://127.0.0.1:7878/query@PID bilateral=http://127.0.0.1:8000/sparql@PID
                          [--rounds 5] [--seconds 3] [--clients 8] [--repeat] [--light]

The first endpoint is what the others are compared with. With --repeat the clients ask the same few hundred
queries again and again, as readers of pages do. PID is the server's first process, for its processor time.
"""

from __future__ import annotations

import argparse
import random
import statistics
from pathlib import Path
from typing import NamedTuple

import asking
import processes

E = "http://e/"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


class Target(NamedTuple):
    """An endpoint and its server's first process, 0 if unknown."""

    name: str
    url: str
    pid: int


class Turn(NamedTuple):
    """What one endpoint did in one turn.

    Attributes:
        rate: requests per second.
        spent: processor time of the server, in microseconds a request.
        p50, p95: of the times of answers, in milliseconds.
    """

    rate: float
    spent: float
    p50: float
    p95: float


def make(triples: int, path: Path) -> None:
    """Write a graph of people who know each other, five triples each."""
    people = triples // 5
    chosen = random.Random(1)
    with path.open("w") as file:
        for i in range(people):
            file.write(f"<{E}s{i}> <{RDF}type> <{E}T{i % 20}> .\n")
            file.write(f'<{E}s{i}> <{E}name> "name {i}" .\n')
            file.write(f'<{E}s{i}> <{E}age> "{i % 90}"^^<{XSD}integer> .\n')
            for _ in range(2):
                file.write(f"<{E}s{i}> <{E}knows> <{E}s{chosen.randrange(people)}> .\n")


def load(path: Path, data: Path) -> None:
    """Make a data directory of a graph."""
    from bilateral.store.engine.rdf_parser import parse  # noqa: PLC0415  # the clients need nothing of ours
    from bilateral.store.snapshots.snapshot_builder import build_store  # noqa: PLC0415

    build_store(data, parse(path))


def turn(target: Target, given: argparse.Namespace, people: int) -> Turn:
    """Ask one endpoint for a while."""
    ask = asking.light if given.light else asking.ordinary
    before = processes.seconds(target.pid) if target.pid else 0.0
    times = sorted(ask(asking.Load(target.url, given.clients, given.seconds, people)))
    spent = processes.seconds(target.pid) - before if target.pid else float("nan")
    return Turn(
        len(times) / given.seconds,
        spent / len(times) * 1e6,
        statistics.median(times) * 1e3,
        times[int(len(times) * 0.95)] * 1e3,
    )


def run(given: argparse.Namespace) -> None:
    """Print what each endpoint does in each round, and what it does beside the first one."""
    people = asking.REPEATED if given.repeat else asking.PEOPLE
    turns: dict[Target, list[Turn]] = {target: [] for target in map(_target, given.targets)}
    for _ in range(given.rounds):
        for target, done in turns.items():
            done.append(turn(target, given, people))
            print(  # noqa: T201
                f"{target.name:16} {done[-1].rate:7.0f} requests/s  p50 {done[-1].p50:5.2f} ms  "
                f"p95 {done[-1].p95:5.2f} ms  {done[-1].spent:4.0f} µs each"
            )
    first = next(iter(turns.values()))
    for target, done in turns.items():
        rates = [mine.rate / its.rate for mine, its in zip(done, first, strict=True)]
        costs = [its.spent / mine.spent for mine, its in zip(done, first, strict=True)]
        print(  # noqa: T201
            f"{target.name:16} {statistics.median(rates):5.2f} of the first's requests a second "
            f"({min(rates):.2f} to {max(rates):.2f}), {statistics.median(costs):.2f} a processor second "
            f"({min(costs):.2f} to {max(costs):.2f})"
        )


def _target(text: str) -> Target:
    name, _, rest = text.partition("=")
    url, _, pid = rest.partition("@")
    return Target(name, url, int(pid or 0))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make")
    making.add_argument("triples", type=int)
    making.add_argument("path", type=Path)
    loading = commands.add_parser("load")
    loading.add_argument("path", type=Path)
    loading.add_argument("data", type=Path)
    running = commands.add_parser("run")
    running.add_argument("targets", nargs="+", metavar="NAME=URL[@PID]")
    running.add_argument("--rounds", type=int, default=5)
    running.add_argument("--seconds", type=float, default=3)
    running.add_argument("--clients", type=int, default=8)
    running.add_argument("--repeat", action="store_true")
    running.add_argument("--light", action="store_true")
    given = parser.parse_args()
    if given.command == "make":
        make(given.triples, given.path)
    elif given.command == "load":
        load(given.path, given.data)
    else:
        run(given)


if __name__ == "__main__":
    main()
