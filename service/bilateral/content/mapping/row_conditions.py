"""Conditions on a row, of `bil:when` and `bil:leaveOut`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bilateral.content.mapping.source_row import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Condition = Callable[[Sequence[Any]], bool]

_TESTS = ("in", "matches", "equals-column")


def condition(said: Mapping[str, Any], places: Mapping[str, int]) -> Condition:
    """Return the condition on the texts of a row, which stand at these places.

    `column` and one of `in` (a list; "" is an empty cell), `matches` (a pattern for the whole cell) and
    `equals-column`; with `"not": true` it is the opposite.

    Raises:
        ValueError: it names no column or no test, or a column that is not there.
    """
    tests = [test for test in _TESTS if test in said]
    unknown = set(said) - {"column", "not", "reason", *_TESTS}
    if len(tests) != 1 or unknown:
        raise ValueError(f"a condition has a column and one of {', '.join(_TESTS)}, not {dict(said)}")
    names = [said.get("column"), *([said["equals-column"]] if "equals-column" in said else [])]
    for name in names:
        if name not in places:
            raise ValueError(f"a condition names the column {name!r}, which is not there")
    test = _test(said, *(places[str(name)] for name in names))
    return (lambda row: not test(row)) if said.get("not") else test


def _test(said: Mapping[str, Any], place: int, other: int = 0) -> Condition:
    if "in" in said:
        listed = frozenset(said["in"])
        return lambda row: row[place] in listed
    if "equals-column" in said:
        return lambda row: row[place] == row[other]
    pattern = re.compile(said["matches"])
    return lambda row: pattern.fullmatch(joined(row[place])) is not None
