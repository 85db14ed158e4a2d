"""Measure reasoning: ``python benchmark.py [--sizes 10000,100000,1000000] [--peers] [--shapes]``.

Each line is one measurement; the README keeps those of one run on one machine. Peers that are
not installed are left out, and so said.
"""

from __future__ import annotations

import argparse
import importlib.util
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

from bilateral.reasoning import Explainer, Maintainer, materialise
from bilateral.terms import is_blank, is_iri, literal_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bilateral.reasoning import Delta
    from bilateral.terms import Term, Triple

NT = ox.RdfFormat.N_TRIPLES
ASSERTED, INFERRED = ox.DefaultGraph(), ox.NamedNode("urn:inferred")
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
    inferred = folder / "inferred.nt"
    write = timed(lambda: result.write(inferred))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    load = timed(lambda: ox.Store(str(folder / "load")).bulk_load(path=str(path), format=NT))
    store = timed(lambda: ox.Store(str(folder / "inferred")).bulk_load(path=str(inferred), format=NT))
    stages = {stage: round(seconds, 3) for stage, seconds in result.seconds.items()}
    say("bulk_load of the file", seconds=load)
    say("parse + encode + reason", seconds=reason, ratio=reason / load, **stages)
    say("… with write and store", seconds=reason + write + store, ratio=(reason + write + store) / load)
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


class StoreFacts:
    """Facts in a store, as incremental reasoning asks for them."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store

    def match(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterator[Triple]:
        """Yield the triples that fit."""
        pattern = [None if term is None else node(term) for term in (subject, predicate, object_)]
        if not isinstance(pattern[0], ox.Literal):
            for graph in (ASSERTED, INFERRED):
                for quad in self.store.quads_for_pattern(*pattern, graph):
                    yield str(quad.subject), str(quad.predicate), str(quad.object)

    def is_asserted(self, triple: Triple) -> bool:
        """Tell whether the triple is asserted."""
        return triple[0][0] != '"' and ox.Quad(*map(node, triple), ASSERTED) in self.store

    def is_inferred(self, triple: Triple) -> bool:
        """Tell whether the triple is inferred."""
        return triple[0][0] != '"' and ox.Quad(*map(node, triple), INFERRED) in self.store

    def asserted(self) -> Iterable[Triple]:
        """Return all asserted triples."""
        for quad in self.store.quads_for_pattern(None, None, None, ASSERTED):
            yield str(quad.subject), str(quad.predicate), str(quad.object)

    def apply(self, inserted: list[Triple], deleted: list[Triple], delta: Delta) -> None:
        """Carry out a change."""
        for triple in deleted:
            self.store.remove(ox.Quad(*map(node, triple), ASSERTED))
        for triple in delta.removed:
            self.store.remove(ox.Quad(*map(node, triple), INFERRED))
        self.store.extend(
            [ox.Quad(*map(node, t), ASSERTED) for t in inserted]
            + [ox.Quad(*map(node, t), INFERRED) for t in delta.added]
        )


def node(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return the store's node of a term."""
    if is_iri(term):
        return ox.NamedNode(term[1:-1])
    if is_blank(term):
        return ox.BlankNode(term[2:])
    value, datatype, language = literal_parts(term)
    return (
        ox.Literal(value, language=language)
        if language
        else ox.Literal(value, datatype=ox.NamedNode(datatype))
    )


def updates(path: Path, folder: Path) -> None:
    """Delete and insert single triples of each predicate, retract a document, explain."""
    materialise(path).write(folder / "inferred-again.nt")
    store = ox.Store()
    store.bulk_load(path=str(path), format=NT)
    store.bulk_load(path=str(folder / "inferred-again.nt"), format=NT, to_graph=INFERRED)
    facts = StoreFacts(store)
    keeper = Maintainer(facts)
    keeper.change([])
    size = len(store)
    chance = random.Random(7)  # reproducible, not secret
    lines = [line.rstrip(" .\n").split(" ", 2) for line in chance.sample(path.read_text().splitlines(), 600)]
    triples: list[Triple] = [
        (s, p, o) for s, p, o in lines if not p.startswith(f"<{domain.OWL}") or p == domain.SAME
    ]
    triples = [t for t in triples if not t[0].startswith(f"<{domain.NS}")]
    one_by_one(keeper, facts, "any triple", triples[:300])
    for local in ("precedes", "partOf", "locatedIn", "holds"):
        found = store.quads_for_pattern(None, ox.NamedNode(domain.NS + local), None, ASSERTED)
        some = [
            (str(q.subject), str(q.predicate), str(q.object))
            for _, q in zip(range(5000), found, strict=False)
        ]
        one_by_one(keeper, facts, local, chance.sample(some, min(20, len(some))))
    document = [triple for triple in triples if facts.is_asserted(triple)][:100]
    start = time.perf_counter()
    delta = keeper.change([], document)
    seconds = time.perf_counter() - start
    say(
        "retract 100 facts",
        ms=1000 * seconds,
        removed=len(delta.removed),
        anew=delta.materialisation is not None,
    )
    facts.apply([], document, delta)
    facts.apply(document, [], keeper.change(document))
    say("store as before", holds=len(store) == size)
    explain(facts, chance)


def one_by_one(keeper: Maintainer, facts: StoreFacts, what: str, triples: list[Triple]) -> None:
    """Delete and insert each triple."""
    deletes, inserts, anew = [], [], 0
    for triple in triples:
        start = time.perf_counter()
        delta = keeper.change([], [triple])
        deletes.append(1000 * (time.perf_counter() - start))
        if delta.materialisation:
            anew += 1
            keeper.change([])
            continue
        facts.apply([], [triple], delta)
        start = time.perf_counter()
        delta = keeper.change([triple])
        inserts.append(1000 * (time.perf_counter() - start))
        facts.apply([triple], [], delta)
    for name, times in (("delete", deletes), ("insert", inserts)):
        say(f"{name} {what}", n=len(times), median_ms=statistics.median(times), p95_ms=p95(times), anew=anew)


def explain(facts: StoreFacts, chance: random.Random) -> None:
    """Explain inferred triples."""
    explainer = Explainer(facts)
    quads = facts.store.quads_for_pattern(None, None, None, INFERRED)
    some = [q for at, q in enumerate(quads) if at % 997 == 0]
    times = []
    for quad in chance.sample(some, min(300, len(some))):
        triple = str(quad.subject), str(quad.predicate), str(quad.object)
        start = time.perf_counter()
        found = explainer.explain(triple, limit=3)
        times.append(1000 * (time.perf_counter() - start))
        assert found, triple  # a measurement of nothing is none
    say("explain", n=len(times), median_ms=statistics.median(times), p95_ms=p95(times), max_ms=max(times))


def p95(times: list[float]) -> float:
    """Return what 95 in 100 stay under."""
    return sorted(times)[int(0.95 * len(times))]


def main() -> None:
    """Run the measurements that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--shapes", action="store_true")
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
