"""What Wikidata says of linked entities: fetched, stored apart from the facts, and compared with them.

Each item has a graph of its own in the RDF form of Wikidata. Its statements are no part of the default graph,
no rule applies to them, and dropping the graph removes them all.

Source: Wikibase RDF dump format; PROV-O.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.linking.subjects import identifier, linked_items
from bilateral.rdf.dates import utc_time
from bilateral.rdf.iris import PROVENANCE, graph
from bilateral.rdf.iris import entity as entity_of
from bilateral.rdf.terms import XSD, Quad, Term, iri, iri_value, is_literal, literal, literal_parts
from bilateral.rdf.vocabulary import BIL, DCT, RDF, RDFS, WD, XSD_DATETIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from bilateral.linking.response_cache import QueryResult, Row
    from bilateral.linking.wikidata_client import WikidataClient
    from bilateral.store.snapshots.snapshot import GraphState

PROP: Final = "http://www.wikidata.org/prop/"
_WIKIBASE: Final = "http://wikiba.se/ontology#"
_STATEMENT, _RANK = iri(_WIKIBASE + "Statement"), iri(_WIKIBASE + "rank")
_QUALIFIERS: Final = {"start": "P580", "end": "P582", "at": "P585"}
_CC0: Final = iri("https://creativecommons.org/publicdomain/zero/1.0/")
_MEMBER_OF, _POSITION = "P463", "P39"
_BATCH: Final = 50  # items of one query
_YEAR, _DAY = 4, 10  # characters of a date


@dataclass(slots=True)
class WikidataStatement:
    """A statement of Wikidata.

    Attributes:
        property: `P…`.
        label: of its value, in English; empty if there is none.
        rank: `NormalRank`, `PreferredRank` or `DeprecatedRank`.
        dates: `start`, `end` and `at` as Wikidata writes them: 1 January for a year alone.
        references: URLs it cites.
    """

    item: Term
    term: Term
    property: str
    value: Term
    label: str
    rank: str
    dates: dict[str, str] = field(default_factory=dict)
    references: set[str] = field(default_factory=set)


class Conflict(NamedTuple):
    """What the graph and Wikidata say of an organisation or office; theirs may be empty."""

    entity: Term
    about: Term
    ours: str
    theirs: str
    statement: Term = ""


class Enrichment(NamedTuple):
    """What was fetched: statements, their quads and provenance, and the time of the oldest result."""

    statements: list[WikidataStatement]
    quads: list[Quad]
    conflicts: list[Conflict]
    fetched: datetime | None


class StoredEnrichment(NamedTuple):
    """The stored statements about an item, and when (an `xsd:dateTime` or "") and where they were fetched."""

    item: Term
    document: Term
    fetched: str
    note: str
    statements: list[WikidataStatement]
    conflicts: list[Conflict]


def enrich(snapshot: GraphState, client: WikidataClient, entities: Iterable[Term]) -> Enrichment:
    """Fetch what Wikidata says of linked entities.

    Raises:
        Offline, NoContact, QueryRefused, Unavailable: a query failed; nothing is returned.
    """
    linked = {item: entity for entity in entities for item in linked_items(snapshot, entity)}
    names = sorted(linked)
    statements: list[WikidataStatement] = []
    quads: list[Quad] = []
    oldest: datetime | None = None
    for start in range(0, len(names), _BATCH):
        result = client.ask("statements", item=names[start : start + _BATCH])
        found = _read_statements(result.rows)
        statements += found
        quads += _provenance({each.item for each in found}, result)
        quads += (quad for each in found for quad in _quads(each))
        oldest = min(filter(None, (oldest, result.fetched)))
    conflicts = [
        each for item, entity in linked.items() for each in _conflicts(snapshot, entity, item, statements)
    ]
    return Enrichment(statements, quads, sorted(conflicts), oldest)


def stored_enrichments(snapshot: GraphState, entity: Term) -> list[StoredEnrichment]:
    """Return what the store has for each item that an entity is linked to, if it has statements."""
    found = []
    for item in linked_items(snapshot, entity):
        if statements := stored_statements(snapshot, item):
            document = _document(item)
            conflicts = sorted(_conflicts(snapshot, entity, item, statements))
            fetched, note = (_text(snapshot, document, each, PROVENANCE) for each in (BIL.recorded, BIL.note))
            found.append(StoredEnrichment(item, document, fetched, note, statements, conflicts))
    return found


def stored_statements(snapshot: GraphState, item: Term) -> list[WikidataStatement]:
    """Return the statements about an item that the store has, by property and start."""
    name = graph_of(item)
    found: dict[Term, WikidataStatement] = {}
    for quad in snapshot.match(item, graph=name):
        prop = iri_value(quad.predicate).removeprefix(PROP)
        for value in snapshot.match(quad.object, iri(f"{PROP}statement/{prop}"), graph=name):
            label = _text(snapshot, value.object, RDFS.label, name)
            statement = WikidataStatement(item, quad.object, prop, value.object, label, "")
            _qualify(snapshot, statement, name)
            found[quad.object] = statement
    return sorted(found.values(), key=lambda each: (each.property, each.dates.get("start", ""), each.term))


def _qualify(snapshot: GraphState, statement: WikidataStatement, name: Term) -> None:
    keys = {iri(f"{PROP}qualifier/{prop}"): key for key, prop in _QUALIFIERS.items()}
    for quad in snapshot.match(statement.term, graph=name):
        if quad.predicate in keys:
            statement.dates[keys[quad.predicate]] = literal_parts(quad.object).value
        elif quad.predicate == _RANK:
            statement.rank = iri_value(quad.object).removeprefix(_WIKIBASE)
        elif quad.predicate == DCT.source and is_literal(quad.object):
            statement.references.add(literal_parts(quad.object).value)


def _text(snapshot: GraphState, term: Term, predicate: Term, name: Term) -> str:
    texts = (literal_parts(quad.object).value for quad in snapshot.match(term, predicate, graph=name))
    return min(texts, default="")


def _read_statements(rows: Iterable[Row]) -> list[WikidataStatement]:
    """Return the statements of a result, each merged from its rows."""
    found: dict[Term, WikidataStatement] = {}
    for row in rows:
        if row["value"]["type"] != "uri":
            # An unknown value, or none, names nothing.
            continue
        term = iri(row["statement"]["value"])
        statement = found.setdefault(term, _statement(term, row))
        if "reference" in row:
            statement.references.add(row["reference"]["value"])
        for name in _QUALIFIERS:
            if name in row:
                statement.dates.setdefault(name, row[name]["value"])
    return list(found.values())


def _statement(term: Term, row: Row) -> WikidataStatement:
    return WikidataStatement(
        iri(row["item"]["value"]),
        term,
        row["property"]["value"].removeprefix(str(WD)),
        iri(row["value"]["value"]),
        row["label"]["value"] if "label" in row else "",
        row["rank"]["value"].removeprefix(_WIKIBASE),
    )


def graph_of(item: Term) -> Term:
    """Return the name of the graph with the statements about an item."""
    return graph(f"wikidata-{identifier(item)}")


def _document(item: Term) -> Term:
    """Return the source document of that graph."""
    return entity_of(f"document/wikidata-{identifier(item)}")


def _quads(statement: WikidataStatement) -> Iterator[Quad]:
    name, term = graph_of(statement.item), statement.term
    yield Quad(statement.item, iri(f"{PROP}{statement.property}"), term, name)
    yield Quad(term, RDF.type, _STATEMENT, name)
    yield Quad(term, _RANK, iri(_WIKIBASE + statement.rank), name)
    yield Quad(term, iri(f"{PROP}statement/{statement.property}"), statement.value, name)
    if statement.label:
        yield Quad(statement.value, RDFS.label, literal(statement.label, language="en"), name)
    for key, prop in _QUALIFIERS.items():
        if key in statement.dates:
            date = literal(statement.dates[key], datatype=XSD_DATETIME)
            yield Quad(term, iri(f"{PROP}qualifier/{prop}"), date, name)
    for address in sorted(statement.references):
        yield Quad(term, DCT.source, literal(address, datatype=XSD + "anyURI"), name)


def _provenance(items: Iterable[Term], result: QueryResult) -> Iterator[Quad]:
    """Yield the description of each item's source document: what was fetched, when and from where."""
    fetched = literal(utc_time(result.fetched), datatype=XSD_DATETIME)
    for item in items:
        for predicate, value in (
            (RDF.type, BIL.SourceDocument),
            (DCT.title, literal(f"Wikidata {identifier(item)}", language="en")),
            (DCT.source, item),
            (DCT.license, _CC0),
            (BIL.kind, literal("dataset")),
            (BIL.recorded, fetched),
            (BIL.note, literal(f"Fetched from {result.endpoint}.", language="en")),
        ):
            yield Quad(_document(item), predicate, value, PROVENANCE)


def _conflicts(
    snapshot: GraphState, entity: Term, item: Term, statements: Iterable[WikidataStatement]
) -> Iterator[Conflict]:
    theirs = [each for each in statements if each.item == item and each.rank != "DeprecatedRank"]
    for role, about, prop in (
        (BIL.member, BIL.organisation, _MEMBER_OF),
        (BIL.holder, BIL.office, _POSITION),
    ):
        ours = _starts(snapshot, entity, role, about)
        yield from _compare(snapshot, entity, ours, [each for each in theirs if each.property == prop])


def _starts(snapshot: GraphState, entity: Term, role: Term, about: Term) -> dict[Term, list[str]]:
    """Return when an entity's memberships or tenures began, by what they are of; "" for an unknown date."""
    found: dict[Term, list[str]] = {}
    for quad in snapshot.match(None, role, entity, ""):
        starts = [literal_parts(q.object).value for q in snapshot.match(quad.subject, BIL.start, graph="")]
        for each in snapshot.match(quad.subject, about, graph=""):
            found.setdefault(each.object, []).extend(starts or [""])
    return found


def _compare(
    snapshot: GraphState, entity: Term, ours: dict[Term, list[str]], theirs: Sequence[WikidataStatement]
) -> Iterator[Conflict]:
    by_item = {item: about for about in ours for item in linked_items(snapshot, about)}
    dates = {about: ", ".join(sorted(filter(None, starts))) or "no start" for about, starts in ours.items()}
    shared = [(by_item[each.value], each) for each in theirs if each.value in by_item]
    for about, statement in shared:
        start = statement.dates.get("start", "")[:_DAY]
        if start and not any(_agree(each, start) for each in ours[about]):
            yield Conflict(entity, about, dates[about], f"start {start}", statement.term)
    missing = set(by_item.values()) - {about for about, _ in shared}
    yield from (Conflict(entity, about, dates[about], "") for about in sorted(missing) if theirs)


def _agree(ours: str, theirs: str) -> bool:
    """Return whether two dates agree as far as both are precise; 1 January may be a year alone."""
    if not ours:
        return True
    size = _YEAR if theirs.endswith("-01-01") else min(len(ours), len(theirs))
    return ours[:size] == theirs[:size]
