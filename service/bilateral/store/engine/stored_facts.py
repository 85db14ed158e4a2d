"""Asserted and inferred triples of a store, as reasoning reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.store.engine.graph_layout import INFERRED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.rdf.terms import Term, Triple
    from bilateral.store.engine.view import GraphView


class StoreFacts:
    """The facts of a view: its default graph is asserted, INFERRED follows from it."""

    def __init__(self, view: GraphView) -> None:
        self.view = view

    @property
    def view(self) -> GraphView:
        """Where the facts are; may be set to that of a later state."""
        return self._view

    @view.setter
    def view(self, view: GraphView) -> None:
        self._view = view
        self._graphs: dict[Term | None, list[Term]] = {None: ["", INFERRED]}

    def match(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterator[Triple]:
        """Yield the asserted and inferred triples with these terms; None for any."""
        for graph in self._graphs_with(predicate):
            yield from self._view.triples(subject, predicate, object_, graph)

    def is_asserted(self, triple: Triple) -> bool:
        """Return whether a document asserts the triple."""
        return "" in self._graphs_with(triple[1]) and self._view.has(triple, "")

    def is_inferred(self, triple: Triple) -> bool:
        """Return whether the triple is among the inferred ones."""
        return INFERRED in self._graphs_with(triple[1]) and self._view.has(triple, INFERRED)

    def asserted(self) -> Iterator[Triple]:
        """Yield all asserted triples."""
        yield from self._view.triples(None, None, None, "")

    def _graphs_with(self, predicate: Term | None) -> list[Term]:
        """Return which of the two graphs have triples of a predicate; many are in one only."""
        if predicate not in self._graphs:
            self._graphs[predicate] = [
                graph
                for graph in self._graphs[None]
                if any(True for _ in self._view.triples(None, predicate, None, graph))
            ]
        return self._graphs[predicate]
