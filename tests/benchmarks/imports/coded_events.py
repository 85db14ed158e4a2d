"""Made-up files in the form of GDELT and of ICEWS, and how long their import takes.

python tests/benchmarks/imports/coded_events.py write gdelt --rows 1000000 --output /tmp/x.export.CSV
python tests/benchmarks/imports/coded_events.py run gdelt --rows 1000000
python tests/benchmarks/imports/coded_events.py day --rows 150000
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bilateral.build.build_record import BuildSettings
from bilateral.build.builder import build
from bilateral.cli.direct_writes import open_writer
from bilateral.content.locations import locate
from bilateral.datasets.dataset_catalogue import find_mapping
from bilateral.datasets.dataset_files import documents_of
from bilateral.datasets.importing.dataset_import import DatasetImport, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent.parent
_STATES = "CHN FRA USA RUS IND BRA ZAF EGY JPN DEU TUR KEN CHE AUS GBR ITA ESP MEX ARG IRN ISR SAU PAK"
CODES = _STATES.split(" ")
NAMES = [
    "China",
    "France",
    "United States",
    "Russian Federation",
    "India",
    "Brazil",
    "Egypt",
    "Japan",
    "Germany",
]
_EVENTS = "010 012 020 030 036 040 042 043 046 050 051 057 060 070 080 090 100 110 111 112 120 130 190"
CAMEO = _EVENTS.split(" ")
NAME = {"gdelt": "20240101000000.export.CSV", "icews": "made-icews.tab"}
_ICEWS = (
    "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\t"
)
ICEWS_HEADER = (
    f"{_ICEWS}Target Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity"
)


def gdelt(rows: int) -> Iterator[str]:
    """Yield lines of 61 columns, as GDELT 2.0 has them; one in six is left out."""
    chance = random.Random(rows)
    for number in range(rows):
        day = (date(2024, 1, 1) + timedelta(chance.randrange(30))).strftime("%Y%m%d")
        one, other = chance.choice(CODES), chance.choice([*CODES, "", "", ""])
        code = chance.choice(CAMEO)
        cells = [f"{1_100_000_000 + number}", day, day[:6], day[:4], "2024.0082", f"{one}GOV", "MADE UP", one]
        cells += ["", "", "", "", chance.choice(["GOV", "MIL", ""]), "", "", f"{other}GOV", "MADE UP", other]
        cells += ["", "", "", "", chance.choice(["GOV", ""]), "", "", "1", code, code, code[:2], "1"]
        cells += [f"{chance.randrange(-100, 101) / 10}", f"{chance.randrange(1, 60)}", "1", "5", "-1.25"]
        cells += ["4", "Somewhere, Made Up", "FR", "FR00", "", "48.8", "2.3", "-1"] * 3
        yield "\t".join([*cells, f"{day}000000", f"https://news.example.org/{number}"]) + "\n"


def icews(rows: int) -> Iterator[str]:
    """Yield a header, and lines as ICEWS has them in its files of a year."""
    chance = random.Random(rows)
    yield ICEWS_HEADER + "\n"
    for number in range(rows):
        day = date(2023, 1, 1) + timedelta(chance.randrange(365))
        one, other = chance.choice(NAMES), chance.choice([*NAMES, ""])
        sectors = chance.choice(["Government,Executive", "Military", ""])
        cells = [str(50_000_000 + number), day.isoformat(), "Made Up", sectors, one, "Consult"]
        cells += [chance.choice(CAMEO), f"{chance.randrange(-100, 101) / 10}", "Made Up", sectors, other]
        yield "\t".join([*cells, "1", "1", "Publisher", "City"]) + "\n"


KINDS = {"gdelt": gdelt, "icews": icews}


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def write(options: argparse.Namespace) -> None:
    """Write a file."""
    with options.output.open("w", encoding="utf-8") as file:
        file.writelines(KINDS[options.kind](options.rows))


def graph_in(folder: Path, prepared: Path | None) -> Path:
    """Return a data directory with the graph of the content, built or copied."""
    data = folder / "data"
    if prepared:
        shutil.copytree(prepared, data, symlinks=True)
    else:
        build(locate(ROOT), BuildSettings(data=data))
    return data


def spent(who: int) -> float:
    """Return the processor seconds of this process, or of those it has started."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def run(options: argparse.Namespace) -> None:
    """Import a file in this process, and print what it takes."""
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        data = graph_in(Path(folder), options.data)
        file = Path(folder) / NAME[options.kind]
        with file.open("w", encoding="utf-8") as out:
            out.writelines(KINDS[options.kind](options.rows))
        (document,) = documents_of(find_mapping(locate(ROOT), options.kind), options.kind, [file])
        start, own, others = time.perf_counter(), spent(resource.RUSAGE_SELF), spent(resource.RUSAGE_CHILDREN)
        report = DatasetImport(data, document, False, lambda *_: None, open_writer).run()  # noqa: FBT003
        wall = time.perf_counter() - start
        mapped, loaded = spent(resource.RUSAGE_SELF) - own, spent(resource.RUSAGE_CHILDREN) - others
        memory = [
            resource.getrusage(who).ru_maxrss >> 10
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        ]
        say(f"{options.kind}: {counted(report.record) if report.record else ''}")
        say(
            f"processor seconds: {mapped:.1f} mapped, checked and reasoned, {loaded:.1f} loaded; {wall:.1f} s"
        )
        say(f"memory: {memory[0]} MB, then {memory[1]} MB")


def day(options: argparse.Namespace) -> None:
    """Import a file by the command into a server that answers pages meanwhile."""
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        data = graph_in(Path(folder), options.data)
        file = Path(folder) / NAME["gdelt"]
        with file.open("w", encoding="utf-8") as out:
            out.writelines(gdelt(options.rows))
        command = [sys.executable, "-m", "bilateral"]
        port = str(options.port)
        server = subprocess.Popen(
            [*command, "serve", "--data", str(data), "--port", port], stderr=subprocess.DEVNULL
        )
        try:
            _wait(f"http://127.0.0.1:{port}/page/state/FRA")
            start = time.perf_counter()
            work = subprocess.Popen([*command, "import", "--data", str(data), "gdelt", str(file)])
            reads = []
            while work.poll() is None:
                before = time.perf_counter()
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/page/state/FRA") as answer:
                        answer.read()
                except urllib.error.HTTPError as error:
                    say(f"a page was not answered: {error}")
                reads.append(time.perf_counter() - before)
                time.sleep(0.2)
            say(f"{options.rows} rows: {time.perf_counter() - start:.1f} s, {len(reads)} pages meanwhile")
            middle, most = sorted(reads)[len(reads) // 2] * 1000, max(reads) * 1000
            say(f"a page took {middle:.0f} ms in the median, {most:.0f} ms at most")
        finally:
            server.terminate()
            server.wait()


def _wait(address: str) -> None:
    for _ in range(3000):
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server does not answer")


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("write")
    one.add_argument("--output", type=Path, required=True)
    one.set_defaults(run=write)
    two = commands.add_parser("run")
    two.set_defaults(run=run)
    for command in (one, two):
        command.add_argument("kind", choices=KINDS)
        command.add_argument("--rows", type=int, default=1_000_000)
    three = commands.add_parser("day")
    three.add_argument("--rows", type=int, default=150_000)
    three.add_argument("--port", type=int, default=8765)
    three.set_defaults(run=day)
    for command in (two, three):
        command.add_argument("--folder", type=Path, help="where the files are made")
        command.add_argument("--data", type=Path, help="a data directory to begin with, which is copied")
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    sys.exit(main())
