"""One state of the graph, as pages read it: facts with what they rest on, and names."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from bilateral.content import locations
from bilateral.explore.graph import display_dates, page_queries
from bilateral.explore.graph.languages import Text, best, text
from bilateral.explore.graph.ontology import Ontology
from bilateral.method_cache import cached_method
from bilateral.rdf import iris
from bilateral.rdf.iris import INFERRED
from bilateral.rdf.terms import Quad, Term, Triple, iri_value, is_iri, is_literal, literal_parts
from bilateral.rdf.vocabulary import BIL, DCT, PROV, RDF, RDFS
from bilateral.store.engine.graph_layout import is_separate

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from bilateral.content.locations import Content
    from bilateral.explore.graph.page_queries import Ask
    from bilateral.store.snapshots.snapshot import GraphState

PLANNED = iris.entity("status/planned")
_REMEMBERED = 1 << 16
_SPELL_DATES = (BIL.start, BIL.end, BIL.attestedOn)
T = TypeVar("T")

_KEPT = 2048
_PAGES = 128
"""Nodes, one way, all whose facts are remembered."""
_MOST_SOLUTIONS = 100_000
_SHORT = 200
"""Facts and rows of one list that is remembered."""
_SCANNED = 2000
"""Quads of one direction that are read before a node counts as a hub, read property by property."""
_WORTH = 64
"""Triples of the graph for each thing of a page, at which reading all dates costs as much as theirs."""
_FROM_A_HUB, _TO_A_HUB = 400, 10_000
"""Facts of one property that are read of a hub; of more, a page is read at a time."""
_FIRST = 20


class Fact(NamedTuple):
    """A triple and the graphs that assert it: "" where it is of no document, none where it is inferred."""

    subject: Term
    predicate: Term
    object: Term
    graphs: tuple[Term, ...]

    @property
    def inferred(self) -> bool:
        """Whether only reasoning adds it."""
        return not self.graphs


class PropertyFacts(NamedTuple):
    """Facts of one property from or to a node, and how many there are: of a hub, more than these."""

    items: list[Fact]
    total: int

    @property
    def more(self) -> bool:
        """Whether there are more than these."""
        return self.total > len(self.items)


class Graph:
    """Reads one snapshot; remembers names, which every page needs again.

    Attributes:
        content: whose questions, queries and layout hold.
        ask: evaluates SPARQL on the snapshot.
    """

    def __init__(self, snapshot: GraphState, content: Content | None = None, ask: Ask | None = None) -> None:
        """Read a state, by the content of the package and in this process unless others are given."""
        self.snapshot, self.content = snapshot, content or locations.locate()
        self.ask: Ask = ask or page_queries.ask_in_process(snapshot)
        self.layout = page_queries.layout(self.content)
        self.ontology = Ontology(snapshot)
        self._made: dict[tuple[object, ...], Any] = {}
        self._read: dict[tuple[object, ...], tuple[Any, ...]] = {}
        self.labels = cached_method(self._labels, _REMEMBERED)
        self.types = cached_method(self._types, _REMEMBERED)
        self.documents = cached_method(self._documents, _REMEMBERED)
        self._names = cached_method(self._name, _REMEMBERED)
        self._about = cached_method(self._read_about, _PAGES)
        self.timing = cached_method(self._timing, _REMEMBERED)

    def once(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return what was made under this key before, or make it: a snapshot never changes."""
        if key not in self._made:
            if len(self._made) >= _KEPT:
                self._made.clear()
            self._made[key] = make()
        found: T = self._made[key]
        return found

    def read(self, key: tuple[object, ...], make: Callable[[], Iterable[T]]) -> list[T]:
        """Return what was read under this key before, or read it: pages of other days read the same.

        Long lists are read anew each time.
        """
        found = self._read.get(key)
        if found is None:
            found = tuple(make())
            if len(found) <= _SHORT:
                if len(self._read) >= _REMEMBERED:
                    self._read.clear()
                self._read[key] = found
        return list(found)

    def solutions(self, name: str, /, **bindings: Term) -> list[dict[str, Term]]:
        """Return the solutions of a query of pages, with terms for its variables."""

        def asked() -> list[dict[str, Term]]:
            return page_queries.named(self.ask(self._query(name, bindings), _MOST_SOLUTIONS))

        return self.read(("asked", name, *sorted(bindings.items())), asked)

    def some_solutions(self, name: str, window: slice, /, **bindings: Term) -> list[dict[str, Term]]:
        """Return those solutions that lie in a window, in the engine's order, always the same."""
        size = window.stop - window.start
        query = f"{self._query(name, bindings)}\nLIMIT {size} OFFSET {window.start}"
        return page_queries.named(self.ask(query, size))

    def column(self, name: str, variable: str, /, **bindings: Term) -> list[Term]:
        """Return the values of one variable of a query, each once."""
        rows = self.solutions(name, **bindings)
        return list(dict.fromkeys(row[variable] for row in rows if variable in row))

    def number(self, name: str, /, **bindings: Term) -> int:
        """Return what a query counts as ?number, once for a state."""

        def count() -> int:
            return int(literal_parts(self.solutions(name, **bindings)[0]["number"]).value)

        return self.once(("number", name, *sorted(bindings.items())), count)

    def _query(self, name: str, bindings: Mapping[str, Term]) -> str:
        return page_queries.bound(page_queries.text(self.content, name), bindings)

    def facts(
        self, subject: Term | None = None, predicate: Term | None = None, value: Term | None = None
    ) -> list[Fact]:
        """Return all the facts with these terms, in no particular order."""
        pattern = subject, predicate, value
        return self.read(("facts", *pattern), lambda: _facts(self.snapshot.match(*pattern)))

    def about(self, term: Term, *, incoming: bool = False) -> dict[Term, PropertyFacts]:
        """Return the facts from or to a node, by property; of a hub, the first of each property."""
        return dict(self._about(term, incoming))

    def _read_about(self, term: Term, incoming: bool) -> Mapping[Term, PropertyFacts]:  # noqa: FBT001  # a key of a cache
        subject, value = (None, term) if incoming else (term, None)
        # A hub whose facts were counted before is known to be one.
        if ("totals", term, incoming) not in self._made:
            scanned = list(islice(self.snapshot.match(subject, None, value), _SCANNED))
            if len(scanned) < _SCANNED:
                found = by_property(_facts(scanned))
                return {predicate: PropertyFacts(items, len(items)) for predicate, items in found.items()}
        most = _TO_A_HUB if incoming else _FROM_A_HUB
        return {
            each: PropertyFacts(self._first(subject, each, value, total if total <= most else _FIRST), total)
            for each, total in self.totals(term, incoming=incoming).items()
        }

    def totals(self, term: Term, *, incoming: bool = False) -> dict[Term, int]:
        """Return how many facts of each property there are from or to a node."""

        def count() -> dict[Term, int]:
            end = {"value" if incoming else "subject": term}
            rows = self.solutions("facts-per-property", **end)
            return {row["property"]: int(literal_parts(row["number"]).value) for row in rows}

        return self.once(("totals", term, incoming), count)

    def values(self, subject: Term, predicate: Term) -> list[Term]:
        """Return the values of a property, asserted or inferred, each once."""
        key = ("values", subject, predicate)
        return self.read(key, lambda: dict.fromkeys(each[2] for each in self.triples(subject, predicate)))

    def value(self, subject: Term, predicate: Term) -> Term | None:
        """Return one value of a property, the first in the alphabet, or None."""

        def least() -> list[Term]:
            found = self.snapshot.triples(subject, predicate, None, "")
            return sorted(each[2] for each in found)[:1]

        return next(iter(self.read(("value", subject, predicate), least)), None)

    def subjects(self, predicate: Term, value: Term) -> list[Term]:
        """Return the nodes that have the value, each once."""
        key = ("subjects", predicate, value)
        return self.read(key, lambda: dict.fromkeys(each[0] for each in self.triples(None, predicate, value)))

    def triples(
        self, subject: Term | None = None, predicate: Term | None = None, value: Term | None = None
    ) -> Iterator[Triple]:
        """Yield what is asserted with these terms, then what is inferred."""
        yield from self.snapshot.triples(subject, predicate, value, "")
        yield from self.snapshot.triples(subject, predicate, value, INFERRED)

    def exists(self, term: Term) -> bool:
        """Return whether anything is said about the node."""
        return any(self.triples(term)) or any(self.triples(None, None, term))

    def is_a(self, term: Term, cls: Term) -> bool:
        """Return whether the node belongs to the class."""
        return cls in self.types(term)

    def name(self, term: Term, wanted: Sequence[str]) -> Text:
        """Return what a node is called, in the reader's language where it has a name there."""
        return text(term) if is_literal(term) else self._names(term, tuple(wanted))

    def _name(self, term: Term, wanted: tuple[str, ...]) -> Text:
        entry = self.ontology.entry(term)
        found = best(entry.page_labels or entry.labels or self.labels(term), wanted)
        return found or Text(_fallback(term), "")

    def _first(self, subject: Term | None, predicate: Term, value: Term | None, most: int) -> list[Fact]:
        asserted = self.snapshot.triples(subject, predicate, value, "")
        inferred = self.snapshot.triples(subject, predicate, value, INFERRED)
        found = (*(Fact(*each, ("",)) for each in islice(asserted, most)),)
        return [*found, *(Fact(*each, ()) for each in islice(inferred, most - len(found)))]

    def fact(self, triple: Triple) -> Fact:
        """Return a triple with all the graphs that assert it."""

        def read() -> tuple[Fact]:
            graphs = (quad.graph for quad in self.snapshot.match(*triple))
            return (_fact(triple, [each for each in graphs if each != INFERRED and not is_separate(each)]),)

        (found,) = self.read(("fact", triple), read)
        return found

    def _labels(self, term: Term) -> tuple[Text, ...]:
        for predicate in (RDFS.label, DCT.title):
            for graph in ("", INFERRED):
                found = {triple[2] for triple in self.snapshot.triples(term, predicate, None, graph)}
                if texts := tuple(text(each) for each in found if is_literal(each)):
                    return texts
        return ()

    def _types(self, term: Term) -> frozenset[Term]:
        return frozenset(triple[2] for triple in self.triples(term, RDF.type))

    def _timing(self, thing: Term) -> display_dates.Timing:
        dates = {BIL.date: self.values(thing, BIL.date)}
        if not dates[BIL.date]:
            dates |= {predicate: self.values(thing, predicate) for predicate in _SPELL_DATES}
        return _timing(dates, ongoing=self.is_a(thing, BIL.OngoingSpell))

    def timings(self, things: Collection[Term]) -> Iterator[tuple[Term, display_dates.Timing]]:
        """Yield when each is; where they are a good part of the graph, the dates of all are read at once."""
        are_many = self.snapshot.counts.asserted < _WORTH * len(things)
        known = self.once(("timings",), self._all_timings) if are_many else {}
        return ((thing, known.get(thing) or self.timing(thing)) for thing in things)

    def _all_timings(self) -> dict[Term, display_dates.Timing]:
        found: dict[Term, dict[Term, list[Term]]] = {}
        for predicate in (BIL.date, *_SPELL_DATES):
            for subject, _, value in self.triples(None, predicate):
                found.setdefault(subject, {}).setdefault(predicate, []).append(value)
        ongoing = {subject for subject, *_ in self.triples(None, RDF.type, BIL.OngoingSpell)}
        return {thing: _timing(dates, ongoing=thing in ongoing) for thing, dates in found.items()}

    def _documents(self, graph: Term) -> tuple[Term, ...]:
        found = {triple[2] for triple in self.triples(graph, PROV.wasDerivedFrom)} if graph else set()
        originals = (self.value(document, BIL.digestOf) or document for document in found)
        return tuple(sorted(originals))


def _timing(dates: Mapping[Term, list[Term]], *, ongoing: bool) -> display_dates.Timing:
    days = [span for each in dates.get(BIL.date, ()) if (span := display_dates.span(each))]
    if days:
        # Of the dates that sources give an event, the most precise.
        return display_dates.Timing(min(days, key=lambda span: (span.last - span.first, span)))
    start, end = (min(dates.get(each, ()), default=None) for each in (BIL.start, BIL.end))
    seen = (display_dates.span(value) for value in dates.get(BIL.attestedOn, ()))
    return display_dates.Timing(
        display_dates.span(start),
        display_dates.span(end),
        ongoing=ongoing,
        seen=tuple(span.first for span in seen if span),
    )


def by_property(facts: Iterable[Fact]) -> dict[Term, list[Fact]]:
    """Return facts by property, in the order in which the properties come first."""
    found: dict[Term, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.predicate, []).append(fact)
    return found


def _facts(quads: Iterable[Quad]) -> list[Fact]:
    found: dict[Triple, list[Term]] = {}
    for quad in quads:
        if is_separate(quad.graph):
            continue
        graphs = found.setdefault(quad[:3], [])
        if quad.graph != INFERRED:
            graphs.append(quad.graph)
    return [_fact(triple, graphs) for triple, graphs in found.items()]


def _fact(triple: Triple, graphs: Sequence[Term]) -> Fact:
    # An asserted triple stands in the default graph too; its own graphs say more than that.
    named = tuple(sorted(graph for graph in graphs if graph))
    return Fact(*triple, named or tuple(graphs))


def _fallback(term: Term) -> str:
    if not is_iri(term):
        return "unnamed"
    short = iris.short(term)
    return iri_value(term) if short == term else short.rpartition("/")[2].replace("-", " ")
