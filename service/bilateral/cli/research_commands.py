"""The commands for research: snapshots, differences, tables."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bilateral.build import build_record
from bilateral.cli.research_options import CODEBOOK
from bilateral.explore.graph.graph import Graph
from bilateral.explore.research import codebook, measures, year_tables
from bilateral.explore.research.parquet_files import write_parquet
from bilateral.explore.research.research_tables import TABLES
from bilateral.store.snapshots import named_snapshots
from bilateral.store.snapshots.snapshot import Snapshot

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from bilateral.explore.research.measures import Measure
    from bilateral.store.snapshots.named_snapshots import NamedSnapshot


def snapshot(options: Namespace) -> int:
    """Keep the current state by a name, or list what is kept."""
    if options.name is None:
        for each in named_snapshots.named(options.data):
            print(_line(each))
        return 0
    print(_line(named_snapshots.keep(options.data, options.name, options.note)))
    return 0


def _line(each: NamedSnapshot) -> str:
    return f"{each.name}\t{each.made}\t{each.quads} quads\tsha256:{each.sha256}"


def diff(options: Namespace) -> int:
    """Print what changes one dataset into another, and how many quads that are."""
    counts: Counter[str] = Counter()

    def counted() -> Iterator[str]:
        for line in named_snapshots.diff(options.data, options.one, options.other):
            counts[line[0]] += 1
            yield line

    _write(counted(), options)
    print(f"{counts['D']} quads removed, {counts['A']} added", file=sys.stderr)
    return 0


def export(options: Namespace) -> int:
    """Write a table for statistics programs, or what its columns mean."""
    with Snapshot(options.data, options.snapshot) as state:
        graph = Graph(state, build_record.content_of(options.data))
        if options.table == CODEBOOK:
            _write([codebook.as_markdown(codebook.codebook(graph))], options)
            return 0
        given = {
            "from": options.since,
            "to": options.until,
            "directed": "true" if options.directed else "",
            "codes": options.codes,
            "measures": options.measures,
        }
        known, year = measures.measures(graph.content), datetime.now(UTC).year
        parts = TABLES[options.table](graph, year_tables.read_request(given, known, year))
        if options.output is not None and options.output.suffix == ".parquet":
            _write_parquet(parts, known, options.output)
        else:
            _write(parts, options)
    return 0


def _write_parquet(parts: Iterable[str], known: Sequence[Measure], output: Path) -> None:
    with tempfile.TemporaryFile() as table:
        table.writelines(part.encode() for part in parts)
        table.seek(0)
        write_parquet(table, known, output)


def _write(parts: Iterable[str], options: Namespace) -> None:
    with contextlib.ExitStack() as opened:
        out = sys.stdout
        if options.output is not None:
            out = opened.enter_context(options.output.open("w", encoding="utf-8", newline=""))
        out.writelines(parts)
