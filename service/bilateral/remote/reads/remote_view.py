"""One state of the graph at an engine, as far as nobody but us writes there."""

from __future__ import annotations

import contextlib
from itertools import islice
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from bilateral.errors import StoreError
from bilateral.rdf.terms import Quad, is_literal
from bilateral.remote import engine_record
from bilateral.remote.engine_record import ASSERTED, HOLDS
from bilateral.remote.reads.remote_overlay import Matched, RemoteOverlay
from bilateral.remote.reads.subject_cache import SubjectCache
from bilateral.remote.skolem_iris import spell
from bilateral.store.engine.converter import from_quads
from bilateral.store.engine.deadline import watched
from bilateral.store.engine.graph_layout import INFERRED, Dataset
from bilateral.store.engine.view import View, has_word
from bilateral.store.snapshots.snapshot import GraphState
from bilateral.syntax import lexer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bilateral.rdf.terms import Term
    from bilateral.remote.engine_record import EngineRecord
    from bilateral.remote.sparql_client import SparqlClient
    from bilateral.store.engine.query_results import Result
    from bilateral.syntax.lexer import Token


_BLOCK: Final = 200
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_AFTER: Final = frozenset({"WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})


class RemoteView(Matched, GraphState):
    """The graph that an engine holds for us."""

    def __init__(self, client: SparqlClient, record: EngineRecord, holds: frozenset[Term]) -> None:
        """Ask an engine.

        Args:
            client: to it.
            record: of the graph.
            holds: the names of its graphs.
        """
        self.client, self.record, self._holds = client, record, holds
        self.number, self.stamp, self.counts = record.revision, record.stamp, record.counts
        self._subjects = SubjectCache(client, self._ours)

    def query(
        self,
        text: str,
        dataset: Dataset = Dataset(),  # noqa: B008  # immutable
        *,
        base: str = "",
        bindings: Mapping[str, Term] | None = None,
    ) -> Result:
        """Let the engine evaluate a query; see `View.query`. Blank nodes in the answer are IRIs."""
        if not has_word(text, "SERVICE"):
            # What is no SPARQL is told as our own engine tells it, with its place; nothing is evaluated.
            View(ox.Store(), reasoned=False).query(text, Dataset(default=()), base=base, bindings=bindings)
        default, named = self._dataset(text, dataset)
        asked = f"BASE <{base}> {text}" if base else text
        if bindings:
            values = " ".join(f"?{name}" for name in bindings)
            terms = " ".join(map(spell, bindings.values()))
            asked += f"\nVALUES ({values}) {{ ({terms}) }}"
        form = next((token.keyword for token in lexer.tokens(text) if token.keyword in _FORMS), "SELECT")
        if has_word(text, "FROM"):
            # What the request names counts, and not what its text does.
            return self.client.query(asked, default, named, form=form)
        return self.client.query(with_dataset(asked, default, named), form=form)

    def match(
        self,
        subject: Term | None = None,
        predicate: Term | None = None,
        value: Term | None = None,
        graph: Term | None = None,
    ) -> Iterator[Quad]:
        """Return the quads with these terms; see `View.match`."""
        if subject is not None and is_literal(subject):
            return iter(())
        if subject is not None and (about := self._subjects.about(subject, predicate)) is not None:
            wanted = (predicate, value, graph)
            return watched(
                quad
                for quad in about
                if all(w is None or w == t for w, t in zip(wanted, quad[1:], strict=True))
            )
        return watched(self._stream(subject, predicate, value, graph))

    @contextlib.contextmanager
    def mutable_copy(self) -> Iterator[RemoteOverlay]:
        """Return what can be changed, for as long as the context lasts."""
        yield RemoteOverlay(self)

    def prepare(self, terms: Iterable[Term]) -> None:
        """Fetch what there is about subjects, of which each will be asked for."""
        self._subjects.prepare(terms)

    def expect(self, terms: Iterable[Term]) -> None:
        """Fetch what there is about terms together with what is asked for next."""
        self._subjects.expect(terms)

    def has_graph(self, graph: Term) -> bool:
        """Tell whether there is a named graph of this name; the default graph always is."""
        return not graph or graph in self._holds or (graph == INFERRED and self.counts.inferred > 0)

    def graphs(self) -> list[Term]:
        """Return the names of the named graphs, without the inferred one, sorted."""
        return sorted(self._holds)

    def _engine_quads(self, graph: Term) -> Iterator[ox.Quad]:
        return from_quads(self.match(graph=graph))

    def _stream(
        self, subject: Term | None, predicate: Term | None, value: Term | None, graph: Term | None
    ) -> Iterator[Quad]:
        given = (subject, predicate, value)
        pattern = " ".join(
            name if term is None else spell(term)
            for name, term in zip(("?s", "?p", "?o"), given, strict=True)
        )
        name = "?g" if graph is None else graph or ASSERTED
        wanted = [name for name, term in zip(("?s", "?p", "?o"), given, strict=True) if term is None]
        wanted += ["?g"] if graph is None else []
        text = f"SELECT {' '.join(wanted) or '*'} {{ GRAPH {name} {{ {pattern} }} }}"
        if not wanted:
            text = f"SELECT (1 AS ?yes) {{ GRAPH {name} {{ {pattern} }} }}"
        result = self.client.query(text)
        places = [
            result.variables.index(each[1:]) if each in wanted else None for each in ("?s", "?p", "?o", "?g")
        ]
        fixed = (*given, graph)
        quads = filter(None, (self._ours(_quad(row, places, fixed)) for row in result.rows()))
        while block := list(islice(quads, _BLOCK)):
            # Whoever asks about the first will ask about the others.
            self._subjects.expect(term for quad in block for term in (quad.graph, quad.object, quad.subject))
            yield from block

    def _ours(self, quad: Quad) -> Quad | None:
        """Return the quad as we name its graph; None where the graph is none of ours."""
        if quad.graph == ASSERTED:
            return quad._replace(graph="")
        return quad if quad.graph in self._holds or quad.graph in {"", INFERRED} else None

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


def _quad(row: Sequence[Term | None], places: Sequence[int | None], fixed: Sequence[Term | None]) -> Quad:
    terms = (fixed[at] if place is None else row[place] for at, place in enumerate(places))
    return Quad(*cast("Iterable[Term]", terms))


def current(
    client: SparqlClient, known: RemoteView | None = None, asking: SparqlClient | None = None
) -> RemoteView:
    """Return the present state; the known one where it is that.

    Args:
        client: to look with.
        known: a state that was there before.
        asking: what the state is to ask with, if not the same.

    Raises:
        StoreError: the engine does not answer, or has no graph of ours, or not the whole of it.
    """
    found = engine_record.read(client)
    if found is None:
        raise StoreError(f"{client.address.query}: no graph was built there yet")
    if not found.complete:
        raise StoreError(f"{client.address.query}: the graph is being built, or a build of it was broken off")
    if known is not None and known.record == found:
        return known
    return RemoteView(asking or client, found, engine_record.named(client, HOLDS))


def with_dataset(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """Return a query that has no FROM with one for each of these graphs."""
    if not default and not named:
        return text
    clauses = [f"FROM <{iri}>" for iri in default] + [f"FROM NAMED <{iri}>" for iri in named]
    at = _place(list(lexer.tokens(text)), len(text))
    return f"{text[:at]} {' '.join(clauses)} {text[at:]}"


def _place(tokens: Sequence[Token], end: int) -> int:
    """Return where the clauses go: before the pattern, or what follows where there is none."""
    at = next(
        at for at, token in enumerate(tokens) if token.keyword in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
    )
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
