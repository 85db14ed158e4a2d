"""The exceptions of this package, each with what a caller needs to report it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Origin(NamedTuple):
    """Where in the input something stands: a file and a line counted from 1, if known."""

    path: Path | str
    line: int | None = None


class BilateralError(Exception):
    """The root of everything this package raises on purpose."""


class InputError(BilateralError):
    """A file, row or value was refused: where (line from 1, None for the whole file), and why."""

    def __init__(self, path: Path | str, line: int | None, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path, self.line, self.reason = path, line, reason

    @property
    def origin(self) -> Origin:
        """The place that was refused."""
        return Origin(self.path, self.line)

    def __str__(self) -> str:
        place = f"{self.path}" if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.reason}"


class Refused(BilateralError):  # noqa: N818  # the domain's word: content that is not taken in
    """Several problems in one input."""

    def __init__(self, problems: Sequence[InputError]) -> None:
        super().__init__(*problems)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class Inconsistent(BilateralError):  # noqa: N818  # the term of OWL
    """Reasoning found contradictions; str() of each is a line with its rule and premises."""

    def __init__(self, clashes: Sequence[object]) -> None:
        super().__init__(*clashes)
        self.clashes = tuple(clashes)

    def __str__(self) -> str:
        return "\n".join(f"inconsistent: {clash}" for clash in self.clashes)


class RdfSyntaxError(InputError):
    """A file or a body is not the RDF it says it is; column from 1, None if unknown."""

    def __init__(self, path: Path | str, line: int | None, column: int | None, reason: str) -> None:
        super().__init__(path, line, reason)
        self.args = (path, line, column, reason)
        self.column = column


class QuerySyntaxError(BilateralError):
    """A query or update is not SPARQL; line and column from 1, None if unknown."""

    def __init__(self, reason: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(reason, line, column)
        self.reason, self.line, self.column = reason, line, column

    def __str__(self) -> str:
        return self.reason if self.line is None else f"line {self.line}, column {self.column}: {self.reason}"


class StoreError(BilateralError):
    """The store cannot be opened, built or written."""


class NotExpressible(StoreError):  # noqa: N818  # the word of the formats' specifications
    """The result has what the format cannot express."""


class QueryFailed(StoreError):  # noqa: N818  # the state of a query, as in "query failed"
    """The engine failed on a well-formed query: an unreachable SERVICE, an unknown function."""


class Refusal(StoreError):  # noqa: N818  # SPARQL Update's word for a failed operation is "failure"
    """An operation cannot be carried out: a graph exists that should not, or the other way round."""


class ExtractorError(BilateralError):
    """An extractor cannot read texts: its name, and what it lacks."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason

    def __str__(self) -> str:
        return f"extractor {self.name}: {self.reason}"
