"""The options of the commands for research: snapshots, differences, tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


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
