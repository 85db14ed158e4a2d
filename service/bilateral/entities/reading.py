"""One reading of the graph: for whom, as of when, and which sources it came to rest on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral import iris
from bilateral.entities import moments
from bilateral.entities.languages import Text, best
from bilateral.terms import XSD, Term, iri, iri_value, is_iri, literal_parts
from bilateral.vocabulary import DCT, bil

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from bilateral.entities.graph import Fact, Graph

ASSERTED: Final = "asserted"
INFERRED: Final = "inferred"
CLAIMED: Final = "claimed"
PLANNED: Final = "planned"
CHARACTERISED: Final = "characterised"
"""How much stands behind a value: a source, reasoning, or only somebody's word."""

ENTITY, TERM, LINK, TEXT, DATE, NUMBER = "entity", "term", "link", "text", "date", "number"

_NUMERIC = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))
_DATES = frozenset(XSD + name for name in ("date", "gYear", "gYearMonth", "dateTime"))
_PUBLISHER, _ISSUED, _URL = (iri(DCT + name) for name in ("publisher", "issued", "source"))


class Node(NamedTuple):
    """A term as a reader sees it.

    Attributes:
        text: its name, or the value of a literal.
        language: the tag of the text, empty if it has none or is the reader's own.
        kind: ENTITY, TERM (of the ontology), LINK, TEXT, DATE or NUMBER.
        machine: the value as machines write it, for dates.
    """

    term: Term
    text: str
    language: str
    kind: str
    machine: str = ""


class Source(NamedTuple):
    """A document that something on the page rests on, and its number there."""

    number: int
    node: Node
    publisher: Node | None
    issued: Node | None
    url: str


class Value(NamedTuple):
    """A value on a page.

    Attributes:
        mark: ASSERTED, INFERRED, CLAIMED, PLANNED or CHARACTERISED.
        sources: numbers of the documents it rests on.
        fact: the triple, for asking why; empty where the value is none.
        speaker: who says so, where it is somebody's word.
        statement: where its wording and evidence stand, or empty.
    """

    node: Node
    mark: str = ASSERTED
    sources: tuple[int, ...] = ()
    fact: tuple[Term, ...] = ()
    speaker: Node | None = None
    statement: Term = ""


@dataclass(slots=True)
class Reading:
    """What one page needs besides its subject.

    Attributes:
        graph: the state that is read.
        languages: the reader's, best first.
        day: the day as of which things are shown, or None for all times.
        base: what the IRIs of entities begin with.
    """

    graph: Graph
    languages: Sequence[str]
    day: date | None = None
    base: str = iris.ID
    _numbers: dict[Term, int] = field(default_factory=dict)

    def node(self, term: Term) -> Node:
        """Return how the reader sees a term."""
        if is_iri(term):
            found = self.graph.name(term, self.languages)
            return Node(term, found.value, self.foreign(found), self._kind(term))
        if not term.startswith('"'):
            return Node(term, self.graph.name(term, self.languages).value, "", TEXT)
        value, datatype, language = literal_parts(term)
        if datatype in _DATES:
            return Node(term, moments.display(term), "", DATE, value)
        kind = NUMBER if datatype in _NUMERIC else TEXT
        return Node(term, value, self.foreign(Text(value, language)), kind)

    def value(self, fact: Fact, term: Term) -> Value:
        """Return one end of a fact, with what the fact rests on."""
        if fact.inferred:
            return Value(self.node(term), INFERRED, (), fact[:3])
        fact = self.graph.with_graphs(fact) if fact.graphs == ("",) else fact
        return Value(self.node(term), ASSERTED, self.cite(fact.graphs), fact[:3])

    def cite(self, graphs: Iterable[Term]) -> tuple[int, ...]:
        """Return the numbers of the documents that graphs rest on."""
        return self.cite_documents(self.graph.source_documents(graphs))

    def cite_documents(self, documents: Iterable[Term]) -> tuple[int, ...]:
        """Return the numbers of documents on this page, new ones for new documents."""
        return tuple(self._numbers.setdefault(each, len(self._numbers) + 1) for each in documents)

    def sources(self) -> list[Source]:
        """Return the documents cited so far, in the order of their numbers."""
        return [self._source(number, term) for term, number in list(self._numbers.items())]

    def foreign(self, found: Text) -> str:
        """Return the language of a text that is not in the reader's first language."""
        return "" if found.language.partition("-")[0] == self.languages[0].partition("-")[0] else found.language

    def label(self, texts: Sequence[Text]) -> str:
        """Return the text that suits the reader, or nothing."""
        found = best(texts, self.languages)
        return found.value if found else ""

    def _source(self, number: int, term: Term) -> Source:
        publisher, issued, url = (self.graph.value(term, each) for each in (_PUBLISHER, _ISSUED, _URL))
        issued = issued or self.graph.value(term, bil("notBefore"))
        return Source(
            number,
            self.node(term),
            publisher and self.node(publisher),
            issued and self.node(issued),
            iri_value(url) if url and is_iri(url) else "",
        )

    def _kind(self, term: Term) -> str:
        value = iri_value(term)
        if value.startswith(self.base):
            return ENTITY
        return TERM if term in self.graph.schema.entries else LINK
