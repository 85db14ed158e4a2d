"""Tables beside a mapping: codes and the entities they mean, by years; values and what they become."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bilateral import texts
from bilateral.errors import InputError
from bilateral.rdf.dates import days, shifted
from bilateral.rdf.iris import entity
from bilateral.rdf.terms import Term, iri

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class Assignment(NamedTuple):
    """What a code means from its first to its last day, both ISO dates that sort as text, empty for open."""

    entity: Term | None  # None: it is known that it means nothing of ours
    first: str
    last: str


class CodeTable:
    """Codes and the entities they mean; a resolver."""

    def __init__(self, assignments: Mapping[str, list[Assignment]]) -> None:
        self._assignments = assignments

    def __call__(self, value: str, on: str) -> Term | None:
        """Return what a code means on a partial date; without one, what it means with an open end.

        Of several within a year or month it is the last.
        """
        found = self._assignments.get(value, [])
        if on:
            first, last = _span(on)
            valid = [each for each in found if each.first <= last and (not each.last or first <= each.last)]
            return max(valid, key=lambda each: each.first).entity if valid else None
        current = [each for each in found if not each.last]
        return current[0].entity if len(current) == 1 else None

    def __contains__(self, value: str) -> bool:
        """Return whether a code ever means anything."""
        return value in self._assignments

    def changes(self, value: str, after: str, until: str) -> list[str]:
        """Return the days from which a code means another than the day before, or nobody; sorted.

        Both bounds are ISO dates; `after` is excluded, `until` included, and "" for open.
        """
        found = self._assignments.get(value, [])
        days = {each.first for each in found} | {shifted(each.last, 1) for each in found if each.last}
        within = (day for day in sorted(days) if after < day and (not until or day <= until))
        return [day for day in within if self(value, day) != self(value, shifted(day, -1))]


@lru_cache(maxsize=1 << 14)
def _span(on: str) -> tuple[str, str]:
    """Return the first and last day of a partial date as ISO dates."""
    span = days(on)
    return span.first.isoformat(), span.last.isoformat()


def read_code_table(path: Path) -> CodeTable:
    """Read a CSV file: the code in the first column; `entity` (as in `state/CHN`), and maybe `from`, `until`.

    Raises:
        InputError: it is missing or unreadable, or a row is not of this form.
    """
    assignments: dict[str, list[Assignment]] = defaultdict(list)
    for line, code, row in _rows(path, {"entity"}):
        try:
            first, last = (row.get("from") or "").strip(), (row.get("until") or "").strip()
            assignment = Assignment(
                _entity(row["entity"].strip()),
                days(first).first.isoformat() if first else "",
                days(last).last.isoformat() if last else "",
            )
        except ValueError as error:
            raise InputError(path, line, str(error)) from error
        assignments[code].append(assignment)
    return CodeTable(assignments)


def _entity(text: str) -> Term | None:
    if not text:
        return None
    return iri(text) if "://" in text else entity(text)


def read_value_table(path: Path) -> dict[str, str]:
    """Read a CSV file: the value in the first column, and in the second what it becomes.

    Raises:
        InputError: it is missing or unreadable, or a row has no second column.
    """
    found = {}
    for line, value, row in _rows(path, set()):
        cells = list(row.values())
        if len(cells) < 2 or cells[1] is None:  # noqa: PLR2004  # a value and another
            raise InputError(path, line, "it needs a value and what it becomes")
        found[value] = cells[1].strip()
    return found


def _rows(path: Path, needed: set[str]) -> Iterator[tuple[int, str, dict[str, str]]]:
    try:
        reader = csv.DictReader(io.StringIO(texts.read(path)), strict=True)
        names = reader.fieldnames or []
        if missing := needed - set(names):
            raise InputError(path, 1, f"there is no column {', '.join(sorted(missing))}")
        for row in reader:
            yield reader.line_num, row[names[0]].strip(), row
    except csv.Error as error:
        raise InputError(path, None, str(error)) from error
