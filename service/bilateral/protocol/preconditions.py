"""Entity tags that name a state of the graph.

Source: RFC 9110, sections 8.8.3 and 13.1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_STATE = re.compile(r"(\d+-[0-9a-f]+)")
_TAG = re.compile(r'"([^"]*)"')


def tag(number: int, stamp: str, *details: str) -> str:
    """Return the tag of a representation: its state, and what else it depends on."""
    return "-".join((str(number), stamp, *details))


def states(tags: Iterable[str]) -> list[str]:
    """Return the states that tags name, as `number-stamp`."""
    return [match.group(1) for match in map(_STATE.match, tags) if match]


def matches(if_none_match: str, current: str) -> bool:
    """Return whether an If-None-Match header names the current tag, by weak comparison."""
    if if_none_match.strip() == "*":
        return True
    return current in _TAG.findall(if_none_match)
