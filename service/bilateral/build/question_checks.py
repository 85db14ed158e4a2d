"""Check a built store by integrity queries and competency questions."""

from __future__ import annotations

import csv
import io
import itertools
from typing import TYPE_CHECKING

from bilateral import texts
from bilateral.errors import InputError, QuerySyntaxError
from bilateral.rdf.iris import short
from bilateral.store.engine.graph_layout import Dataset

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bilateral.content.locations import Content
    from bilateral.store.snapshots.snapshot import GraphState

_CSV = "text/csv"
_SHOWN = 3


def check_questions(content: Content, snapshot: GraphState) -> list[InputError]:
    """Return what does not hold, in the order of the files.

    A row of an integrity query is a problem. The expected answer to a competency question is the CSV file
    beside it, `.expected.csv`, and, if the answer without reasoning differs, `.asserted.csv`.
    """
    problems = [problem for path in content.integrity for problem in _integrity(path, snapshot)]
    return problems + [problem for path in content.competency for problem in _competency(path, snapshot)]


def answer(path: Path, snapshot: GraphState, *, inferred: bool = True) -> list[list[str]]:
    """Return the answer to the query in a file as rows of text, the variables first.

    Raises:
        InputError: the file is not a SPARQL query.
    """
    output = io.BytesIO()
    try:
        snapshot.query(texts.read(path), Dataset(inferred=inferred)).write(output, _CSV)
    except QuerySyntaxError as error:
        raise InputError(path, error.line, error.reason) from error
    return list(csv.reader(io.StringIO(output.getvalue().decode())))


def _integrity(path: Path, snapshot: GraphState) -> Iterator[InputError]:
    try:
        result = snapshot.query(texts.read(path))
    except QuerySyntaxError as error:
        yield InputError(path, error.line, error.reason)
        return
    for row in result.rows():
        yield InputError(path, None, " ".join(short(term) for term in row if term))


def _competency(path: Path, snapshot: GraphState) -> Iterator[InputError]:
    expected = path.with_suffix(".expected.csv")
    if not expected.is_file():
        yield InputError(path, None, f"no expected answer: {expected.name} is missing")
        return
    yield from _compare(path, expected, snapshot, inferred=True)
    asserted = path.with_suffix(".asserted.csv")
    if asserted.is_file():
        yield from _compare(path, asserted, snapshot, inferred=False)


def _compare(path: Path, expected: Path, snapshot: GraphState, *, inferred: bool) -> Iterator[InputError]:
    try:
        actual = answer(path, snapshot, inferred=inferred)
    except InputError as error:
        yield error
        return
    with expected.open(encoding="utf-8", newline="") as file:
        wanted = list(csv.reader(file))
    lines = enumerate(itertools.zip_longest(actual, wanted, fillvalue=()), start=1)
    differing = ((number, got, want) for number, (got, want) in lines if got != want)
    for number, got, want in itertools.islice(differing, _SHOWN):
        yield InputError(expected, number, f"expected {','.join(want)!r}, got {','.join(got)!r}")
