"""A view of which everything about single quads is said by `match`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.store.engine.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bilateral.rdf.terms import Quad, Term, Triple


class Matched(View):
    """Quads by `match`, which others write."""

    def triples(
        self, subject: Term | None, predicate: Term | None, value: Term | None, graph: Term
    ) -> Iterator[Triple]:
        """Yield the triples of one graph with these terms, lazily."""
        for quad in self.match(subject, predicate, value, graph):
            yield quad[:3]

    def present(self, quads: Iterable[Quad]) -> set[Quad]:
        """Return those of some quads that are there."""
        return {quad for quad in quads if quad in self}

    def has(self, triple: Triple, graph: Term) -> bool:
        """Tell whether a graph, "" for the default graph, has a triple."""
        return next(self.match(*triple, graph), None) is not None
