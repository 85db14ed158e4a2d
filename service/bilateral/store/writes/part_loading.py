"""Loading of prepared files straight into a store: for what is too much to be evaluated as a write.

    DATA/imports/NAME/asserted-*.nq     what documents assert: quads, each with the graph of a document
    DATA/imports/NAME/inferred-*.nt     triples that follow

Whoever prepares them answers for what they say: that it conforms to the shapes, and that all that follows is
there. Of each value they have the canonical spelling, and blank nodes keep their labels. In which graphs the
engine has the triples is decided here; see `graph_layout`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.errors import StoreError
from bilateral.rdf.terms import Term
from bilateral.store.engine.bulk_load import load
from bilateral.store.engine.graph_layout import INFERRED, is_separate
from bilateral.store.snapshots.data_directory import IMPORTS, Counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pyoxigraph as ox

    from bilateral.store.engine.view import GraphView

_NAME: Final = re.compile(r"[0-9a-z][0-9a-z-]*")
_BLOCK: Final = 1 << 22  # bytes that are read at once
_LINE: Final = 100  # bytes of a line, at the least
_COUNTED: Final = 5_000_000  # lines that are counted one by one, at the most
_END: Final = b" .\n"
_GRAPH: Final = re.compile(r"<[^<>\s\"]+>")
_STORED: Final = 4  # bytes on the disk for a byte of the files, at the most


class Parts(NamedTuple):
    """Files that lie ready."""

    asserted: tuple[Path, ...]
    inferred: tuple[Path, ...]

    def size(self) -> int:
        """Return their bytes."""
        return sum(path.stat().st_size for path in (*self.asserted, *self.inferred))

    def lines(self) -> int:
        """Return the number of their lines, at the most."""
        return self.size() // _LINE + 1

    def stored_size(self) -> int:
        """Return the bytes that they take in a store, at the most."""
        return _STORED * self.size()


def find_parts(data: Path, name: str) -> Parts:
    """Return the files of a name that lie ready in a data directory.

    Raises:
        StoreError: there are none.
    """
    folder = data / IMPORTS / name
    if not _NAME.fullmatch(name):
        raise StoreError(f"{name!r} is no name of files that lie ready")
    parts = Parts(tuple(sorted(folder.glob("asserted-*.nq"))), tuple(sorted(folder.glob("inferred-*.nt"))))
    if not parts.asserted:
        raise StoreError(f"{folder}: there is nothing to be loaded")
    return parts


class Loaded(NamedTuple):
    """What was loaded.

    Attributes:
        counts: what came that was not there; None where counting everything is faster.
        graphs: of the documents.
    """

    counts: Counts | None
    graphs: tuple[Term, ...]


def load_parts(store: ox.Store, before: GraphView, there: Counts, parts: Parts) -> Loaded:
    """Load files into a store; after an error it holds some of them, and is to be discarded.

    Args:
        store: a copy of a state.
        before: the state, which does not change meanwhile.
        there: how much it holds.
        parts: the files.

    Raises:
        StoreError: a line has no end, or a graph that is not a document's.
        SyntaxError, ValueError: a line is malformed.
        OSError: the store cannot be written.
    """
    few = parts.lines() < min(sum(there), _COUNTED)
    layout = _Layout(_NewTriples(before, "") if few else None)
    load(store, layout.asserted(parts.asserted), checked=True)
    inferred = _NewTriples(before, INFERRED) if few else None
    load(store, _inferred(parts.inferred, inferred), checked=True)
    graphs = tuple(sorted(layout.graphs))
    if layout.new is None or inferred is None:
        return Loaded(None, graphs)
    new = sum(not before.has_graph(graph) for graph in graphs)
    return Loaded(Counts(layout.new.number, inferred.number, new), graphs)


class _Layout:
    """Where the triples of documents stand; see `graph_layout`."""

    def __init__(self, new: _NewTriples | None) -> None:
        self.new, self.graphs = new, set[Term]()
        self._graph = b""

    def asserted(self, paths: Iterable[Path]) -> Iterator[bytes]:
        """Yield the lines of files, in blocks, each also without its graph."""
        for lines in _blocks(paths):
            triples = [self._triple(line) for line in lines]
            if self.new is not None:
                self.new.add(triples)
            yield b"".join(lines)
            yield b" .\n".join((*triples, b""))

    def _triple(self, line: bytes) -> bytes:
        cut = line.rfind(b" <")
        graph = line[cut + 1 : -len(_END)]
        if graph != self._graph:
            self._enter(graph)
        return line[:cut]

    def _enter(self, graph: bytes) -> None:
        name = graph.decode()
        if not _GRAPH.fullmatch(name) or name == INFERRED or is_separate(name):
            raise StoreError(f"{name} is no graph of a document")
        self._graph = graph
        self.graphs.add(name)


class _NewTriples:
    """Counts the different triples in lines that a graph did not have."""

    def __init__(self, before: GraphView, graph: Term) -> None:
        self.number = 0
        self._before, self._graph = before, graph
        self._seen: set[int] = set()
        self._subject, self._known = b"", False

    def add(self, triples: Iterable[bytes]) -> None:
        """Count lines, each without its end."""
        for triple in triples:
            # A set of the lines themselves would take several times as much memory.
            if (mark := hash(triple)) in self._seen:
                continue
            self._seen.add(mark)
            subject, predicate, value = triple.split(b" ", 2)
            if subject != self._subject:
                self._subject, self._known = subject, self._has(subject)
            self.number += not (self._known and self._has(subject, predicate, value))

    def _has(self, subject: bytes, predicate: bytes | None = None, value: bytes | None = None) -> bool:
        one, two, three = (None if each is None else each.decode() for each in (subject, predicate, value))
        return next(self._before.match(one, two, three, self._graph), None) is not None


def _inferred(paths: Iterable[Path], new: _NewTriples | None) -> Iterator[bytes]:
    end = f" {INFERRED} .\n".encode()
    for lines in _blocks(paths):
        triples = [line[: -len(_END)] for line in lines]
        if new is not None:
            new.add(triples)
        yield end.join((*triples, b""))


def _blocks(paths: Iterable[Path]) -> Iterator[list[bytes]]:
    for path in paths:
        with path.open("rb") as file:
            while lines := file.readlines(_BLOCK):
                if not all(line.endswith(_END) for line in lines):
                    raise StoreError(f"{path}: a line does not end as one of N-Quads does")
                yield lines
