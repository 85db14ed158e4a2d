"""Loading of a whole graph into an external engine."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from bilateral.errors import StoreError
from bilateral.remote import engine_record
from bilateral.remote.engine_record import ASSERTED, HOLDS, STAGES, STATE, EngineRecord
from bilateral.remote.engine_terms import to_engine
from bilateral.store.engine.graph_layout import INFERRED, is_separate
from bilateral.store.snapshots.data_directory import Counts
from bilateral.store.snapshots.snapshot_builder import built

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilateral.rdf.terms import Quad, Term, Triple
    from bilateral.remote.sparql_client import SparqlClient

_Item = TypeVar("_Item")

_UPDATE: Final = 1000  # triples of one update; Virtuoso accepts some 1,500
_UPLOAD: Final = 20_000  # triples of one request to the graph store
_DROPS: Final = 50  # graphs that one update drops


def load_graph(
    client: SparqlClient,
    asserted: Iterable[Quad],
    inferred: Iterable[Triple],
    fingerprint: str,
    *,
    keep_clashes: bool,
) -> EngineRecord:
    """Replace the graph that an engine holds for us; return its record.

    Meanwhile the record says that the graph is not complete. Asserted quads of documents go into ASSERTED
    too; no inferred triple is asserted.

    Raises:
        StoreError: the engine does not answer, refuses something, or another process writes there.
    """
    before = engine_record.read(client)
    old = engine_record.named(client, HOLDS) | engine_record.named(client, STAGES) | {ASSERTED, INFERRED}
    begun = (before or EngineRecord()).after(Counts(0, 0, 0))._replace(complete=False)
    replace(client, before, begun)
    _drop(client, old)
    client.update(f"DELETE WHERE {{ GRAPH {STATE} {{ {STATE} {HOLDS} ?graph }} }}")
    quads = list(asserted)
    graphs = sorted({quad.graph for quad in quads} - {""})
    for part in batches(graphs, _UPDATE):
        holds = " ".join(f"{STATE} {HOLDS} {graph} ." for graph in part)
        client.update(f"INSERT DATA {{ GRAPH {STATE} {{ {holds} }} }}")
    everything = {quad[:3] for quad in quads if not is_separate(quad.graph)}
    added = list(inferred)
    for graph in graphs:
        fill(client, graph, (quad[:3] for quad in quads if quad.graph == graph))
    fill(client, ASSERTED, everything)
    fill(client, INFERRED, added)
    counts = Counts(len(everything), len(added), len(graphs))
    done = begun.after(counts, built(counts))
    done = done._replace(
        complete=True,
        built=done.revision,
        fingerprint=fingerprint,
        keep_clashes=keep_clashes,
        # The caller may set these afterwards; while they are unknown, no build replaces the graph unasked.
        content=None,
        files=(),
    )
    replace(client, begun, done)
    return done


def replace(client: SparqlClient, before: EngineRecord | None, after: EngineRecord) -> None:
    """Replace one record by another; raise StoreError if it was a different one."""
    client.update(engine_record.replacement(before, after))
    if engine_record.read(client) != after:
        raise StoreError(f"{client.address.query}: someone else writes there")


def fill(client: SparqlClient, graph: Term, triples: Iterable[Triple]) -> None:
    """Add triples to a graph, by the engine's graph store where it has one."""
    if client.address.graphs:
        for part in batches(triples, _UPLOAD):
            client.add(graph[1:-1], "".join(f"{_line(triple)} .\n" for triple in part).encode())
    else:
        for part in batches(triples, _UPDATE):
            content = " .\n".join(map(_line, part))
            client.update(f"INSERT DATA {{ GRAPH {graph} {{ {content} }} }}")


def _line(triple: Triple) -> str:
    return " ".join(map(to_engine, triple))


def _drop(client: SparqlClient, graphs: Iterable[Term]) -> None:
    for part in batches(sorted(graphs), _DROPS):
        client.update(" ;\n".join(f"DROP SILENT GRAPH {graph}" for graph in part))


def batches(items: Iterable[_Item], size: int) -> Iterator[Sequence[_Item]]:
    """Yield the items in lists of so many."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
