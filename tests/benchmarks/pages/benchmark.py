"""How long pages take: every page asked once, by one client, of a server in a process of its own.

    python tests/benchmarks/pages/benchmark.py [DATA]

DATA is a store made by `world.py`; without it one is made in a temporary directory.
"""

from __future__ import annotations

import http.client
import json
import os
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

from bilateral.rdf.iris import ID, entity
from bilateral.rdf.terms import literal_parts
from bilateral.rdf.vocabulary import BIL, RDF, RDFS
from bilateral.store.snapshots.snapshot import Snapshot
from world import HUB, make

if TYPE_CHECKING:
    from collections.abc import Iterable

MAIN = """
import sys
from pathlib import Path
from bilateral.web.server import serve
from bilateral.web.server_settings import ServerSettings
sys.exit(serve(ServerSettings(data=Path(sys.argv[1]), port=0, page_timeout=60.0)))
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
LARGEST = ("CHN-RUS", "CHN-USA", "IND-RUS", "FRA-GBR", "RUS-USA")
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


def entities(snapshot: Snapshot, each: int = 40) -> list[str]:
    """Return pages of things of every class."""
    found = []
    for name in CLASSES:
        subjects = sorted({quad.subject for quad in snapshot.match(None, RDF.type, BIL[name])})
        subjects = [subject for subject in subjects if subject.startswith(f"<{ID}")]
        found += [
            "/page/" + term[1:-1].removeprefix(ID)
            for term in CHANCE.sample(subjects, min(each, len(subjects)))
        ]
    return CHANCE.sample(found, len(found))


def pairs(snapshot: Snapshot, number: int = 150) -> list[str]:
    """Return pages of pairs, each pair as likely as any other."""
    codes = sorted({literal_parts(quad.object).value for quad in snapshot.match(None, BIL.iso3, graph="")})
    return ["/relation/" + "-".join(sorted(CHANCE.sample(codes, 2))) for _ in range(number)]


def words(snapshot: Snapshot, number: int = 300) -> list[str]:
    """Return searches: whole names, their beginnings, and misspellings."""
    names = [
        literal_parts(q.object).value
        for q in snapshot.match(None, RDFS.label, graph="")
        if q.subject.startswith(f"<{ID}")
    ]
    found = []
    for name in CHANCE.sample(sorted(names), number):
        text = CHANCE.choice(
            [name, name[: max(3, len(name) // 2)], name.split()[-1], name.replace("v", "w").replace("i", "y")]
        )
        found.append("/search?" + urlencode({"q": text}))
    return found


def typed(snapshot: Snapshot, number: int = 300) -> list[str]:
    """Return completions as the query page asks for them: of classes, properties and things."""
    names = [each.partition("q=")[2] for each in words(snapshot, number)]
    found = [f"/api/complete?kind=entity,class,prefix&q={name}" for name in names]
    for text in ("bil:", "bil:m", "date", "part", "state", ""):
        found += [f"/api/complete?kind=property,prefix&q={text}&of=bil:{name}" for name in CLASSES]
        found += [f"/api/complete?kind=class,prefix&q={text}"]
    return CHANCE.sample(found, len(found))


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Server:
    """A server of a store, in processes of its own."""

    def __init__(self, data: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", MAIN, str(data)], stderr=subprocess.PIPE, text=True
        )
        ready = re.search(r"ready at http://(\S+)", self._process.stderr.readline())
        self.client = Client(ready.group(1))

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(20)

    def measure(self, name: str, paths: Iterable[str], accept: str = "text/html") -> None:
        """Ask for each of these once, and print a row: waiting time, and processor time of the server."""
        before = self._worked()
        found = sorted(self.client.seconds(path, accept) for path in paths)
        worked = (self._worked() - before) / len(found)
        shown = (statistics.median(found), found[int(len(found) * 0.95)], found[-1], worked)
        say(f"| {name} | {len(found)} | " + " | ".join(f"{1000 * each:.1f}" for each in shown) + " |")

    def _worked(self) -> float:
        """Return the seconds that all its processes have kept a processor busy."""
        parents, worked = {}, {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            number = int(path.parent.name)
            parents[number], worked[number] = int(fields[1]), int(fields[11]) + int(fields[12])
        found = {self._process.pid}
        while more := {each for each, parent in parents.items() if parent in found} - found:
            found |= more
        return sum(worked.get(each, 0) for each in found) / os.sysconf("SC_CLK_TCK")


def run(data: Path) -> None:
    """Measure a store."""
    snapshot = Snapshot(data)
    say(f"{json.dumps(snapshot.counts._asdict())}, load {os.getloadavg()[0]:.1f}")
    hub = len({quad.subject for quad in snapshot.match(None, None, entity(HUB), graph="")})
    server = Server(data)
    try:
        say(
            "| | requests | median ms | 95 % ms | slowest ms | processor ms |\n|---|---:|---:|---:|---:|---:|"
        )
        server.measure("first search after the start", ["/search?q=lavrov"])
        server.measure("first front page after the start", ["/"])
        server.measure("entity page", entities(snapshot))
        server.measure("pair page, any two", pairs(snapshot))
        server.measure("pair page, of the largest", [f"/relation/{codes}" for codes in LARGEST])
        server.measure("search", words(snapshot))
        server.measure("search, as suggestions", words(snapshot), "application/json")
        server.measure("completion", typed(snapshot), "application/json")
        languages = ("en", "ru", "fr", "zh", "es", "ar", "de", "hi", "pt", "ja")
        server.measure(f"hub of {hub:,}", [f"/page/{HUB}?lang={tag}" for tag in languages])
        deep = [f"/page/{HUB}?show=to-topic&page={number}" for number in range(2, hub // 50, hub // 500)]
        server.measure("hub, deep pages", deep)
        server.measure("front page", ["/"] * 20)
    finally:
        server.stop()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), 1_000_000)
            run(Path(folder))
