"""How many solutions an answer has, told from its bytes as they go by.

Source: SPARQL 1.1 Query Results JSON, XML, CSV and TSV, as the engine writes them: without white space
between the marks of JSON, and with a header line in CSV and TSV.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.rdf import media_types

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ELEMENT: Final = b"<result>"


class Tally:
    """Counts solutions.

    Attributes:
        rows: those that went by; None where the format is not one of solutions.
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
        """Take the next bytes."""
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
        """Count the objects that follow a bracket or a comma; those in a solution follow their names."""
        data = self._escape + data
        # What the last one escapes is yet to come.
        self._escape = b"\\" * ((len(data) - len(data.rstrip(b"\\"))) % 2)
        plain = data.removesuffix(self._escape).replace(b"\\\\", b"").replace(b'\\"', b"")
        seen = self._tail + self._outside(plain)
        self._tail = seen[-1:]
        return seen.count(b"[{") + seen.count(b",{")

    def _outside(self, data: bytes) -> bytes:
        """Return what is outside of quotation marks."""
        parts = data.split(b'"')
        outside = b"".join(parts[self._quoted :: 2])
        self._quoted ^= len(parts) % 2 == 0
        return outside


_COUNTERS: Final[Mapping[str, Callable[[Tally, bytes], int]]] = {
    media_types.JSON: Tally._objects,  # noqa: SLF001  # its own
    media_types.XML: Tally._elements,  # noqa: SLF001
    media_types.CSV: Tally._records,  # noqa: SLF001
    media_types.TSV: Tally._lines,  # noqa: SLF001
}
