"""How long pages take: every page asked once, by one client, of a server in a process of its own.

    python tests/benchmarks/pages/benchmark.py [DATA]

DATA is a store made by `world.py`; without it one is made in a temporary directory.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bilateral import store
from bilateral.iris import ID, entity
from bilateral.terms import literal_parts
from bilateral.vocabulary import RDF_TYPE, RDFS_LABEL, bil
from world import HUB, make

if TYPE_CHECKING:
    from collections.abc import Iterable

MAIN = """
import sys
from pathlib import Path
from bilateral.web import Settings, serve
sys.exit(serve(Settings(data=Path(sys.argv[1]), port=0)))
"""
CLASSES = (
    "State",
    "Person",
    "Meeting",
    "Tenure",
    "Membership",
    "Statement",
    "SourceDocument",
    "Office",
    "Organisation",
)
CHANCE = random.Random(7)  # reproducible, not secret


class Client:
    """One client on one connection."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(address, timeout=120)

    def seconds(self, path: str, accept: str = "text/html") -> float:
        """Return how long an answer takes that must be there."""
        started = time.perf_counter()
        self._connection.request("GET", path, headers={"Accept": accept})
        response = self._connection.getresponse()
        response.read()
        taken = time.perf_counter() - started
        if response.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{path}: {response.status}")
        return taken


def entities(snapshot: store.Snapshot, each: int = 40) -> list[str]:
    """Return pages of things of every class."""
    found = []
    for name in CLASSES:
        subjects = sorted({quad.subject for quad in snapshot.match(None, RDF_TYPE, bil(name))})
        subjects = [subject for subject in subjects if subject.startswith(f"<{ID}")]
        found += [
            "/page/" + term[1:-1].removeprefix(ID)
            for term in CHANCE.sample(subjects, min(each, len(subjects)))
        ]
    return CHANCE.sample(found, len(found))


def pairs(snapshot: store.Snapshot, number: int = 150) -> list[str]:
    """Return pages of pairs, each pair as likely as any other."""
    codes = sorted({literal_parts(quad.object).value for quad in snapshot.match(None, bil("iso3"), graph="")})
    return ["/relation/" + "-".join(sorted(CHANCE.sample(codes, 2))) for _ in range(number)]


def words(snapshot: store.Snapshot, number: int = 300) -> list[str]:
    """Return searches: whole names, their beginnings, and misspellings."""
    names = [
        literal_parts(q.object).value
        for q in snapshot.match(None, RDFS_LABEL, graph="")
        if q.subject.startswith(f"<{ID}")
    ]
    found = []
    for name in CHANCE.sample(sorted(names), number):
        text = CHANCE.choice(
            [name, name[: max(3, len(name) // 2)], name.split()[-1], name.replace("v", "w").replace("i", "y")]
        )
        found.append("/search?" + urlencode({"q": text}))
    return found


def typed(snapshot: store.Snapshot, number: int = 300) -> list[str]:
    """Return completions as the query page asks for them: of classes, properties and things."""
    names = [each.partition("q=")[2] for each in words(snapshot, number)]
    found = [f"/api/complete?kind=entity,class,prefix&q={name}" for name in names]
    for text in ("bil:", "bil:m", "date", "part", "state", ""):
        found += [f"/api/complete?kind=property,prefix&q={text}&of=bil:{name}" for name in CLASSES]
        found += [f"/api/complete?kind=class,prefix&q={text}"]
    return CHANCE.sample(found, len(found))


def report(name: str, seconds: Iterable[float]) -> None:
    """Print a row."""
    found = sorted(seconds)
    shown = (statistics.median(found), found[int(len(found) * 0.95)], found[-1])
    print(
        f"| {name} | {len(found)} | " + " | ".join(f"{1000 * each:.1f}" for each in shown) + " |", flush=True
    )


def run(data: Path) -> None:
    """Measure a store."""
    snapshot = store.Snapshot(data)
    print(json.dumps(snapshot.counts._asdict()))
    process = subprocess.Popen([sys.executable, "-c", MAIN, str(data)], stderr=subprocess.PIPE, text=True)
    try:
        ready = re.search(r"ready at http://(\S+)", process.stderr.readline())
        client = Client(ready.group(1))
        print("| | requests | median ms | 95 % ms | slowest ms |\n|---|---:|---:|---:|---:|")
        report("first search after the start", [client.seconds("/search?q=lavrov")])
        report("first front page after the start", [client.seconds("/")])
        report("entity page", map(client.seconds, entities(snapshot)))
        report("pair page, any two", map(client.seconds, pairs(snapshot)))
        report(
            "pair page, of the largest",
            [
                client.seconds(f"/relation/{codes}")
                for codes in ("CHN-RUS", "CHN-USA", "IND-RUS", "FRA-GBR", "RUS-USA")
            ],
        )
        report("search", map(client.seconds, words(snapshot)))
        report(
            "search, as suggestions", (client.seconds(path, "application/json") for path in words(snapshot))
        )
        report("completion", map(client.seconds, typed(snapshot)))
        subjects = {quad.subject for quad in snapshot.match(None, None, entity(HUB), graph="")}
        report(
            f"hub of {len(subjects):,}",
            (client.seconds(f"/page/{HUB}?lang={tag}") for tag in ("en", "ru", "fr", "zh", "es")),
        )
        report(
            "hub, deep pages",
            (client.seconds(f"/page/{HUB}?show=events&page={number}") for number in (2, 50, 200, 400)),
        )
        report("front page", [client.seconds("/") for _ in range(20)])
    finally:
        process.terminate()
        process.wait(20)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), 1_000_000)
            run(Path(folder))
