"""What may be written next in a query: prefixes, classes, properties and things, with how often they occur.

Classes and properties are those that the graph uses, declared or not, counted once a state.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.errors import StoreError
from bilateral.explore.graph import page_queries
from bilateral.names.forms import latin
from bilateral.rdf.iris import read_term
from bilateral.rdf.terms import Term, iri, iri_value, is_iri, literal_parts
from bilateral.rdf.vocabulary import OWL, PREFIXES, RDF

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bilateral.explore.graph.graph import Graph
    from bilateral.explore.graph.page_queries import Ask
    from bilateral.names.graph_names import GraphNames

PREFIX, CLASS, PROPERTY, ENTITY = "prefix", "class", "property", "entity"
KINDS: Final = (PREFIX, CLASS, PROPERTY, ENTITY)
_LOCAL: Final = re.compile(r"[^\W_](?:[\w.-]*[\w-])?\Z")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MOST_WORDS, _MOST_COUNTED = 20_000, 200_000
_COUNTED: Final = 100
_EXACT, _BEGINS, _NAMED, _WITHIN = 4, 3, 2, 1


class Suggestion(NamedTuple):
    """Something that may be written.

    Its number is of members of a class, triples of a property, facts to a thing, or the sum over a namespace.
    """

    kind: str
    term: Term  # what it stands for; the namespace, of a prefix
    text: str  # how SPARQL writes it
    number: int | None  # None while it is not counted
    more: bool = False  # whether there are more than were counted


class _Word(NamedTuple):
    """A suggestion, and what may be typed to find it."""

    suggestion: Suggestion
    written: str
    local: str
    names: str


class CompletionIndex:
    """The classes, properties and prefixes of one state of the graph, counted or not yet."""

    def __init__(self, graph: Graph, found: Collection[Suggestion], *, counted: bool) -> None:
        self.graph, self.counted = graph, counted
        words = [*found, *_prefixes(found, counted=counted)]
        words.sort(key=lambda each: (-(each.number or 0), each.text))
        self._words = [_word(graph, each) for each in words[:_MOST_WORDS]]

    def find(
        self, text: str, kinds: Collection[str] = KINDS, limit: int = 20, of: Term = ""
    ) -> list[Suggestion]:
        """Return what fits a text, best first.

        Args:
            text: what stands before the cursor: `bil:mee`, a word of a label, or nothing.
            kinds: which are wanted; `things` returns those of kind ENTITY.
            limit: the most that are returned.
            of: a class whose members' properties come first, or empty.
        """
        wanted, used = text.strip().lower(), self._used(of)
        rated = [
            (fits, used.get(word.suggestion.term, 0), word.suggestion)
            for word in self._words
            if word.suggestion.kind in kinds and (fits := _fit(word, wanted))
        ]
        rated.sort(key=lambda each: (-each[0], -each[1], -(each[2].number or 0), each[2].text))
        return [suggestion for _, _, suggestion in rated[:limit]]

    def _used(self, cls: Term) -> dict[Term, int]:
        """Return how often some members of a class have each property."""
        if not cls:
            return {}
        try:
            return self.graph.once(("used", cls), lambda: _used(self.graph, cls))
        except StoreError:
            # Words in another order are better than none.
            return {}


def declared(graph: Graph) -> CompletionIndex:
    """Return the words that the ontology declares, at once and uncounted."""
    entries = graph.ontology.entries.values()
    terms = [(CLASS, each.term) for each in entries if OWL.Class in each.types]
    terms += [(PROPERTY, term) for term in graph.ontology.properties]
    return CompletionIndex(
        graph, [Suggestion(kind, term, write(term), None) for kind, term in terms], counted=False
    )


def counted(graph: Graph) -> CompletionIndex:
    """Return the words that the graph uses, declared or not; it takes a second for a million triples.

    Raises:
        StoreError: the graph cannot be queried.
    """
    # Not by the workers of pages, which are stopped before a large graph is counted.
    here = page_queries.ask_in_process(graph.snapshot)
    classes = _counted(graph, here, "members-per-class", CLASS)
    return CompletionIndex(
        graph, [*classes, *_counted(graph, here, "triples-per-property", PROPERTY)], counted=True
    )


def things(graph: Graph, known: GraphNames, text: str, limit: int = 20) -> list[Suggestion]:
    """Return things of a name like the text, best first: a name in any script, its beginning, or a code."""
    # One letter of an alphabet says nothing yet; one of Chinese may be a name.
    found = known.find(text, limit) if len(text) > 1 or not text.isascii() else []
    return [_thing(graph, each.entity) for each in found]


def term_of(text: str) -> Term:
    """Return the class that a query names: `bil:Meeting`, `<iri>` or an IRI.

    Raises:
        ValueError: it is none of these, or the prefix is unknown.
    """
    if not text:
        return ""
    term = iri(text) if "://" in text and not text.startswith("<") else read_term(text)
    if not is_iri(term):
        raise ValueError(f"{text!r} is no class")
    return term


def write(term: Term) -> str:
    """Write an IRI as SPARQL does, with a prefix where one fits."""
    value = iri_value(term)
    for prefix, namespace in PREFIXES.items():
        if value.startswith(namespace) and _LOCAL.match(value.removeprefix(namespace)):
            return f"{prefix}:{value.removeprefix(namespace)}"
    return term


def _counted(graph: Graph, ask: Ask, query: str, kind: str) -> list[Suggestion]:
    rows = ask(page_queries.text(graph.content, query), _MOST_COUNTED).rows
    return [
        Suggestion(kind, term, write(term), int(literal_parts(number).value))
        for term, number in rows
        if term and number and is_iri(term)
    ]


def _prefixes(found: Iterable[Suggestion], *, counted: bool) -> list[Suggestion]:
    counts = dict.fromkeys(PREFIXES, 0)
    for each in found:
        prefix, colon, _ = each.text.partition(":")
        if colon and prefix in counts:
            counts[prefix] += each.number or 0
    return [
        Suggestion(PREFIX, iri(PREFIXES[name]), f"{name}:", count if counted else None)
        for name, count in counts.items()
    ]


def _word(graph: Graph, suggestion: Suggestion) -> _Word:
    labels = graph.ontology.entry(suggestion.term).labels or graph.labels(suggestion.term)
    local = re.split(r"[/#:]", iri_value(suggestion.term).rstrip("/#"))[-1]
    names = [latin(label.value) for label in labels] + [latin(_HUMP.sub(" ", local))]
    return _Word(suggestion, suggestion.text.lower(), local.lower(), " " + " ".join(names))


def _fit(word: _Word, wanted: str) -> int:
    if not wanted or word.written.startswith(wanted):
        return _EXACT if wanted in (word.written, word.local) else _BEGINS
    if ":" in wanted or word.suggestion.kind == PREFIX:
        return 0
    if word.local.startswith(wanted):
        return _EXACT if word.local == wanted else _BEGINS
    key = latin(wanted)
    if key and f" {key}" in word.names:
        return _NAMED
    return _WITHIN if wanted in word.local else 0


def _used(graph: Graph, cls: Term) -> dict[Term, int]:
    rows = graph.solutions("properties-of-members", **{"class": cls})
    counts = {row["property"]: int(literal_parts(row["number"]).value) for row in rows}
    # Everything has a class, which was written before the `;`.
    counts.pop(RDF.type, None)
    return counts


def _thing(graph: Graph, term: Term) -> Suggestion:
    incoming = sum(1 for _ in islice(graph.snapshot.triples(None, None, term, ""), _COUNTED + 1))
    return Suggestion(ENTITY, term, write(term), min(incoming, _COUNTED), incoming > _COUNTED)
