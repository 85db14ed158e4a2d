"""What can go wrong, as a tree of exceptions; each carries what a caller needs to say so."""

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
    """A file, row or value was refused.

    Attributes:
        path: the file as the user named it.
        line: the line, counted from 1, or None where the whole file is meant.
        reason: what is wrong and, where possible, what would be right.
    """

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
    """Several problems in one input, found in one pass."""

    def __init__(self, problems: Sequence[InputError]) -> None:
        super().__init__(*problems)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class Inconsistent(BilateralError):  # noqa: N818  # the term of OWL
    """Reasoning found contradictions.

    Attributes:
        clashes: what contradicts what, each with its rule and premises; str() of one is a line.
    """

    def __init__(self, clashes: Sequence[object]) -> None:
        super().__init__(*clashes)
        self.clashes = tuple(clashes)

    def __str__(self) -> str:
        return "\n".join(f"inconsistent: {clash}" for clash in self.clashes)


class RdfSyntaxError(InputError):
    """A file or a body is not the RDF it says it is.

    Attributes:
        column: counted from 1, or None where the engine does not say.
    """

    def __init__(self, path: Path | str, line: int | None, column: int | None, reason: str) -> None:
        super().__init__(path, line, reason)
        self.args = (path, line, column, reason)
        self.column = column


class QuerySyntaxError(BilateralError):
    """A query or update is not SPARQL.

    Attributes:
        line: counted from 1, or None where the engine does not say.
        column: counted from 1, or None where the engine does not say.
        reason: the engine's message without its position.
    """

    def __init__(self, reason: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(reason, line, column)
        self.reason, self.line, self.column = reason, line, column

    def __str__(self) -> str:
        return self.reason if self.line is None else f"line {self.line}, column {self.column}: {self.reason}"


class StoreError(BilateralError):
    """The store cannot be opened, built or written."""


class NotExpressible(StoreError):  # noqa: N818  # the word of the formats' specifications
    """The answer has what the format cannot carry."""


class QueryFailed(StoreError):  # noqa: N818  # the state of a query, as in "query failed"
    """The engine gave up on a query that is well-formed: a dead SERVICE, an unknown function."""


class Refusal(StoreError):  # noqa: N818  # SPARQL Update's word for a failed operation is "failure"
    """An operation cannot be carried out: a graph is there that should not be, or the other way round."""
