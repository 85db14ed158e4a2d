"""What the store keeps of what Wikidata says, for the pages of what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bilateral.linking.enrichment import (
    PROP,
    QUALIFIERS,
    RANK,
    WIKIBASE,
    Conflict,
    Statement,
    conflicts_of,
    document_of,
    graph_of,
)
from bilateral.linking.linked_subjects import items
from bilateral.rdf.iris import PROVENANCE
from bilateral.rdf.terms import Term, iri, iri_value, is_literal, literal_parts
from bilateral.rdf.vocabulary import BIL, DCT, RDFS

if TYPE_CHECKING:
    from bilateral.store.snapshots.snapshot import GraphState


class Saying(NamedTuple):
    """What Wikidata said of an item on a day.

    Attributes:
        fetched: when, as `xsd:dateTime` writes it; empty if unknown.
        note: from where.
        statements: by property and start.
        conflicts: where they differ from what we say.
    """

    item: Term
    document: Term
    fetched: str
    note: str
    statements: list[Statement]
    conflicts: list[Conflict]


def sayings(snapshot: GraphState, entity: Term) -> list[Saying]:
    """Return what is kept of what Wikidata says of the items that an entity is linked to."""
    found = []
    for item in items(snapshot, entity):
        statements = says(snapshot, item)
        if not statements:
            continue
        document = document_of(item)
        differences = sorted(conflicts_of(snapshot, entity, item, statements))
        fetched, note = (_text(snapshot, document, name, PROVENANCE) for name in (BIL.recorded, BIL.note))
        found.append(Saying(item, document, fetched, note, statements, differences))
    return found


def says(snapshot: GraphState, item: Term) -> list[Statement]:
    """Return the statements about an item that are kept."""
    name = graph_of(item)
    found: dict[Term, Statement] = {}
    for quad in snapshot.match(item, graph=name):
        prop = iri_value(quad.predicate).removeprefix(PROP)
        for value in snapshot.match(quad.object, iri(f"{PROP}statement/{prop}"), graph=name):
            label = _text(snapshot, value.object, RDFS.label, name)
            statement = Statement(item, quad.object, prop, value.object, label, "")
            _qualify(snapshot, statement, name)
            found[quad.object] = statement
    return sorted(found.values(), key=lambda each: (each.property, each.dates.get("start", ""), each.term))


def _qualify(snapshot: GraphState, statement: Statement, name: Term) -> None:
    keys = {iri(f"{PROP}qualifier/{prop}"): key for key, prop in QUALIFIERS.items()}
    for quad in snapshot.match(statement.term, graph=name):
        if quad.predicate in keys:
            statement.dates[keys[quad.predicate]] = literal_parts(quad.object).value
        elif quad.predicate == RANK:
            statement.rank = iri_value(quad.object).removeprefix(WIKIBASE)
        elif quad.predicate == DCT.source and is_literal(quad.object):
            statement.references.add(literal_parts(quad.object).value)


def _text(snapshot: GraphState, term: Term, predicate: Term, name: Term) -> str:
    texts = (literal_parts(quad.object).value for quad in snapshot.match(term, predicate, graph=name))
    return min(texts, default="")
