"""Rows that give nothing: rejected, as a cell cannot be read, or left out, as the mapping says."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, NamedTuple

from bilateral.content.mapping.source_row import joined
from bilateral.errors import BilateralError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self, TextIO

    from bilateral.content.mapping.source_row import SourceRow


class CellProblem(NamedTuple):
    """What is wrong with a cell; column and value are empty where it is the row as a whole."""

    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f"{self.column}: {self.reason}" if self.column else self.reason


class RowRejected(BilateralError):  # noqa: N818  # as Refused
    """A row that cannot be mapped, with everything that is wrong with it."""

    def __init__(self, problems: Sequence[CellProblem]) -> None:
        super().__init__(*problems)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "; ".join(map(str, self.problems))


class RowLeftOut(BilateralError):  # noqa: N818  # the mapping's word
    """A row that is no subject of the mapping, and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RejectedRows:
    """Writes rejected rows to a CSV file, which exists only if there is one.

    The columns: `line`, `column`, `value`, `reason`, then the row's own; one line for each problem.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path, self.count = path, 0
        self._columns = columns
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        self.path.unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()

    def add(self, row: SourceRow, rejected: RowRejected) -> None:
        """Write a row and why it was rejected."""
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerow(["line", "column", "value", "reason", *self._columns])
        self.count += 1
        cells = list(map(joined, row.cells))
        place = row.line or f"record {row.number}"
        csv.writer(self._file).writerows([place, *problem, *cells] for problem in rejected.problems)
