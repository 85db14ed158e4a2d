"""The graph at an engine with changes that were not made yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.errors import Refusal
from bilateral.store.engine.graph_layout import Dataset
from bilateral.store.engine.quad_delta import QuadDelta
from bilateral.store.engine.view import View
from bilateral.store.snapshots.snapshot import MutableView

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bilateral.rdf.terms import Quad, Term, Triple
    from bilateral.store.engine.query_results import Result


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


class RemoteOverlay(Matched, MutableView):
    """A view and what changes in it; quads can be looked up in it, but patterns are for the engine."""

    def __init__(self, under: View) -> None:
        self._under, self._delta = under, QuadDelta()

    def apply(self, delta: QuadDelta) -> None:
        """Change it."""
        self._delta.then(delta)

    def query(
        self,
        text: str,
        dataset: Dataset = Dataset(),  # noqa: B008  # immutable
        *,
        base: str = "",
        bindings: Mapping[str, Term] | None = None,
    ) -> Result:
        """Let the engine evaluate a query.

        Raises:
            Refusal: there are changes, of which the engine does not know.
        """
        if self._delta:
            raise Refusal(
                "an operation with WHERE cannot follow another: send them one request after another"
            )
        return self._under.query(text, dataset, base=base, bindings=bindings)

    def match(
        self,
        subject: Term | None = None,
        predicate: Term | None = None,
        value: Term | None = None,
        graph: Term | None = None,
    ) -> Iterator[Quad]:
        """Return the quads with these terms."""
        wanted = (subject, predicate, value, graph)
        yield from (q for q in self._under.match(*wanted) if q not in self._delta.removed)
        for quad in self._delta.added:
            if all(want is None or want == term for want, term in zip(wanted, quad, strict=True)):
                yield quad

    def prepare(self, terms: Iterable[Term]) -> None:
        """Pass it on."""
        self._under.prepare(terms)

    def has_graph(self, graph: Term) -> bool:
        """Tell whether there is a named graph of this name."""
        if graph in self._delta.dropped:
            return False
        return graph in self._delta.created or self._under.has_graph(graph)

    def graphs(self) -> list[Term]:
        """Return the names of the named graphs, sorted."""
        return sorted((set(self._under.graphs()) | self._delta.created) - self._delta.dropped)
