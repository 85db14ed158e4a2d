"""The datasets whose mappings come with the content, found by name."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from bilateral.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from bilateral.content.locations import Content


def dataset_names(content: Content) -> list[str]:
    """Return the names of all datasets with a mapping."""
    return [path.parent.name for path in content.datasets]


def find_mapping(content: Content, name: str) -> Path:
    """Return the mapping file of a dataset.

    Raises:
        InputError: there is none of that name; the message lists those that there are.
    """
    for path in content.datasets:
        if path.parent.name == name:
            return path
    names = dataset_names(content)
    near = [f"did you mean {each}?" for each in get_close_matches(name, names, n=1)]
    known = f"known are {', '.join(names)}; a mapping of your own is given as its file, NAME.json"
    raise InputError(name, None, "; ".join(["no dataset is called so", *near, known]))
