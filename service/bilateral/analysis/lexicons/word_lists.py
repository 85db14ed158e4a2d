"""The word lists of this folder, read once."""

from __future__ import annotations

import csv
import functools
import tomllib
from pathlib import Path
from typing import Any


@functools.cache
def read_lexicon(name: str) -> dict[str, Any]:
    """Return the lists of a file of this folder, named without its ending."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is separated by white space."""
    return frozenset(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """Return the lines of a list, without blank ones and comments, in order."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


@functools.cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table of this folder, named without its ending."""
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
