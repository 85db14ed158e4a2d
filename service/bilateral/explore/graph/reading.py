"""One reading of the graph: for whom, as of when, and which sources it came to rest on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from bilateral.explore.graph import display_dates
from bilateral.explore.graph.languages import Text, best, is_neutral
from bilateral.rdf import iris
from bilateral.rdf.terms import XSD, Term, iri_value, is_iri, literal_parts
from bilateral.rdf.vocabulary import BIL, DCT, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from bilateral.explore.graph.graph import Fact, Graph, PropertyFacts

ASSERTED, INFERRED, CLAIMED, PLANNED = "asserted", "inferred", "claimed", "planned"
"""How much stands behind a value: a source, reasoning, or only somebody's word; the layout has all marks."""
ENTITY, FORMER, TERM, LINK, TEXT, DATE, NUMBER = "entity", "former", "term", "link", "text", "date", "number"
"""Kinds of nodes: things, names that were replaced, terms of the ontology, other IRIs, and literals."""

_NUMERIC = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))
_DATES = frozenset(XSD + name for name in ("date", "gYear", "gYearMonth", "dateTime"))
_CONTENT = (RDF.subject, RDF.predicate, RDF.object)
_QUALIFIERS = frozenset({BIL.role, BIL.standing, BIL.conflictsWith})


class PageNode(NamedTuple):
    """A term as a reader sees it."""

    term: Term
    text: str  # its name, or the value of a literal
    language: str  # the tag of the text, empty if it has none or is the reader's own
    kind: str
    machine: str = ""  # the value of a date as machines write it


class CitedSource(NamedTuple):
    """A document that something on the page rests on, and its number there."""

    number: int
    node: PageNode
    publisher: PageNode | None
    issued: PageNode | None
    url: str
    unreviewed: bool = False  # whether nobody has compared some of its statements with its text
    weak: bool = False  # whether nobody answers for it: a caption, a blog


class Attribution(NamedTuple):
    """Who says something (None for the document itself), in which statement, and numbers of documents."""

    speaker: PageNode | None
    statement: Term
    sources: tuple[int, ...]


class PageValue(NamedTuple):
    """A value on a page."""

    node: PageNode
    mark: str = ASSERTED
    sources: tuple[int, ...] = ()  # numbers of the documents it rests on
    fact: tuple[Term, ...] = ()  # the triple, for asking why; empty where the value is not an end of one
    attributions: tuple[Attribution, ...] = ()
    offices: tuple[PageNode, ...] = ()  # those that a participant held then


@dataclass(slots=True)
class Reading:
    """What one page needs besides its subject."""

    graph: Graph
    languages: Sequence[str]  # the reader's, best first
    today: date
    day: date | None = None  # the day as of which things are shown, or None for all times
    _numbers: dict[Term, int] = field(default_factory=dict)
    _names: dict[Term, str] = field(default_factory=dict)
    _outgoing: dict[Term, dict[Term, PropertyFacts]] = field(default_factory=dict)

    @property
    def moment(self) -> date:
        """The day that tells what holds: the one asked for, or the present."""
        return self.day or self.today

    def node(self, term: Term, *, composed: bool = True) -> PageNode:
        """Return how the reader sees a term; what has no name is called after its parts, if so wanted."""
        if is_iri(term):
            found, kind = self.graph.name(term, self.languages), self._kind(term)
            if composed and kind == ENTITY and not self.graph.labels(term):
                name = self._composed(term)
                # What is said of a name that was replaced is said of the one in use: only the name is left.
                kind = FORMER if not name and self.graph.values(term, DCT.isReplacedBy) else kind
                found = Text(name or found.value, self.languages[0])
            return PageNode(term, found.value, self.foreign(found), kind)
        if not term.startswith('"'):
            return PageNode(term, self.graph.name(term, self.languages).value, "", TEXT)
        value, datatype, language = literal_parts(term)
        if datatype in _DATES:
            return PageNode(term, display_dates.display(term), "", DATE, value)
        kind = NUMBER if datatype in _NUMERIC else TEXT
        return PageNode(term, value, self.foreign(Text(value, language)), kind)

    def classes(self, term: Term) -> list[PageNode]:
        """Return the most specific classes of a thing."""
        return [self.node(cls) for cls in self.graph.ontology.specific(self.graph.types(term))]

    def value(self, fact: Fact, term: Term) -> PageValue:
        """Return one end of a fact, with what the fact rests on."""
        if fact.inferred:
            return PageValue(self.node(term), INFERRED, (), fact[:3])
        fact = self.graph.fact(fact[:3]) if fact.graphs == ("",) else fact
        return PageValue(self.node(term), ASSERTED, self.cite(fact.graphs), fact[:3])

    def cite(self, graphs: Iterable[Term]) -> tuple[int, ...]:
        """Return the numbers of the documents that graphs rest on, new ones for new documents."""
        documents = dict.fromkeys(each for graph in graphs for each in self.graph.documents(graph))
        return tuple(self._numbers.setdefault(each, len(self._numbers) + 1) for each in documents)

    def publishers(self, numbers: Iterable[int]) -> list[str]:
        """Return who published the documents of these numbers, each once."""
        documents = list(self._numbers)
        found = (self.graph.value(documents[number - 1], DCT.publisher) for number in numbers)
        return list(dict.fromkeys(self.node(each).text for each in found if each))

    def sources(self) -> list[CitedSource]:
        """Return the documents cited so far, in the order of their numbers."""
        return [self._source(number, term) for term, number in self._numbers.items()]

    def foreign(self, found: Text) -> str:
        """Return the language of a text that is not in the reader's first language."""
        own = found.language.partition("-")[0].lower() == self.languages[0].partition("-")[0]
        return "" if own or is_neutral(found.language) else found.language

    def outgoing(self, term: Term) -> dict[Term, PropertyFacts]:
        """Return the facts from a node by property, read once for a page."""
        if term not in self._outgoing:
            self._outgoing[term] = self.graph.about(term)
        return dict(self._outgoing[term])

    def title(self, predicate: Term, *, incoming: bool = False) -> str:
        """Return what a property is called, read from its subject or from its value."""
        entry, node = self.graph.ontology.entry(predicate), self.node(predicate)
        if not incoming:
            return self.label(entry.page_labels or entry.labels) or node.text
        inverses = sorted(self.graph.ontology.inverses.get(predicate, ()))
        found = [text for each in inverses for text in self.graph.ontology.entry(each).labels]
        return self.label(entry.inverse_labels or found) or f"{node.text} of"

    def label(self, texts: Sequence[Text]) -> str:
        """Return the text that suits the reader, or nothing."""
        found = best(texts, self.languages)
        return found.value if found else ""

    def _composed(self, term: Term) -> str:
        """Return a name made of the parties of a spell or the content of a statement."""
        if term not in self._names:
            types = self.graph.types(term)
            parts: list[Term | None] = []
            if BIL.Statement in types:
                parts = [self.graph.value(term, part) for part in _CONTENT]
            elif BIL.Spell in types:
                parts = self._parties(term)
            names = [self.node(part, composed=False).text for part in parts if part]
            self._names[term] = (" " if BIL.Statement in types else ", ").join(names)
        return self._names[term]

    def _parties(self, spell: Term) -> list[Term | None]:
        domain_is = self.graph.ontology.domain_is
        parties = [
            quad.object
            for quad in self.graph.snapshot.match(spell, graph="")
            if is_iri(quad.object)
            and quad.predicate not in _QUALIFIERS
            and domain_is(quad.predicate, BIL.Spell)
        ]
        return [*sorted(set(parties), reverse=True), self.graph.value(spell, BIL.start)]

    def _source(self, number: int, term: Term) -> CitedSource:
        publisher, issued, url = (
            self.graph.value(term, each) for each in (DCT.publisher, DCT.issued, DCT.source)
        )
        issued = issued or self.graph.value(term, BIL.notBefore)
        return CitedSource(
            number,
            self.node(term),
            self.node(publisher) if publisher else None,
            self.node(issued) if issued else None,
            iri_value(url) if url and is_iri(url) else "",
            self._is_unreviewed(term),
            self.graph.value(term, BIL.weak) is not None,
        )

    def _is_unreviewed(self, document: Term) -> bool:
        graph = iris.graph(iri_value(document).rpartition("/")[2])
        found = self.graph.snapshot.match(None, RDF.type, BIL.UnreviewedStatement, graph)
        return next(iter(found), None) is not None

    def _kind(self, term: Term) -> str:
        value = iri_value(term)
        if value.startswith(iris.ID):
            return ENTITY
        return TERM if term in self.graph.ontology.entries else LINK
