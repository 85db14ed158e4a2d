"""The options of the commands for research: snapshots, differences, tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bilateral.explore.research.polities import CODES
from bilateral.explore.research.research_tables import TABLES
from bilateral.explore.research.year_tables import FIRST

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

CODEBOOK = "codebook"


def add_research_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    add_data: Callable[[argparse._ActionsContainer], None],
) -> None:
    """Add the commands; `add_data` adds the option of the data directory."""
    snapshot = commands.add_parser("snapshot", help="keep the current state by a name, to be cited")
    add_data(snapshot)
    snapshot.add_argument(
        "name", nargs="?", metavar="NAME", help="such as 2026.1; lists those kept if absent"
    )
    snapshot.add_argument(
        "--note", default="", metavar="TEXT", help="why it is kept, for its page and metadata"
    )
    diff = commands.add_parser("diff", help="print what changes one snapshot into another, as RDF Patch")
    add_data(diff)
    for each in ("one", "other"):
        diff.add_argument(each, metavar=each.upper(), help="a snapshot's name, current, or a file of N-Quads")
    diff.add_argument("-o", "--output", type=Path, help="standard output if absent")
    table = commands.add_parser("export", help="write a table for statistics programs: dyad-year, …")
    add_data(table)
    table.add_argument("table", choices=(*TABLES, CODEBOOK), help="codebook says what the columns mean")
    table.add_argument("--from", dest="since", default="", metavar="YEAR", help=f"default: {FIRST}")
    table.add_argument("--to", dest="until", default="", metavar="YEAR", help="default: the present year")
    table.add_argument("--directed", action="store_true", help="two rows for each pair, one each way")
    table.add_argument("--codes", default="", metavar="LIST", help=f"of {', '.join(CODES)} (default: all)")
    table.add_argument(
        "--measures", default="", metavar="LIST", help="columns of the codebook (default: all)"
    )
    table.add_argument("--snapshot", metavar="NAME", help="of a snapshot that is kept, not the current state")
    table.add_argument(
        "-o", "--output", type=Path, help="a file, as CSV or *.parquet; standard output if absent"
    )
