"""A whole store from quads, built beside the one that serves."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph as ox

from bilateral.errors import StoreError
from bilateral.store import directory
from bilateral.store.converter import from_term
from bilateral.store.directory import Counts
from bilateral.store.layout import INFERRED, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from typing_extensions import Buffer

    from bilateral.terms import Quad, Triple


def build(data: Path, asserted: Iterable[Quad], inferred: Iterable[Triple] = ()) -> int:
    """Make a data directory's next snapshot and return its number.

    What was served before goes on being served until the last step, and for good if that is never reached.

    Args:
        data: the data directory; made if it is not there.
        asserted: every asserted quad. This puts a named graph's triples into the default graph too.
        inferred: what reasoning adds; none of it asserted.

    Raises:
        StoreError: a term is malformed, the disk is full, or another process is writing here.
    """
    return build_from(data, lay_out(asserted, inferred))


def build_from(data: Path, n_quads: Iterable[bytes]) -> int:
    """As `build`, from N-Quads in blocks of whole lines, taken as they are: the layout is the caller's."""
    with directory.writing(data), directory.workspace(data) as work:
        try:
            store = ox.Store(work / "live")
            source = _Plain(iter(n_quads))
            store.bulk_load(cast("IO[bytes]", io.BufferedReader(source)), ox.RdfFormat.N_QUADS)
            store.bulk_extend(cast("Iterable[ox.Quad]", ox.parse(source.blank(), ox.RdfFormat.N_QUADS)))
            store.flush()
            counts = count(store)
            store.backup(work / "store")
        except (SyntaxError, ValueError, OSError) as error:
            raise StoreError(f"{data}: {error}") from error
        number, _ = directory.publish(data, work / "store", counts)
        directory.tidy_snapshots(data)
        return number


def count(store: ox.Store) -> Counts:
    """Count what a store holds."""
    inferred_graph = cast("ox.NamedNode", from_term(INFERRED))
    names = list(store.named_graphs())
    return Counts(
        asserted=_size(store, ox.DefaultGraph()),
        inferred=_size(store, inferred_graph) if inferred_graph in names else 0,
        graphs=len(names) - (inferred_graph in names),
    )


def _size(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> int:
    answer = cast(
        "ox.QuerySolutions", store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", default_graph=[graph])
    )
    return int(cast("ox.Literal", next(answer)["n"]).value)


class _Plain(io.RawIOBase):
    """The lines without blank nodes as a file, so that a store is loaded without being held in memory.

    Lines with blank nodes are kept aside: the engine's fast way in gives blank nodes new labels.
    """

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self._rest = blocks, memoryview(b"")
        self._blank: list[bytes] = []

    def blank(self) -> bytes:
        """Return the lines with blank nodes, once everything has been read."""
        return b"".join(self._blank)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        room = memoryview(buffer).cast("B")
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._rest = memoryview(self._without_blanks(block))
        size = min(len(room), len(self._rest))
        room[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def _without_blanks(self, block: bytes) -> bytes:
        if b"_:" not in block:
            return block
        lines = block.splitlines(keepends=True)
        self._blank += (line for line in lines if b"_:" in line)
        return b"".join(line for line in lines if b"_:" not in line)
