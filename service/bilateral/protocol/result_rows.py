"""Read the first rows of an answer, and count its solutions, from the bytes that a worker sends.

Source: SPARQL 1.1 Query Results JSON, XML, CSV and TSV; RDF 1.1 N-Triples.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.rdf import media_types
from bilateral.rdf.terms import XSD, literal
from bilateral.store.engine.query_results import BOOLEAN, TRIPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bilateral.rdf.terms import Term


ACCEPT: Final = f"{media_types.TSV}, {media_types.N_TRIPLES}, {media_types.JSON};q=0.5"
"""The Accept header for answers that `read` reads."""
_TRIPLE: Final = ("subject", "property", "value")
_MOST_BYTES: Final = 32 << 20
_NUMBERS: Final = (
    (re.compile(r"[+-]?\d+\Z"), XSD + "integer"),
    (re.compile(r"[+-]?\d*\.\d+\Z"), XSD + "decimal"),
    (re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+\Z"), XSD + "double"),
    (re.compile(r"(?:true|false)\Z"), XSD + "boolean"),
)


class ResultRows(NamedTuple):
    """The beginning of an answer."""

    columns: tuple[str, ...]  # variables; `subject`, `property` and `value` of triples; none of a boolean
    rows: list[tuple[Term | None, ...]]  # None where a variable is unbound; a literal of a boolean
    total: int  # rows that were counted, with those after these
    more: bool  # whether there are more than were counted


def read(kind: str, chunks: Iterable[bytes], most: int) -> ResultRows:
    """Return the first `most` rows of an answer, and how many there are in its first 32 MiB.

    Args:
        kind: of the answer: BOOLEAN, BINDINGS or TRIPLES.
        chunks: of its bytes, in the format that `ACCEPT` leads to.
        most: rows to return.
    """
    if kind == BOOLEAN:
        holds = b"true" in b"".join(chunks)
        return ResultRows((), [(literal(str(holds).lower(), datatype=XSD + "boolean"),)], 1, more=False)
    text, total, size = b"", 0, 0
    head = 0 if kind == TRIPLES else 1
    for chunk in chunks:
        size += len(chunk)
        total += chunk.count(b"\n")
        if text.count(b"\n") < most + head:
            text += chunk
        if size > _MOST_BYTES:
            break
    more = size > _MOST_BYTES
    lines = text.decode().split("\n")[: min(total, most + head)]
    if kind == TRIPLES:
        return ResultRows(_TRIPLE, [_triple(line) for line in lines], total, more)
    columns = tuple(name[1:] for name in lines[0].split("\t") if name) if lines else ()
    rows = [tuple(map(_term, line.split("\t"))) if columns else () for line in lines[1:]]
    return ResultRows(columns, rows, max(0, total - 1), more)


def _triple(line: str) -> tuple[Term | None, ...]:
    return tuple(line.removesuffix(".").rstrip().split(" ", 2))


def _term(cell: str) -> Term | None:
    if not cell:
        return None
    if cell[0] in '<"_':
        return cell
    return next((literal(cell, datatype=kind) for form, kind in _NUMBERS if form.match(cell)), literal(cell))


_ELEMENT: Final = b"<result>"


class SolutionCounter:
    """Counts the solutions in an answer that is sent part by part.

    It relies on how the engine writes: JSON without white space between marks, CSV and TSV with a header.

    Attributes:
        rows: solutions so far; None if the format is not one of solutions.
    """

    def __init__(self, media_type: str) -> None:
        self._count = _COUNTERS.get(media_type)
        self._quoted = False
        self._tail = self._escape = b""
        self.rows: int | None = None
        if self._count:
            # The header is a line too.
            self.rows = -1 if media_type in (media_types.CSV, media_types.TSV) else 0

    def feed(self, data: bytes) -> None:
        """Count those in the next bytes."""
        if self._count and self.rows is not None:
            self.rows += self._count(self, data)

    def _lines(self, data: bytes) -> int:
        return data.count(b"\n")

    def _records(self, data: bytes) -> int:
        return self._outside(data).count(b"\n")

    def _elements(self, data: bytes) -> int:
        seen = self._tail + data
        self._tail = seen[1 - len(_ELEMENT) :]
        return seen.count(_ELEMENT)

    def _objects(self, data: bytes) -> int:
        """Count the objects after a bracket or a comma; those within a solution follow a name."""
        data = self._escape + data
        # What the last backslash escapes is in the next part.
        self._escape = b"\\" * ((len(data) - len(data.rstrip(b"\\"))) % 2)
        plain = data.removesuffix(self._escape).replace(b"\\\\", b"").replace(b'\\"', b"")
        seen = self._tail + self._outside(plain)
        self._tail = seen[-1:]
        return seen.count(b"[{") + seen.count(b",{")

    def _outside(self, data: bytes) -> bytes:
        """Return what is outside quotation marks."""
        parts = data.split(b'"')
        outside = b"".join(parts[self._quoted :: 2])
        self._quoted ^= len(parts) % 2 == 0
        return outside


_COUNTERS: Final[Mapping[str, Callable[[SolutionCounter, bytes], int]]] = {
    media_types.JSON: SolutionCounter._objects,  # noqa: SLF001  # its own
    media_types.XML: SolutionCounter._elements,  # noqa: SLF001
    media_types.CSV: SolutionCounter._records,  # noqa: SLF001
    media_types.TSV: SolutionCounter._lines,  # noqa: SLF001
}
