"""The options of `bilateral import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add_import_options(
    command: argparse.ArgumentParser, add_data: Callable[[argparse._ActionsContainer], None]
) -> None:
    """Add the options; `add_data` adds the option of the data directory."""
    add_data(command)
    command.add_argument(
        "mapping", metavar="NAME|MAPPING.json", help="a dataset whose mapping is shipped, or a mapping's file"
    )
    command.add_argument("files", nargs="*", type=Path, metavar="FILE", help="files of the dataset")
    command.add_argument(
        "--strict", action="store_true", help="import nothing of a file if one of its rows is rejected"
    )
    command.add_argument(
        "--dry-run", action="store_true", help="map and check, print the first quads, and change nothing"
    )
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="with --dry-run: write all quads as N-Quads; with --guess: the mapping",
    )
    command.add_argument(
        "--as-seeds",
        type=Path,
        metavar="DIR",
        help="map and check, write tables of seeds to a folder, and change nothing else",
    )
    command.add_argument(
        "--date-order",
        choices=("dmy", "mdy"),
        help="how to read days such as 03/04/2001 where the mapping allows both",
    )
    command.add_argument(
        "--guess",
        action="store_true",
        help="write a mapping for a FILE, given alone, as a draft to be edited",
    )
    command.add_argument("--kind", metavar="KIND", help="with --guess: what the rows are, such as treaty")
    command.add_argument(
        "--store", metavar="URL", help="refused: with an external engine, load what --dry-run -o FILE writes"
    )
