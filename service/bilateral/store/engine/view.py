"""Questions to an engine's store."""

from __future__ import annotations

import re
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias, cast

import pyoxigraph as ox

from bilateral.errors import QueryFailed, QuerySyntaxError
from bilateral.rdf.terms import is_iri, is_literal
from bilateral.store.engine import graph_variables, rdf_writer
from bilateral.store.engine.converter import (
    GraphName,
    Node,
    from_quads,
    from_term,
    graph_name,
    to_quad,
    to_term,
)
from bilateral.store.engine.deadline import within_deadline
from bilateral.store.engine.graph_layout import INFERRED, WHOLE, Dataset
from bilateral.store.engine.query_results import Result
from bilateral.syntax import lexer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bilateral.rdf.terms import Quad, Term, Triple
    from bilateral.store.engine.rdf_writer import Writable


_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_UNKNOWN_FUNCTION = re.compile(r"The custom function <([^>]*)> is not supported")
_MAX_UNKNOWN = 100

_Default: TypeAlias = list[GraphName] | None
_Named: TypeAlias = list[ox.NamedNode | ox.BlankNode] | None
_Answer: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
AnyTerm: TypeAlias = "Term | None"
"""A term, or None for any."""
Bindings: TypeAlias = "Mapping[str, Term]"
"""Terms for the variables of a query."""


class GraphView:
    """A store, open for reading."""

    def __init__(self, store: ox.Store, *, reasoned: bool) -> None:
        """Read a store; `reasoned` says whether its inferred graph has triples."""
        self._store, self._reasoned = store, reasoned

    def query(
        self, text: str, dataset: Dataset = WHOLE, *, base: str = "", bindings: Bindings | None = None
    ) -> Result:
        """Evaluate a query.

        Its FROM clauses count unless the dataset names graphs. It must project the variables that have
        bindings. Relative IRIs are resolved against the base.

        Raises:
            QuerySyntaxError: the text is no SPARQL query.
            QueryFailed: the engine gave up before the first row; the result can raise it later too.
        """
        default, named = self._graphs(text, dataset)
        if graph_variables.has_any(text):
            text = self._rewritten(text, base, default, named)
        substitutions = {ox.Variable(name): from_term(term) for name, term in (bindings or {}).items()}
        ask = partial(
            self._store.query,
            text,
            base_iri=base or None,
            default_graph=default,
            named_graphs=named,
            substitutions=substitutions or None,
        )
        return Result(_answer(ask))

    def quads(self, graph: Term | None = None) -> Iterator[Quad]:
        """Return the quads of a graph ("" for the default graph), or of all, in the engine's order."""
        return self.match(graph=graph)

    def match(
        self, subject: AnyTerm = None, predicate: AnyTerm = None, value: AnyTerm = None, graph: AnyTerm = None
    ) -> Iterator[Quad]:
        """Return the quads with these terms, lazily; graph "" is the default graph."""
        return within_deadline(map(to_quad, self._find(subject, predicate, value, graph)))

    def triples(self, subject: AnyTerm, predicate: AnyTerm, value: AnyTerm, graph: Term) -> Iterator[Triple]:
        """Yield the triples of one graph with these terms, lazily; as `match`, but faster.

        There are none with a literal for subject, or with anything but an IRI for predicate.
        """
        if (subject and is_literal(subject)) or (predicate and not is_iri(predicate)):
            return
        for quad in within_deadline(self._find(subject, predicate, value, graph)):
            yield (
                subject or to_term(quad.subject),
                predicate or to_term(quad.predicate),
                # The engine has one spelling of a number, which may differ from the requested one.
                to_term(quad.object) if value is None or is_literal(value) else value,
            )

    def _find(
        self, subject: AnyTerm, predicate: AnyTerm, value: AnyTerm, graph: AnyTerm
    ) -> Iterator[ox.Quad]:
        return self._store.quads_for_pattern(
            None if subject is None else from_term(subject),  # type: ignore[arg-type]
            None if predicate is None else from_term(predicate),  # type: ignore[arg-type]
            None if value is None else from_term(value),
            None if graph is None else graph_name(graph),
        )

    def has(self, triple: Triple, graph: Term) -> bool:
        """Return whether a graph, "" for the default graph, has a triple; it need not be legal RDF."""
        if is_literal(triple[0]) or not is_iri(triple[1]):
            return False
        subject, predicate, value = map(from_term, triple)
        return ox.Quad(subject, predicate, value, graph_name(graph)) in self._store  # type: ignore[arg-type]

    def prepare(self, terms: Iterable[Term]) -> None:
        """Prepare for questions about subjects; a remote view fetches all of them at once."""

    def expect(self, terms: Iterable[Term]) -> None:
        """Prepare for possible questions about terms; a remote view then needs fewer requests."""

    def present(self, quads: Iterable[Quad]) -> set[Quad]:
        """Return those of some quads that are there."""
        given = set(quads)
        # Many quads at once are mostly for new graphs.
        filled = {graph for graph in {quad.graph for quad in given} if any(self.match(graph=graph))}
        asked = [quad for quad in given if quad.graph in filled]
        return {quad for quad, found in zip(asked, from_quads(asked), strict=True) if found in self._store}

    def __contains__(self, quad: Quad) -> bool:
        return next(self.match(*quad), None) is not None

    def has_graph(self, graph: Term) -> bool:
        """Return whether there is a named graph of this name; the default graph always is."""
        return not graph or self._store.contains_named_graph(graph_name(graph))

    def write_graph(self, graph: Term, stream: Writable, media_type: str) -> None:
        """Write the triples of one graph, "" for the default graph."""
        rdf_writer.write((quad.triple for quad in self._engine_quads(graph)), stream, media_type)

    def write_dataset(self, stream: Writable, media_type: str) -> None:
        """Write the quads of the default graph and of every named graph but the inferred one."""
        quads = chain.from_iterable(map(self._engine_quads, ["", *self.graphs()]))
        rdf_writer.write(quads, stream, media_type)

    def graphs(self) -> list[Term]:
        """Return the names of the named graphs, without the inferred one, sorted."""
        return sorted({str(name) for name in self._store.named_graphs()} - {INFERRED})

    def _engine_quads(self, graph: Term) -> Iterator[ox.Quad]:
        return self._store.quads_for_pattern(None, None, None, graph_name(graph))

    def _rewritten(self, text: str, base: str, default: _Default, named: _Named) -> str:
        """Return a query with its GRAPH patterns rewritten so that the engine answers them correctly."""

        def columns(query: str) -> list[str]:
            return [each.value for each in _of_nothing(query, base).variables]  # type: ignore[union-attr]

        def graphs(prologue: str, clauses: str) -> list[str]:
            query = f"{prologue}SELECT ?g {clauses} {{ GRAPH ?g {{ }} }}"
            found = self._store.query(query, base_iri=base or None, default_graph=default, named_graphs=named)
            return [row[0].value for row in cast("ox.QuerySolutions", found)]

        try:
            _of_nothing(text, base)
        except QuerySyntaxError:
            return text
        return graph_variables.rewritten(text, graph_variables.EngineQueries(columns, graphs))

    def _graphs(self, text: str, dataset: Dataset) -> tuple[_Default, _Named]:
        if dataset.default is not None or dataset.named is not None:
            default = [graph_name(f"<{iri}>") for iri in dataset.default or ()]
            named = None if dataset.every_named else [graph_name(f"<{iri}>") for iri in dataset.named or ()]
            return default, cast("_Named", named)
        if not self._reasoned or has_word(text, "FROM"):
            return None, None
        if dataset.inferred:
            return [ox.DefaultGraph(), ox.NamedNode(INFERRED[1:-1])], None
        # The inferred triples are a named graph too, which a query without reasoning must not find.
        return None, [ox.NamedNode(name[1:-1]) for name in self.graphs()] if has_word(text, "GRAPH") else None


def has_word(text: str, word: str) -> bool:
    """Return whether a request has a keyword."""
    # Most texts do not even have the letters, which is faster to check.
    return word in text.upper() and any(token.keyword == word for token in lexer.tokens(text))


def _answer(ask: Callable[..., _Answer]) -> _Answer:
    """Return the answer of a store's `query`; raise QuerySyntaxError, or QueryFailed where it gives up."""
    functions: dict[ox.NamedNode, Callable[..., Node | None]] = {}
    while True:
        try:
            return ask(custom_functions=functions)
        except SyntaxError as error:
            raise syntax_error(str(error)) from error
        except ValueError as error:
            raise QuerySyntaxError(str(error)) from error
        except (OSError, RuntimeError) as error:
            unknown = _UNKNOWN_FUNCTION.match(str(error))
            if not unknown or len(functions) >= _MAX_UNKNOWN:
                raise QueryFailed(str(error)) from error
            # An unknown function is an error of the expression, not of the query (section 17.6).
            functions[ox.NamedNode(unknown.group(1))] = lambda *_: None


def _of_nothing(text: str, base: str) -> _Answer:
    """Return the answer of an empty store to a query; raise as `_answer`."""
    return _answer(partial(ox.Store().query, text, base_iri=base or None))


def syntax_error(message: str) -> QuerySyntaxError:
    """Return the error for an error message of the engine."""
    match = _PLACE.match(message)
    if not match:
        return QuerySyntaxError(_plain(message))
    line, column, reason = match.groups()
    return QuerySyntaxError(_plain(reason), int(line), int(column))


def _plain(reason: str) -> str:
    # The engine lists character classes in the notation of its grammar, which readers do not know.
    kept = [part for part in reason.replace("\n", " ").split(", ") if not part.lstrip().startswith("[")]
    return ", ".join(kept) or "unexpected text"


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
