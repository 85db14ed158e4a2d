"""How fast and how well names are reconciled.

    python tests/benchmarks/reconciliation/benchmark_names.py DATA [NAMES.tsv]

DATA is a built store. NAMES.tsv has two columns and no header: a name, and the identifier of what it means,
or nothing where nothing in the graph is meant; without it, names of the graph itself are sent, garbled.
"""

from __future__ import annotations

import csv
import random
import sys
import time
from pathlib import Path

from bilateral.names.graph_names import GraphNames
from bilateral.reconciliation.catalogue import Catalogue
from bilateral.reconciliation.query_batches import ReconciliationQuery
from bilateral.reconciliation.ranking import answer
from bilateral.store.snapshots.snapshot import Snapshot

NAMES, BATCH = 10_000, 10


def main() -> None:
    with Snapshot(Path(sys.argv[1])) as snapshot:
        started, worked = time.perf_counter(), time.process_time()
        catalogue = Catalogue(GraphNames(snapshot))
        size = sum(catalogue.names.index.count.values())
        spent, worked = time.perf_counter() - started, time.process_time() - worked
        say(f"names, and catalogue of {size} names in {spent:.1f} s ({worked:.1f} s of one core)")
        cases = read(Path(sys.argv[2])) if len(sys.argv) > 2 else list(garbled(catalogue))
        report(catalogue, cases)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def read(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(name, entity) for name, entity in csv.reader(file, delimiter="\t")]


def garbled(catalogue: Catalogue):
    rng = random.Random(1)
    known = [(name, entity) for entity, name in catalogue.names.index.main.items()]
    for name, entity in rng.choices(known, k=NAMES):
        place = rng.randrange(len(name))
        yield name[:place] + rng.choice(["", name[place], "x"]) + name[place:], catalogue.id(entity)


def report(catalogue: Catalogue, cases: list[tuple[str, str]]) -> None:
    first = matched = right = 0
    batches: list[float] = []
    worked = time.process_time()
    cores: list[float] = []
    for start in range(0, len(cases), BATCH):
        began, core = time.perf_counter(), time.process_time()
        answers = [answer(catalogue, ReconciliationQuery(name)) for name, _ in cases[start : start + BATCH]]
        batches.append(time.perf_counter() - began)
        cores.append(time.process_time() - core)
        for found, (_, entity) in zip(answers, cases[start : start + BATCH], strict=True):
            hit = bool(found) and found[0]["id"] == entity
            first += hit
            matched += bool(found) and found[0]["match"]
            right += hit and found[0]["match"]
    known = sum(bool(entity) for _, entity in cases)
    worked = time.process_time() - worked
    say(f"{len(cases)} names in {sum(batches):.1f} s ({worked:.1f} s of one core)")
    say(f"batch of {BATCH}: p95 {p95(batches):.0f} ms ({p95(cores):.0f} ms of one core)")
    say(f"accuracy@1 {first / known:.4f}")
    say(f"matches: precision {right / max(matched, 1):.4f}, recall {right / known:.4f}")


def p95(seconds: list[float]) -> float:
    return 1000 * sorted(seconds)[int(len(seconds) * 0.95)]


if __name__ == "__main__":
    main()
