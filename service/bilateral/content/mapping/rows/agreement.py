"""How often two voted alike in a year, from a file of votes and one of the days of the roll calls.

The votes of an actor in a year are three sets of roll calls, each a whole number with a bit for each, so that
a pair is compared with a few operations, whatever the number of roll calls.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from bilateral import texts
from bilateral.content.mapping.source_row import SourceRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.content.mapping.rows.step_context import StepContext

    _Votes = dict[str, dict[str, int]]  # by actor and vote: the bits of the roll calls

_VOTES = ("yes", "no", "abstain")
_WHOLE = re.compile(r"(\d+)\.0*")


def agreement(context: StepContext, rows: Iterator[SourceRow]) -> Iterator[SourceRow]:
    """Make a row of each pair and year: in how many roll calls both voted, and in how many alike.

    A vote is yes, no or abstain; what else the file has is no vote. `item`, `actor` and `value` name the
    columns; `dates` has the name of the `file` beside this one, and of its columns `item` and `date`, which
    begins with the year. `a`, `b` (in the order of the alphabet), `year`, `compared` and `alike` are filled.

    Raises:
        InputError: the other file cannot be read.
    """
    blank = [""] * len(context.columns)
    item, actor, value = (context.places(name)[0] for name in ("item", "actor", "value"))
    years = _years(context)
    found: dict[str, _Votes] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    bits: dict[str, int] = {}
    number = 0
    for row in rows:
        roll_call = _whole(str(row.cells[item])) if not row.problem else ""
        if row.problem or roll_call not in years:
            number += 1
            yield row._replace(number=number, problem=row.problem or f"no date of {roll_call!r} is known")
        elif row.cells[value] in _VOTES:
            bit = 1 << bits.setdefault(roll_call, len(bits))
            found[years[roll_call]][str(row.cells[actor])][str(row.cells[value])] |= bit
    for year in sorted(found):
        for cells in _pairs(year, found[year]):
            number += 1
            yield SourceRow(number, number, 0, [*blank, *cells])


def _pairs(year: str, votes: _Votes) -> Iterator[list[str]]:
    actors = {name: [votes[name][vote] for vote in _VOTES] for name in sorted(votes)}
    for (a, votes_a), (b, votes_b) in combinations(actors.items(), 2):
        both = (votes_a[0] | votes_a[1] | votes_a[2]) & (votes_b[0] | votes_b[1] | votes_b[2])
        alike = sum((one & other).bit_count() for one, other in zip(votes_a, votes_b, strict=True))
        if both:
            yield [a, b, year, str(both.bit_count()), str(alike)]


def _years(context: StepContext) -> dict[str, str]:
    said = context.step["dates"]
    path = context.file.parent / said["file"]
    rows = csv.DictReader(io.StringIO(texts.read(path)))
    try:
        return {_whole(row[said["item"]]): row[said["date"]][:4] for row in rows}
    except KeyError as error:
        raise context.mapping.refuse(f"{path.name} has no column {error}") from error


def _whole(text: str) -> str:
    match = _WHOLE.fullmatch(text)
    return match[1] if match else text
