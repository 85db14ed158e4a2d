"""A whole state as text, byte for byte the same for the same quads."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bilateral.store.engine.converter import line
from bilateral.store.engine.graph_layout import INFERRED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bilateral.rdf.terms import Quad
    from bilateral.store.snapshots.snapshot import Snapshot

ASSERTED, INFERRED_ONLY, BOTH = "asserted", "inferred", "both"


def dump(snapshot: Snapshot, which: str = BOTH) -> list[Quad]:
    """Return ASSERTED, INFERRED_ONLY or BOTH quads, sorted; those of documents only in their graphs."""
    quads: list[Quad] = []
    if which != INFERRED_ONLY:
        named = [quad for graph in snapshot.graphs() for quad in snapshot.quads(graph)]
        placed = {quad[:3] for quad in named}
        quads += named
        quads += (quad for quad in snapshot.quads("") if quad[:3] not in placed)
    if which != ASSERTED and snapshot.has_graph(INFERRED):
        quads += snapshot.quads(INFERRED)
    return sorted(quads, key=lambda quad: (quad.graph, quad))


def write_n_quads(quads: Iterable[Quad]) -> Iterator[str]:
    """Write quads as N-Quads, a line each."""
    return map(line, quads)


def write_trig(quads: Iterable[Quad]) -> Iterator[str]:
    """Write quads, sorted by graph and subject, as TriG without prefixes."""
    for graph, members in groupby(quads, key=lambda quad: quad.graph):
        indent = "  " if graph else ""
        if graph:
            yield f"{graph} {{\n"
        for subject, about in groupby(members, key=lambda quad: quad.subject):
            pairs = " ;\n".join(f"{indent}  {quad.predicate} {quad.object}" for quad in about)
            yield f"{indent}{subject}\n{pairs} .\n"
        if graph:
            yield "}\n"
