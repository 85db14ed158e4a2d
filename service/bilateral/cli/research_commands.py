"""The commands for research: snapshots, differences, tables."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from bilateral.store.snapshots import named_snapshots

if TYPE_CHECKING:
    from argparse import Namespace

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
    lines = named_snapshots.diff(options.data, options.one, options.other)
    out = sys.stdout if options.output is None else options.output.open("w", encoding="utf-8")
    try:
        for line in lines:
            counts[line[0]] += 1
            out.write(line)
    finally:
        if options.output is not None:
            out.close()
    print(f"{counts['D']} quads removed, {counts['A']} added", file=sys.stderr)
    return 0
