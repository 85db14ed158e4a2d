"""Measure reasoning: ``python benchmark.py [--sizes 10000,100000,1000000] [--peers] [--shapes] [--file F]``.

Each line is one measurement; the README keeps those of one run on one machine. Peers that are
not installed are left out, and so said.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

import domain
import pyoxigraph as ox
from shapes import SHAPES

from bilateral.rdf.terms import Quad
from bilateral.reasoning.bulk.materialise import materialise
from bilateral.reasoning.incremental.maintainer import Maintainer
from bilateral.reasoning.proofs.proof_search import Explainer
from bilateral.store.engine.bulk_load import load
from bilateral.store.engine.converter import from_quads
from bilateral.store.engine.graph_layout import INFERRED
from bilateral.store.engine.view import GraphView, StoreFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bilateral.rdf.terms import Triple
    from bilateral.reasoning.incremental.facts import InferenceDelta

NT = ox.RdfFormat.N_TRIPLES
TRANSITIVE = "precedes>", "partOf>", "locatedIn>"
OWLRL_LIMIT, UPDATES_AT = 20_000, 1_000_000
PATIENCE = 120  # seconds
NOT_REASONABLE = ("FunctionalProperty", "propertyChainAxiom")  # it does not end, or has no such rule


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def say(what: str, **figures: object) -> None:
    """Print one measurement."""
    shown = {name: f"{value:.4g}" if isinstance(value, float) else value for name, value in figures.items()}
    figures_shown = " ".join(f"{name}={value}" for name, value in shown.items())
    print(f"{what:28} {figures_shown}", flush=True)  # noqa: T201  # this is the program's output


def bulk(path: Path, folder: Path) -> None:
    """Compare loading a file with reasoning over it, and with storing what was inferred."""
    start = time.perf_counter()
    result = materialise(path)
    reason = time.perf_counter() - start
    store = timed(lambda: load(ox.Store(str(folder / "inferred")), result.lines(), checked=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    whole = timed(lambda: ox.Store(str(folder / "load")).bulk_load(path=str(path), format=NT))
    stages = {stage: round(seconds, 3) for stage, seconds in result.seconds.items()}
    say("bulk_load of the file", seconds=whole)
    say("parse + encode + reason", seconds=reason, ratio=reason / whole, **stages)
    say("… with storing", seconds=reason + store, ratio=(reason + store) / whole)
    say("…", clashes=len(result.clashes), peak_mb=round(peak), **result.counts)


def shape(name: str) -> None:
    """Reason over one shape."""
    triples = SHAPES[name]()
    start = time.perf_counter()
    result = materialise(triples)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(name, seconds=seconds, peak_mb=round(peak), **result.counts)


def in_child(what: str, path: Path | str) -> None:
    """Run a bulk measurement in a process of its own, so that its peak memory is its own."""
    subprocess.run([sys.executable, __file__, "--only", what, str(path)], check=True)


def peers(path: Path, size: int) -> None:
    """Run what others offer on the same file."""
    if size <= OWLRL_LIMIT:
        ours = timed(lambda: materialise(path))
        seconds = timed(lambda: materialise(path, reasoner="owlrl"))
        say("owlrl", seconds=seconds, times_ours=seconds / ours)
    if importlib.util.find_spec("reasonable") is None:
        say("reasonable", installed=False)
        return
    possible = path.with_name("possible.ttl")
    lines = path.read_text().splitlines(keepends=True)
    possible.write_text("".join(line for line in lines if not any(word in line for word in NOT_REASONABLE)))
    ours = timed(lambda: materialise(possible))
    script = "import reasonable, sys; r = reasonable.PyReasoner(); r.load_file(sys.argv[1]); r.reason()"
    command = [sys.executable, "-c", script, str(possible)]
    try:
        seconds = timed(lambda: subprocess.run(command, check=True, timeout=PATIENCE))
    except subprocess.TimeoutExpired:
        say("reasonable", seconds=f"more than {PATIENCE}", times_ours=PATIENCE / ours)
    else:
        say("reasonable (no keys, chains)", seconds=seconds, times_ours=seconds / ours)


class Kept:
    """A store on disk whose changes are carried out."""

    def __init__(self, path: Path, inferred: Iterable[bytes], folder: Path) -> None:
        self.store = ox.Store(str(folder))
        load(self.store, [path.read_bytes()])
        load(self.store, inferred, checked=True)
        self.store.optimize()
        self.facts = StoreFacts(GraphView(self.store, reasoned=True))

    def apply(self, inserted: list[Triple], deleted: list[Triple], delta: InferenceDelta) -> None:
        """Carry out a change."""
        added = [*(Quad(*t, "") for t in inserted), *(Quad(*t, INFERRED) for t in delta.added)]
        removed = [*(Quad(*t, "") for t in deleted), *(Quad(*t, INFERRED) for t in delta.removed)]
        for quad in from_quads(removed):
            self.store.remove(quad)
        self.store.extend(from_quads(added))
        self.facts.view = GraphView(self.store, reasoned=True)


def updates(path: Path, folder: Path) -> None:
    """Delete and insert single triples of each predicate, retract a document, explain."""
    kept = Kept(path, materialise(path).lines(INFERRED), folder / "store")
    keeper = Maintainer(kept.facts)
    keeper.change([])
    size = len(kept.store)
    chance = random.Random(7)  # reproducible, not secret
    lines = [line.rstrip(" .\n").split(" ", 2) for line in chance.sample(path.read_text().splitlines(), 800)]
    data = [(s, p, o) for s, p, o in lines if domain.OWL not in p or p == domain.SAME]
    triples = [
        t for t in data if kept.facts.is_asserted(t) and not any("ns#" in x or "/o/" in x for x in t[::2])
    ]
    one_by_one(keeper, kept, "any triple", triples[:300])
    for predicate in sorted({p for _, p, _ in triples if p.endswith((*TRANSITIVE, "holds>"))}):
        found = itertools.islice(kept.facts.view.triples(None, predicate, None, ""), 5000)
        some = list(found)
        one_by_one(keeper, kept, predicate, chance.sample(some, min(30, len(some))))
    retract(keeper, kept, [triples[at : at + 100] for at in range(0, 300, 100)])
    say("store as before", holds=len(kept.store) == size)
    explain(kept.facts, chance)


def retract(keeper: Maintainer, kept: Kept, documents: Iterable[list[Triple]]) -> None:
    """Retract documents, and bring them back."""
    for document in documents:
        start = time.perf_counter()
        delta = keeper.change([], document)
        took = 1000 * (time.perf_counter() - start)
        say(f"retract {len(document)} facts", ms=took, removed=len(delta.removed))
        kept.apply([], document, delta)
        kept.apply(document, [], keeper.change(document))


def one_by_one(keeper: Maintainer, kept: Kept, what: str, triples: list[Triple]) -> None:
    """Delete and insert each triple."""
    deletes, inserts, removed, anew = [], [], [], 0
    for triple in triples:
        start = time.perf_counter()
        delta = keeper.change([], [triple])
        deletes.append(1000 * (time.perf_counter() - start))
        if delta.materialisation:
            anew += 1
            keeper.change([])
            continue
        removed.append(len(delta.removed))
        kept.apply([], [triple], delta)
        start = time.perf_counter()
        delta = keeper.change([triple])
        inserts.append(1000 * (time.perf_counter() - start))
        kept.apply([triple], [], delta)
    for name, times in (("delete", deletes), ("insert", inserts)):
        median = statistics.median(times)
        say(f"{name} {what}", n=len(times), median_ms=median, p95_ms=p95(times), anew=anew)
    say(f"consequences of {what}", median=statistics.median(removed), p95=p95(removed))


def explain(facts: StoreFacts, chance: random.Random) -> None:
    """Explain inferred triples."""
    explainer = Explainer(facts)
    inferred = facts.view.triples(None, None, None, INFERRED)
    some = list(itertools.islice(inferred, 0, None, 997))
    times = []
    for triple in chance.sample(some, min(300, len(some))):
        start = time.perf_counter()
        found = explainer.explain(triple, limit=3)
        times.append(1000 * (time.perf_counter() - start))
        assert found, triple  # a measurement of nothing is none
    say("explain", n=len(times), median_ms=statistics.median(times), p95_ms=p95(times), max_ms=max(times))


def p95(times: list[float] | list[int]) -> float:
    """Return what 95 in 100 stay under."""
    return sorted(times)[int(0.95 * len(times))]


def main() -> None:
    """Run the measurements that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--shapes", action="store_true")
    parser.add_argument(
        "--file", type=Path, help="measure this file of N-Triples, ontology included, instead"
    )
    parser.add_argument("--only", nargs=2, metavar=("WHAT", "PATH"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.only:
            what, path = arguments.only
            if what == "shape":
                shape(path)
            else:
                {"bulk": bulk, "updates": updates}[what](Path(path), folder)
            return
        if arguments.file:
            in_child("bulk", arguments.file)
            in_child("updates", arguments.file)
            return
        for what in SHAPES if arguments.shapes else ():
            in_child("shape", what)
        for size in map(int, arguments.sizes.split(",")):
            path = folder / f"{size}.nt"
            for linked in (False, True):
                domain.write(path, size, linked=linked)
                say(f"--- {size} triples", linked=linked)
                in_child("bulk", path)
            if arguments.peers:
                domain.write(path, size)
                peers(path, size)
            if size <= UPDATES_AT:
                in_child("updates", path)
            path.unlink()


if __name__ == "__main__":
    main()
