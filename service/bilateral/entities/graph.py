"""One state of the graph, as pages read it: facts with what they rest on, and names."""

from __future__ import annotations

import functools
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from bilateral import iris
from bilateral.entities.languages import Text, best, text
from bilateral.entities.schema import Schema
from bilateral.iris import INFERRED
from bilateral.terms import Quad, Term, Triple, iri, iri_value, is_blank, is_iri, is_literal
from bilateral.vocabulary import DCT, PROV, RDF_TYPE, RDFS_LABEL, bil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bilateral.store import Snapshot

_TITLE, _DERIVED = iri(DCT + "title"), iri(PROV + "wasDerivedFrom")
_REMEMBERED = 1 << 16
_OF_A_HUB = 400
T = TypeVar("T")

_KEPT = 512
SCANNED = 2000
"""How many facts of one direction are read before a node counts as a hub, read property by property."""


class Fact(NamedTuple):
    """A triple and the graphs that assert it; it is inferred where there are none.

    Attributes:
        graphs: names of the documents' graphs, "" for an asserted triple of no document; empty if inferred.
    """

    subject: Term
    predicate: Term
    object: Term
    graphs: tuple[Term, ...]

    @property
    def inferred(self) -> bool:
        """Whether only reasoning says so."""
        return not self.graphs


class Facts(NamedTuple):
    """Facts of one property, and whether there are more than these."""

    items: list[Fact]
    more: bool


class Graph:
    """Reads one snapshot; remembers names, which every page needs again.

    Attributes:
        snapshot: the state.
        schema: its ontology.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.schema = Schema(snapshot)
        self._made: dict[tuple[object, ...], Any] = {}
        self.labels = functools.lru_cache(_REMEMBERED)(self._labels)
        self.types = functools.lru_cache(_REMEMBERED)(self._types)
        self.documents = functools.lru_cache(_REMEMBERED)(self._documents)

    def once(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return what was made under this key before, or make it: a snapshot never changes."""
        if key not in self._made:
            if len(self._made) >= _KEPT:
                self._made.clear()
            self._made[key] = make()
        found: T = self._made[key]
        return found

    def facts(
        self, subject: Term | None = None, predicate: Term | None = None, value: Term | None = None
    ) -> list[Fact]:
        """Return all the facts with these terms, in no particular order."""
        found: dict[Triple, list[Term]] = {}
        for quad in self.snapshot.match(subject, predicate, value):
            graphs = found.setdefault(quad[:3], [])
            if quad.graph != INFERRED:
                graphs.append(quad.graph)
        return [_fact(triple, graphs) for triple, graphs in found.items()]

    def about(self, term: Term, *, incoming: bool = False) -> dict[Term, Facts]:
        """Return the facts from or to a node, by property; of a hub, the first of each property."""
        subject, value = (None, term) if incoming else (term, None)
        scanned = list(islice(self.snapshot.match(subject, None, value, graph=""), SCANNED))
        inferred = list(islice(self.snapshot.match(subject, None, value, graph=INFERRED), SCANNED))
        if max(len(scanned), len(inferred)) < SCANNED:
            return _by_property(self.facts(subject, None, value))
        properties = {*self.schema.properties, *(q.predicate for q in (*scanned, *inferred))}
        found = {each: self._first(subject, each, value) for each in properties}
        return {each: facts for each, facts in found.items() if facts.items}

    def values(self, subject: Term, predicate: Term) -> list[Term]:
        """Return the values of a property, asserted or inferred, each once."""
        return list(dict.fromkeys(quad.object for quad in self.snapshot.match(subject, predicate)))

    def value(self, subject: Term, predicate: Term) -> Term | None:
        """Return one value of a property, the first in the alphabet, or None."""
        return min((quad.object for quad in self.snapshot.match(subject, predicate, graph="")), default=None)

    def subjects(self, predicate: Term, value: Term) -> list[Term]:
        """Return the nodes that have the value, each once."""
        return list(dict.fromkeys(quad.subject for quad in self.snapshot.match(None, predicate, value)))

    def exists(self, term: Term) -> bool:
        """Tell whether anything is said about the node."""
        return any(True for _ in self.snapshot.match(term)) or any(
            True for _ in self.snapshot.match(None, None, term)
        )

    def is_a(self, term: Term, cls: Term) -> bool:
        """Tell whether the node belongs to the class."""
        return cls in self.types(term)

    def name(self, term: Term, wanted: Sequence[str]) -> Text:
        """Return what a node is called, in the reader's language where it has a name there."""
        if is_literal(term):
            return text(term)
        entry = self.schema.entry(term)
        found = best(entry.page_labels or entry.labels or self.labels(term), wanted)
        return found or Text(_fallback(term), "")

    def source_documents(self, graphs: Iterable[Term]) -> list[Term]:
        """Return the documents that graphs rest on, each once."""
        return list(dict.fromkeys(document for graph in graphs for document in self.documents(graph)))

    def _first(self, subject: Term | None, predicate: Term, value: Term | None) -> Facts:
        quads = list(islice(self._both(subject, predicate, value), _OF_A_HUB + 1))
        graphs = {quad[:3]: [] if quad.graph == INFERRED else [quad.graph] for quad in quads[:_OF_A_HUB]}
        return Facts([_fact(triple, found) for triple, found in graphs.items()], len(quads) > _OF_A_HUB)

    def _both(self, subject: Term | None, predicate: Term, value: Term | None) -> Iterator[Quad]:
        yield from self.snapshot.match(subject, predicate, value, graph="")
        yield from self.snapshot.match(subject, predicate, value, graph=INFERRED)

    def with_graphs(self, fact: Fact) -> Fact:
        """Return a fact with all the graphs that assert it."""
        graphs = [quad.graph for quad in self.snapshot.match(*fact[:3]) if quad.graph != INFERRED]
        return _fact(fact[:3], graphs)

    def _labels(self, term: Term) -> tuple[Text, ...]:
        for predicate in (RDFS_LABEL, _TITLE):
            found = {quad.object for quad in self.snapshot.match(term, predicate) if is_literal(quad.object)}
            if found:
                return tuple(map(text, found))
        return ()

    def _types(self, term: Term) -> frozenset[Term]:
        return frozenset(quad.object for quad in self.snapshot.match(term, RDF_TYPE))

    def _documents(self, graph: Term) -> tuple[Term, ...]:
        found = {quad.object for quad in self.snapshot.match(graph, _DERIVED)} if graph else set()
        originals = (self.value(document, bil("digestOf")) or document for document in found)
        return tuple(sorted(originals))


def _by_property(facts: Iterable[Fact]) -> dict[Term, Facts]:
    found: dict[Term, Facts] = {}
    for fact in facts:
        found.setdefault(fact.predicate, Facts([], more=False)).items.append(fact)
    return found


def _fact(triple: Triple, graphs: Sequence[Term]) -> Fact:
    # An asserted triple stands in the default graph too; its own graphs say more than that.
    named = tuple(sorted(graph for graph in graphs if graph))
    return Fact(*triple, named or tuple(graphs))


def _fallback(term: Term) -> str:
    if is_blank(term):
        return "unnamed"
    if not is_iri(term):
        return term
    short = iris.short(term)
    return iri_value(term) if short == term else short.rpartition("/")[2].replace("-", " ")
