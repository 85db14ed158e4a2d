"""Requests per second of a SPARQL endpoint: light templates, several clients, every query another.

    python compare.py make 1000000 data.nt          a graph of that many triples
    python compare.py run http://localhost:8000/sparql [--clients 8] [--seconds 5] [--repeat]

With --repeat the clients ask the same few hundred queries again and again, as readers of pages do.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import random
import statistics
import time
import urllib.parse
from pathlib import Path

E = "http://e/"
TEMPLATES = (
    "SELECT ?p ?o {{ <http://e/s{i}> ?p ?o }}",
    "SELECT ?o {{ <http://e/s{i}> <http://e/knows> ?o }}",
    "SELECT ?name {{ <http://e/s{i}> <http://e/knows> ?o . ?o <http://e/name> ?name }}",
    "ASK {{ <http://e/s{i}> <http://e/knows> <http://e/s{j}> }}",
    "SELECT (COUNT(*) AS ?n) {{ ?s <http://e/knows> <http://e/s{i}> }}",
    "SELECT ?s {{ ?s <http://e/name> 'name {i}' }}",
    "CONSTRUCT WHERE {{ <http://e/s{i}> ?p ?o }}",
    "DESCRIBE <http://e/s{i}>",
    "SELECT ?s ?n {{ ?s <http://e/age> {k} ; <http://e/name> ?n }} LIMIT 10",
    "SELECT ?a {{ <http://e/s{i}> <http://e/knows>/<http://e/age> ?a FILTER(?a > 20) }}",
    "SELECT ?o ?n {{ <http://e/s{i}> <http://e/knows> ?o OPTIONAL {{ ?o <http://e/nick> ?n }} }}",
    "SELECT ?t (COUNT(*) AS ?n) {{ <http://e/s{i}> <http://e/knows> ?o . ?o a ?t }} GROUP BY ?t ORDER BY ?t",
)


def make(triples: int, path: Path) -> None:
    """Write a graph of people who know each other, five triples each."""
    people = triples // 5
    random.seed(1)
    with path.open("w") as file:
        for i in range(people):
            file.write(f"<{E}s{i}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{E}T{i % 20}> .\n")
            file.write(f'<{E}s{i}> <{E}name> "name {i}" .\n')
            file.write(f'<{E}s{i}> <{E}age> "{i % 90}"^^<http://www.w3.org/2001/XMLSchema#integer> .\n')
            for _ in range(2):
                file.write(f"<{E}s{i}> <{E}knows> <{E}s{random.randrange(people)}> .\n")


def client(url: str, seconds: float, people: int, seed: int, results: multiprocessing.Queue) -> None:
    """Ask until the time is over; report the times of the answers."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    chosen = random.Random(seed)
    times: list[float] = []
    end = time.perf_counter() + seconds
    while (started := time.perf_counter()) < end:
        i = chosen.randrange(people)
        text = chosen.choice(TEMPLATES).format(i=i, j=i * 7 % people, k=i % 90)
        connection.request("GET", parts.path + "?" + urllib.parse.urlencode({"query": text}))
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise SystemExit(f"{answer.status} for {text}")
        times.append(time.perf_counter() - started)
    results.put(times)


def run(url: str, clients: int, seconds: float, people: int) -> None:
    """Print what the endpoint does."""
    results: multiprocessing.Queue = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=client, args=(url, seconds, people, seed, results))
        for seed in range(clients)
    ]
    for worker in workers:
        worker.start()
    times = sorted(moment for _ in workers for moment in results.get())
    rate = len(times) / seconds
    p50, p95 = statistics.median(times) * 1e3, times[int(len(times) * 0.95)] * 1e3
    print(f"{url}: {rate:.0f} requests/s, p50 {p50:.1f} ms, p95 {p95:.1f} ms")  # noqa: T201


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make")
    making.add_argument("triples", type=int)
    making.add_argument("path", type=Path)
    running = commands.add_parser("run")
    running.add_argument("url")
    running.add_argument("--clients", type=int, default=8)
    running.add_argument("--seconds", type=float, default=5)
    running.add_argument("--people", type=int, default=200_000)
    running.add_argument("--repeat", action="store_true")
    given = parser.parse_args()
    if given.command == "make":
        make(given.triples, given.path)
    else:
        run(given.url, given.clients, given.seconds, 25 if given.repeat else given.people)


if __name__ == "__main__":
    main()
