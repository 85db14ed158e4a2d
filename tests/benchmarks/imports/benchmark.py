"""How long prepared files take to be loaded, and how long the shapes take in a build with more visits.

python tests/benchmarks/imports/benchmark.py load --there 300000 --rows 150000
python tests/benchmarks/imports/benchmark.py shapes --visits 7400
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bilateral.build.build_record import BuildSettings
from bilateral.build.builder import build_empty
from bilateral.build.commit_processes import infer
from bilateral.build.content_checks import check_shapes
from bilateral.build.gather import gather, readers
from bilateral.build.stages import normalise
from bilateral.content.locations import locate
from bilateral.rdf.iris import ONTOLOGY
from bilateral.store.snapshots.data_directory import IMPORTS
from bilateral.store.writes.command_writer import command_writer
from bilateral.validation.shacl import validate
from bilateral.workers.pool import Limits

ROOT = Path(__file__).parent.parent.parent.parent
NS, ID = "https://w3id.org/bilateral/ns#", "https://w3id.org/bilateral/id/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
STATES = ["CHN", "FRA", "USA", "RUS", "IND", "BRA", "ZAF", "EGY", "JPN", "DEU", "TUR", "KEN", "CHE", "AUS"]
PART = 50_000  # rows of a file


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def event(number: int, chance: random.Random, slug: str) -> str:
    """Return the lines of a coded event: seven quads, as of a row of GDELT."""
    one, other = chance.sample(STATES, 2)
    said = [
        (TYPE, f"<{NS}CodedEvent>"),
        (f"<{NS}codedAgent>", f"<{ID}state/{one}>"),
        (f"<{NS}codedTarget>", f"<{ID}state/{other}>"),
        (f"<{NS}eventCode>", f"<{ID}cameo/{chance.randrange(10, 200):03}>"),
        (
            f"<{NS}codedOn>",
            f'"2024-{chance.randrange(1, 13):02}-11"^^<http://www.w3.org/2001/XMLSchema#date>',
        ),
        (f"<{NS}mentions>", f'"{chance.randrange(1, 99)}"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (f"<{NS}record>", f"<{ID}document/{slug}#row={number}>"),
    ]
    subject, graph = f"<{ID}coded-event/{slug}-{number}>", f"<https://w3id.org/bilateral/graph/{slug}>"
    return "".join(f"{subject} {predicate} {value} {graph} .\n" for predicate, value in said)


def lay_ready(data: Path, slug: str, rows: int) -> None:
    """Write the files of so many rows."""
    folder, chance = data / IMPORTS / slug, random.Random(slug)
    folder.mkdir(parents=True)
    for first in range(0, rows, PART):
        with (folder / f"asserted-{first // PART:04}.nq").open("w") as file:
            file.writelines(event(number, chance, slug) for number in range(first, min(first + PART, rows)))


def load(options: argparse.Namespace) -> None:
    """Load rows into a store that has others, and print what it takes."""
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        data = Path(folder) / "data"
        build_empty(BuildSettings(data=data))
        for slug, rows in (("there", options.there), ("day", options.rows)):
            lay_ready(data, slug, rows)
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            with command_writer(data, Limits(seconds=120.0, bytes=0), infer) as writer:
                receipt = writer.load_parts(slug)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            size = sum(path.stat().st_size for path in (data / IMPORTS / slug).iterdir()) >> 20
            say(
                f"{slug}: {rows} rows of {size} MB, {receipt.added} triples: {took:.1f} processor seconds, "
                f"{time.perf_counter() - start:.1f} s, {after.ru_maxrss >> 10} MB of memory, "
                f"{sum(p.stat().st_size for p in (data / 'current').glob('store/*')) >> 20} MB of disk"
            )
            shutil.rmtree(data / IMPORTS / slug)


def visits(folder: Path, number: int) -> Path:
    """Write a table of visits, in the form of the seeds' events, and return its metadata."""
    described = json.loads((ROOT / "seeds/reference/events-metadata.json").read_text())
    table = next(each for each in described["tables"] if "kind" in json.dumps(each["tableSchema"]))
    names = [column["name"] for column in table["tableSchema"]["columns"] if not column.get("virtual")]
    chance = random.Random(number)
    lines = [",".join(names)]
    for row in range(number):
        one, other = chance.sample(STATES, 2)
        start = f"20{chance.randrange(10, 25)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 27):02}"
        said = {"slug": f"visit/made-{row}", "kind": "Visit", "name": f"Visit {row}", "status": "occurred"}
        said |= {"start": start, "end": start[:-2] + "28"} if row % 3 else {"date": start}
        said |= {"place": f"state/{one}", "visitors": f"state/{other}", "source": "made"}
        lines.append(",".join(said.get(name, "") for name in names))
    (folder / "visits.csv").write_text("\n".join(lines) + "\n")
    path = folder / "visits-metadata.json"
    path.write_text(json.dumps({**described, "tables": [{**table, "url": "visits.csv"}]}))
    return path


def shapes(options: argparse.Namespace) -> None:
    """Check the shapes of the content with more visits, by signature and every node."""
    content = locate(ROOT)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        located = normalise(gather(readers(content, [visits(Path(folder), options.visits)])))
    start = time.process_time()
    problems = check_shapes(located, content.shapes)
    say(f"by signature: {time.process_time() - start:.1f} processor seconds, {len(problems)} problems")
    if options.full:
        start = time.process_time()
        ontology = [quad[:3] for quad, _ in located if quad.graph == ONTOLOGY]
        found = validate({quad[:3] for quad, _ in located}, content.shapes, ontology)
        say(f"every node: {time.process_time() - start:.1f} processor seconds, {len(found)} problems")


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("load")
    one.add_argument("--there", type=int, default=300_000)
    one.add_argument("--rows", type=int, default=150_000)
    one.set_defaults(run=load)
    other = commands.add_parser("shapes")
    other.add_argument("--visits", type=int, default=7_400)
    other.add_argument("--full", action="store_true", help="validate every node as well")
    other.set_defaults(run=shapes)
    for command in (one, other):
        command.add_argument("--folder", type=Path, help="where the files are made")
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    sys.exit(main())
