"""The ontology as readers look it up, and the members of its classes."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.terms import Term, iri_value
from bilateral.vocabulary import BIL, OWL, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bilateral.entities.reading import Node, Reading
    from bilateral.entities.schema import Entry

_CLASS: Final = f"<{OWL}Class>"
_MOST: Final = 20_000


class Word(NamedTuple):
    """A class or property as the documentation shows it."""

    slug: str
    node: Node
    definition: str
    example: str
    broader: list[Node]
    domain: list[Node]
    range: list[Node]
    inverses: list[Node]


class Vocabulary(NamedTuple):
    """The classes and properties of the project's own namespace, by name."""

    classes: list[Word]
    properties: list[Word]


class Members(NamedTuple):
    """Members of a class.

    Attributes:
        word: the class.
        nodes: those on the page.
        total: how many there are.
        more: whether there are more than that.
    """

    word: Word
    nodes: list[Node]
    total: int
    more: bool


def vocabulary(about: Reading) -> Vocabulary:
    """Return what the ontology declares."""
    schema = about.graph.schema
    own = [entry for term, entry in schema.entries.items() if term.startswith(f"<{BIL}") and entry.labels]
    properties = set(schema.properties)
    return Vocabulary(
        _words(about, (entry for entry in own if _CLASS in entry.types)),
        _words(about, (entry for entry in own if entry.term in properties)),
    )


def members(about: Reading, cls: Term, window: slice) -> Members:
    """Return members of a class by name; of a very large class, in no order."""
    quads = about.graph.snapshot.match(None, RDF_TYPE, cls)
    found = list(dict.fromkeys(quad.subject for quad in islice(quads, _MOST + 1)))
    word = _word(about, about.graph.schema.entry(cls))
    if len(found) > _MOST:
        return Members(word, [about.node(term) for term in found[window]], _MOST, more=True)
    nodes = sorted((about.node(term) for term in found), key=lambda node: (node.text.casefold(), node.term))
    return Members(word, nodes[window], len(found), more=False)


def _words(about: Reading, entries: Iterable[Entry]) -> list[Word]:
    return sorted((_word(about, entry) for entry in entries), key=lambda word: word.slug.casefold())


def _word(about: Reading, entry: Entry) -> Word:
    inverses = about.graph.schema.inverses.get(entry.term, ())
    return Word(
        iri_value(entry.term).removeprefix(BIL),
        about.node(entry.term),
        about.label(entry.definitions),
        about.label(entry.examples),
        [about.node(term) for term in entry.broader],
        [about.node(term) for term in entry.domain],
        [about.node(term) for term in entry.range if term.startswith("<")],
        [about.node(term) for term in sorted(inverses)],
    )
