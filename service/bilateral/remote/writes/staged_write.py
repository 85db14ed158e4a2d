"""One write to an external engine: staged in graphs that queries do not see, and committed by one request.

An engine that executes a request as a transaction never shows a part of it. The request does nothing if
another write was made since.

Source: SPARQL 1.1 Update, sections 2.2 and 3.1.3.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from bilateral.errors import StoreError
from bilateral.remote import engine_record
from bilateral.remote.engine_record import ASSERTED, HOLDS, RECORD, STAGE, STAGES, STATE
from bilateral.remote.writes.graph_loading import fill
from bilateral.store.engine.graph_layout import INFERRED
from bilateral.store.writes.writer import Unacknowledged
from bilateral.workers.failures import Outdated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bilateral.rdf.terms import Quad, Term, Triple
    from bilateral.remote.engine_record import EngineRecord
    from bilateral.remote.sparql_client import SparqlClient
    from bilateral.store.engine.quad_delta import QuadDelta

ADDED, REMOVED, GONE, FRESH, DELTA, FOUND = (
    f"<{STAGE}{name}>" for name in ("added", "removed", "gone", "fresh", "delta", "found")
)
"""Triples that become asserted, and that no longer are; that no longer are inferred, and that become so; and
those that the last round of reasoning found, and this one finds."""
_FIXED: Final = (ADDED, REMOVED, GONE, FRESH, DELTA, FOUND)
_ANY: Final = "?s ?p ?o"


class StagedWrite:
    """The graphs of one write."""

    def __init__(self, client: SparqlClient) -> None:
        self.client = client
        self._places: list[tuple[Term, Term, Term]] = []

    def clear(self) -> None:
        """Remove what an earlier write left."""
        if left := engine_record.named(self.client, STAGES):
            self.client.update(" ;\n".join(_cleared(left)))

    def put(self, delta: QuadDelta) -> None:
        """Stage a change of asserted quads."""
        coming, going = _by_graph(delta.added), _by_graph(delta.removed)
        targets = sorted({*coming, *going} - {""})
        self._places = [(ASSERTED, ADDED, REMOVED)]
        self._places += [
            (graph, f"<{STAGE}in/{number}>", f"<{STAGE}out/{number}>") for number, graph in enumerate(targets)
        ]
        names = [*_FIXED, *(name for place in self._places[1:] for name in place[1:])]
        listed = " ".join(f"{STATE} {STAGES} {name} ." for name in names)
        self.client.update(f"INSERT DATA {{ GRAPH {STATE} {{ {listed} }} }}")
        for target, into, out in self._places:
            graph = "" if target == ASSERTED else target
            fill(self.client, into, coming[graph])
            fill(self.client, out, going[graph])

    def count(self) -> int:
        """Return by how many triples the inferred graph grows."""
        parts = [
            ("fresh", f"GRAPH {FRESH} {{ {_ANY} }} FILTER NOT EXISTS {{ GRAPH {INFERRED} {{ {_ANY} }} }}"),
            ("gone", f"GRAPH {GONE} {{ {_ANY} }} GRAPH {INFERRED} {{ {_ANY} }}"),
            ("said", f"GRAPH {ADDED} {{ {_ANY} }} GRAPH {INFERRED} {{ {_ANY} }}"),
        ]
        counted = " ".join(f"{{ SELECT (COUNT(*) AS ?{name}) {{ {where} }} }}" for name, where in parts)
        result = self.client.query(f"SELECT ?fresh ?gone ?said {{ {counted} }}")
        ((fresh, gone, said),) = ([int(str(term).split('"')[1]) for term in row] for row in result.rows())
        return fresh - gone - said

    def commit(self, before: EngineRecord, after: EngineRecord, delta: QuadDelta) -> None:
        """Commit the staged change: the records of the states, and the delta as for `put`.

        Raises:
            Outdated: another write was made since.
            Unacknowledged: the engine did not answer whether it was made.
            StoreError: it was not made.
        """
        request = " ;\n".join(self._request(before, after, delta))
        try:
            self.client.update(request)
        except StoreError as error:
            found = self._found(error)
            if found == before:
                raise
            if found != after:
                raise Unacknowledged(f"look whether the write was made: {error}") from error
            return
        if engine_record.read(self.client) != after:
            raise Outdated("someone else wrote to the graph since; nothing was changed")

    def _found(self, error: StoreError) -> EngineRecord | None:
        try:
            return engine_record.read(self.client)
        except StoreError:
            raise Unacknowledged(f"look whether the write was made: {error}") from error

    def _request(self, before: EngineRecord, after: EngineRecord, delta: QuadDelta) -> Iterator[str]:
        ours = f"GRAPH {STATE} {{ {STATE} {RECORD} {after.term} }}"
        yield engine_record.replacement(before, after)
        moves = [(target, out, into) for target, into, out in self._places]
        for target, out, into in (*moves, (INFERRED, GONE, FRESH)):
            yield f"DELETE {{ GRAPH {target} {{ {_ANY} }} }} WHERE {{ {ours} GRAPH {out} {{ {_ANY} }} }}"
            yield f"INSERT {{ GRAPH {target} {{ {_ANY} }} }} WHERE {{ {ours} GRAPH {into} {{ {_ANY} }} }}"
        yield f"DELETE {{ GRAPH {INFERRED} {{ {_ANY} }} }} WHERE {{ {ours} GRAPH {ADDED} {{ {_ANY} }} }}"
        for verb, graphs in (("DELETE", delta.dropped), ("INSERT", delta.created)):
            if graphs:
                listed = " ".join(f"{STATE} {HOLDS} {graph} ." for graph in sorted(graphs))
                yield f"{verb} {{ GRAPH {STATE} {{ {listed} }} }} WHERE {{ {ours} }}"
        yield from _cleared([*_FIXED, *(name for place in self._places[1:] for name in place[1:])])


def _cleared(graphs: Iterable[Term]) -> Iterator[str]:
    yield from (f"DROP SILENT GRAPH {graph}" for graph in graphs)
    yield f"DELETE WHERE {{ GRAPH {STATE} {{ {STATE} {STAGES} ?graph }} }}"


def _by_graph(quads: Iterable[Quad]) -> dict[Term, list[Triple]]:
    found: dict[Term, list[Triple]] = defaultdict(list)
    for quad in quads:
        found[quad.graph].append(quad[:3])
    return found
