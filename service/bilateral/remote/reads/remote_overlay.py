"""The graph at an external engine with changes that were not made yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.errors import Refusal
from bilateral.store.engine.graph_layout import WHOLE, Dataset
from bilateral.store.engine.quad_delta import QuadDelta
from bilateral.store.engine.view import GraphView
from bilateral.store.snapshots.snapshot import MutableView

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bilateral.rdf.terms import Quad, Term, Triple
    from bilateral.store.engine.query_results import Result
    from bilateral.store.engine.view import AnyTerm, Bindings


class MatchingView(GraphView):
    """A view whose `match` answers every question about single quads."""

    def triples(self, subject: AnyTerm, predicate: AnyTerm, value: AnyTerm, graph: Term) -> Iterator[Triple]:
        """Yield the triples of one graph with these terms, lazily."""
        for quad in self.match(subject, predicate, value, graph):
            yield quad[:3]

    def present(self, quads: Iterable[Quad]) -> set[Quad]:
        """Return those of some quads that are there."""
        return {quad for quad in quads if quad in self}

    def has(self, triple: Triple, graph: Term) -> bool:
        """Return whether a graph, "" for the default graph, has a triple."""
        return next(self.match(*triple, graph), None) is not None


class RemoteOverlay(MatchingView, MutableView):
    """A view with changes: quads can be looked up in it, but only the engine evaluates queries."""

    def __init__(self, under: GraphView) -> None:
        self._under, self._delta = under, QuadDelta()

    def apply(self, delta: QuadDelta) -> None:
        """Make a change."""
        self._delta.then(delta)

    def query(
        self, text: str, dataset: Dataset = WHOLE, *, base: str = "", bindings: Bindings | None = None
    ) -> Result:
        """Let the engine evaluate a query.

        Raises:
            Refusal: there are changes, which the engine does not have.
        """
        if self._delta:
            raise Refusal(
                "an operation with WHERE cannot follow another: send them one request after another"
            )
        return self._under.query(text, dataset, base=base, bindings=bindings)

    def match(
        self, subject: AnyTerm = None, predicate: AnyTerm = None, value: AnyTerm = None, graph: AnyTerm = None
    ) -> Iterator[Quad]:
        """Return the quads with these terms."""
        wanted = (subject, predicate, value, graph)
        yield from (quad for quad in self._under.match(*wanted) if quad not in self._delta.removed)
        yield from (quad for quad in self._delta.added if fits(quad, wanted))

    def prepare(self, terms: Iterable[Term]) -> None:
        """Prepare for questions about subjects."""
        self._under.prepare(terms)

    def has_graph(self, graph: Term) -> bool:
        """Return whether there is a named graph of this name."""
        if graph in self._delta.dropped:
            return False
        return graph in self._delta.created or self._under.has_graph(graph)

    def graphs(self) -> list[Term]:
        """Return the names of the named graphs, sorted."""
        return sorted((set(self._under.graphs()) | self._delta.created) - self._delta.dropped)


def fits(terms: Iterable[Term], wanted: Iterable[AnyTerm]) -> bool:
    """Return whether terms are the wanted ones."""
    return all(want is None or want == term for want, term in zip(wanted, terms, strict=True))
