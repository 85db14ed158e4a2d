"""One state of the graph at an external engine, if no other process writes there."""

from __future__ import annotations

import contextlib
from itertools import islice
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from bilateral.errors import StoreError
from bilateral.rdf.terms import Quad, is_literal
from bilateral.remote import engine_record
from bilateral.remote.engine_record import ASSERTED, HOLDS
from bilateral.remote.engine_terms import to_engine
from bilateral.remote.reads.remote_overlay import MatchingView, RemoteOverlay, fits
from bilateral.remote.reads.subject_cache import SubjectCache
from bilateral.store.engine.converter import from_quads
from bilateral.store.engine.deadline import within_deadline
from bilateral.store.engine.graph_layout import INFERRED, WHOLE, Dataset
from bilateral.store.engine.view import GraphView, has_word
from bilateral.store.snapshots.snapshot import GraphState
from bilateral.syntax import lexer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilateral.rdf.terms import Term
    from bilateral.remote.engine_record import EngineRecord
    from bilateral.remote.sparql_client import SparqlClient
    from bilateral.store.engine.query_results import Result
    from bilateral.store.engine.view import AnyTerm, Bindings
    from bilateral.syntax.lexer import Token


_SLOTS: Final = ("?s", "?p", "?o", "?g")
_BLOCK: Final = 200
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_AFTER: Final = frozenset({"WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})


class RemoteView(MatchingView, GraphState):
    """The graph that an external engine holds for us."""

    def __init__(self, client: SparqlClient, record: EngineRecord, graphs: frozenset[Term]) -> None:
        """Read the graph of a record, with the names of its graphs."""
        self.client, self.record, self._names = client, record, graphs
        self.number, self.stamp, self.counts = record.revision, record.stamp, record.counts
        self._subjects = SubjectCache(client, self._local)

    def query(
        self, text: str, dataset: Dataset = WHOLE, *, base: str = "", bindings: Bindings | None = None
    ) -> Result:
        """Let the engine evaluate a query; see `GraphView.query`. Blank nodes in the answer are IRIs."""
        if not has_word(text, "SERVICE"):
            # So that syntax errors are reported as our own engine reports them; nothing is evaluated.
            empty = GraphView(ox.Store(), reasoned=False)
            empty.query(text, Dataset(default=()), base=base, bindings=bindings)
        default, named = self._dataset(text, dataset)
        query = f"BASE <{base}> {text}" if base else text
        if bindings:
            variables = " ".join(f"?{name}" for name in bindings)
            query += f"\nVALUES ({variables}) {{ ({' '.join(map(to_engine, bindings.values()))}) }}"
        form = next((token.keyword for token in lexer.tokens(text) if token.keyword in _FORMS), "SELECT")
        if has_word(text, "FROM"):
            # The dataset of the request replaces that of its text.
            return self.client.query(query, default, named, form=form)
        return self.client.query(with_dataset(query, default, named), form=form)

    def match(
        self, subject: AnyTerm = None, predicate: AnyTerm = None, value: AnyTerm = None, graph: AnyTerm = None
    ) -> Iterator[Quad]:
        """Return the quads with these terms; see `GraphView.match`."""
        if subject is not None and is_literal(subject):
            return iter(())
        if subject is not None and (about := self._subjects.about(subject, predicate)) is not None:
            wanted = (subject, predicate, value, graph)
            return within_deadline(quad for quad in about if fits(quad, wanted))
        return within_deadline(self._fetch((subject, predicate, value, graph)))

    @contextlib.contextmanager
    def mutable_copy(self) -> Iterator[RemoteOverlay]:
        """Return a view that can be changed, for as long as the context lasts."""
        yield RemoteOverlay(self)

    def prepare(self, terms: Iterable[Term]) -> None:
        """Fetch all quads about subjects."""
        self._subjects.prepare(terms)

    def expect(self, terms: Iterable[Term]) -> None:
        """Fetch the quads about terms together with the next subject."""
        self._subjects.expect(terms)

    def has_graph(self, graph: Term) -> bool:
        """Return whether there is a named graph of this name; the default graph always is."""
        return not graph or graph in self._names or (graph == INFERRED and self.counts.inferred > 0)

    def graphs(self) -> list[Term]:
        """Return the names of the named graphs, without the inferred one, sorted."""
        return sorted(self._names)

    def _engine_quads(self, graph: Term) -> Iterator[ox.Quad]:
        return from_quads(self.match(graph=graph))

    def _fetch(self, wanted: Sequence[AnyTerm]) -> Iterator[Quad]:
        names = [name for name, term in zip(_SLOTS, wanted, strict=True) if term is None]
        triple = zip(_SLOTS[:3], wanted[:3], strict=True)
        pattern = " ".join(name if term is None else to_engine(term) for name, term in triple)
        graph = "?g" if wanted[3] is None else wanted[3] or ASSERTED
        text = f"SELECT {' '.join(names) or '(1 AS ?yes)'} {{ GRAPH {graph} {{ {pattern} }} }}"
        result = self.client.query(text)
        columns = [result.variables.index(name[1:]) if name in names else None for name in _SLOTS]
        quads = filter(None, (self._local(_quad(row, columns, wanted)) for row in result.rows()))
        while block := list(islice(quads, _BLOCK)):
            # A reader of the first will soon ask about the others.
            self._subjects.expect(term for quad in block for term in (quad.graph, quad.object, quad.subject))
            yield from block

    def _local(self, quad: Quad) -> Quad | None:
        """Return the quad with our name of its graph; None if the graph is not one of ours."""
        if quad.graph == ASSERTED:
            return quad._replace(graph="")
        return quad if quad.graph in self._names or quad.graph in {"", INFERRED} else None

    def _dataset(self, text: str, dataset: Dataset) -> tuple[list[str], list[str]]:
        """Return the IRIs of the graphs that make the default graph, and of the named ones."""
        default, named = dataset.default, dataset.named
        every = [graph[1:-1] for graph in self.graphs()]
        if default is not None or named is not None:
            return list(default or ()), every if dataset.every_named else list(named or ())
        if has_word(text, "FROM"):
            return [], []
        inferred = [INFERRED[1:-1]] if dataset.inferred and self.counts.inferred else []
        shown = [*every, *inferred] if has_word(text, "GRAPH") else []
        return [ASSERTED[1:-1], *inferred], shown


def _quad(row: Sequence[AnyTerm], columns: Sequence[int | None], fixed: Sequence[AnyTerm]) -> Quad:
    terms = (fixed[at] if column is None else row[column] for at, column in enumerate(columns))
    return Quad(*cast("Iterable[Term]", terms))


def current(
    client: SparqlClient, known: RemoteView | None = None, reader: SparqlClient | None = None
) -> RemoteView:
    """Return the current state, with another client to read it; the known one if it is still current.

    Raises:
        StoreError: the engine does not answer, or has no graph of ours, or an incomplete one.
    """
    found = engine_record.read(client)
    if found is None:
        raise StoreError(f"{client.address.query}: no graph was built there yet")
    if not found.complete:
        raise StoreError(f"{client.address.query}: the graph is being built, or a build of it was broken off")
    if known is not None and known.record == found:
        return known
    return RemoteView(reader or client, found, engine_record.named(client, HOLDS))


def with_dataset(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """Return a query that has no FROM with one for each of these graphs.

    The protocol's parameters mean the same, but Virtuoso repeats them in the headers of its answer, of which
    Python accepts a hundred lines.

    Source: SPARQL 1.1 Query Language, sections 13.2 and 19.8, rules 7 to 13.
    """
    if not default and not named:
        return text
    clauses = [f"FROM <{iri}>" for iri in default] + [f"FROM NAMED <{iri}>" for iri in named]
    at = _place(list(lexer.tokens(text)), len(text))
    return f"{text[:at]} {' '.join(clauses)} {text[at:]}"


def _place(tokens: Sequence[Token], end: int) -> int:
    """Return where the clauses go: before the pattern, or before what follows where there is none."""
    at = next(at for at, token in enumerate(tokens) if token.keyword in _FORMS)
    is_template = tokens[at].keyword == "CONSTRUCT" and tokens[at + 1].text == "{"
    depth = 0
    for token in tokens[at + 1 :]:
        if is_template:
            depth += (token.text == "{") - (token.text == "}")
            is_template = depth > 0
            continue
        depth += (token.text == "(") - (token.text == ")")
        if not depth and (token.text == "{" or token.keyword in _AFTER):
            return token.start
    return end
