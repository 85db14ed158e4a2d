"""What a write changes, exactly: the quads that come and were not there, and those that go and were."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

from bilateral.store.engine import bulk_load
from bilateral.store.engine.converter import from_quads, graph_name, line, n_quads, parse_lines, to_quad
from bilateral.store.engine.graph_layout import blocks

if TYPE_CHECKING:
    import pyoxigraph as ox

    from bilateral.rdf.terms import Quad, Term

_T = TypeVar("_T")
_MANY: Final = 10_000  # quads that are loaded faster than added one by one


@dataclass(slots=True)
class QuadDelta:
    """A change of a store."""

    removed: set[Quad] = field(default_factory=set)  # quads that go
    added: set[Quad] = field(default_factory=set)  # quads that come
    dropped: set[Term] = field(default_factory=set)  # named graphs that go, empty by then
    created: set[Term] = field(default_factory=set)  # named graphs that come and may be empty

    def __bool__(self) -> bool:
        return bool(self.removed or self.added or self.dropped or self.created)

    def graphs(self) -> set[Term]:
        """Return the graphs that are changed, "" for the default graph."""
        return {quad.graph for quad in self.removed | self.added} | self.dropped | self.created

    def then(self, later: QuadDelta) -> None:
        """Become this change followed by another."""
        for quad in later.removed:
            _move(quad, self.added, self.removed)
        for quad in later.added:
            _move(quad, self.removed, self.added)
        for graph in later.dropped:
            _move(graph, self.created, self.dropped)
        for graph in later.created:
            _move(graph, self.dropped, self.created)


def _move(item: _T, undone: set[_T], done: set[_T]) -> None:
    if item in undone:
        undone.remove(item)
    else:
        done.add(item)


def apply(store: ox.Store, delta: QuadDelta) -> None:
    """Make a change in an engine's store. It is not atomic: after a failure the store is to be discarded."""
    for quad in from_quads(delta.removed):
        store.remove(quad)
    for graph in delta.dropped:
        store.remove_graph(graph_name(graph))
    for graph in delta.created:
        store.add_graph(graph_name(graph))
    if len(delta.added) > _MANY:
        bulk_load.load(store, blocks(map(line, delta.added)), checked=True)
    else:
        store.extend(from_quads(delta.added))


def to_json(delta: QuadDelta) -> bytes:
    """Write a delta."""
    content = {
        "removed": n_quads(delta.removed).decode(),
        "added": n_quads(delta.added).decode(),
        "dropped": sorted(delta.dropped),
        "created": sorted(delta.created),
    }
    return json.dumps(content).encode()


def from_json(text: bytes) -> QuadDelta:
    """Read what `to_json` wrote."""
    content = json.loads(text)
    return QuadDelta(
        removed=set(map(to_quad, parse_lines(content["removed"]))),
        added=set(map(to_quad, parse_lines(content["added"]))),
        dropped=set(content["dropped"]),
        created=set(content["created"]),
    )
