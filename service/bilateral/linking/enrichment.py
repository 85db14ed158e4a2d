"""What Wikidata says of linked entities, kept apart from what we say, and where the two differ.

Each item has a graph of its own, in the form of Wikidata: statements of items, never triples of ours. Nothing
in it is a fact of the graph, no rule applies to it, and dropping the graph takes it all back.

Source: Wikibase RDF dump format; PROV-O.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.linking.linked_subjects import identifier, items
from bilateral.rdf.iris import PROVENANCE, graph
from bilateral.rdf.iris import entity as entity_of
from bilateral.rdf.terms import XSD, Quad, Term, iri, literal, literal_parts
from bilateral.rdf.vocabulary import BIL, DCT, RDF, RDFS, WD, XSD_DATETIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bilateral.linking.query_library import Library
    from bilateral.linking.response_cache import Answer, Row
    from bilateral.linking.wikidata_client import Client
    from bilateral.store.snapshots.snapshot import GraphState

WIKIBASE: Final = "http://wikiba.se/ontology#"
PROP: Final = "http://www.wikidata.org/prop/"
_STATEMENT, RANK, _DEPRECATED = (iri(WIKIBASE + name) for name in ("Statement", "rank", "DeprecatedRank"))
QUALIFIERS: Final = {"start": "P580", "end": "P582", "at": "P585"}
_CC0: Final = iri("https://creativecommons.org/publicdomain/zero/1.0/")
_MEMBER_OF, _POSITION = "P463", "P39"
_AT_ONCE: Final = 50
_YEAR, _DAY = 4, 10


@dataclass(slots=True)
class Statement:
    """A statement of Wikidata.

    Attributes:
        property: `P…`.
        label: what its value is called in English; empty if nothing.
        rank: `NormalRank`, `PreferredRank` or `DeprecatedRank`.
        dates: `start`, `end` and `at` as Wikidata writes them, which is 1 January for a year alone.
        references: addresses that it cites.
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
    """A difference between what we say and what Wikidata says.

    Attributes:
        about: what both speak of: an organisation, or an office.
        ours: what we say; empty if nothing.
        theirs: what Wikidata says; empty if nothing.
        statement: theirs, or "" where there is none.
    """

    entity: Term
    about: Term
    ours: str
    theirs: str
    statement: Term = ""


class Enrichment(NamedTuple):
    """What was fetched.

    Attributes:
        quads: the graphs, and their provenance.
        conflicts: where they differ from what we say.
    """

    statements: list[Statement]
    quads: list[Quad]
    conflicts: list[Conflict]
    fetched: datetime | None


def enrich(snapshot: GraphState, client: Client, library: Library, entities: Iterable[Term]) -> Enrichment:
    """Fetch what Wikidata says of linked entities.

    Raises:
        LinkingError: Wikidata does not answer; nothing is half fetched.
    """
    linked = {item: entity for entity in entities for item in items(snapshot, entity)}
    names = sorted(linked)
    statements: list[Statement] = []
    quads: list[Quad] = []
    oldest: datetime | None = None
    for start in range(0, len(names), _AT_ONCE):
        part = names[start : start + _AT_ONCE]
        answer = client.select(library.query("statements", item=part))
        found = read_statements(answer.rows)
        statements += found
        quads += [
            *_provenance({each.item for each in found}, answer),
            *(quad for each in found for quad in _quads(each)),
        ]
        oldest = min(filter(None, (oldest, answer.fetched)))
    conflicts = [
        each for item, entity in linked.items() for each in conflicts_of(snapshot, entity, item, statements)
    ]
    return Enrichment(statements, quads, sorted(conflicts), oldest)


def read_statements(rows: Iterable[Row]) -> list[Statement]:
    """Return the statements of a result, one for its several rows."""
    found: dict[Term, Statement] = {}
    for row in rows:
        if row["value"]["type"] != "uri":
            # An unknown value, or none, names nothing.
            continue
        term = iri(row["statement"]["value"])
        statement = found.setdefault(term, _statement(term, row))
        if "reference" in row:
            statement.references.add(row["reference"]["value"])
        for name in QUALIFIERS:
            if name in row:
                statement.dates.setdefault(name, row[name]["value"])
    return list(found.values())


def graph_of(item: Term) -> Term:
    """Return the name of the graph of what Wikidata says of an item."""
    return graph(_slug(item))


def document_of(item: Term) -> Term:
    """Return the document that stands behind that graph."""
    return entity_of(f"document/{_slug(item)}")


def _slug(item: Term) -> str:
    return f"wikidata-{identifier(item)}"


def _statement(term: Term, row: Row) -> Statement:
    return Statement(
        iri(row["item"]["value"]),
        term,
        row["property"]["value"].removeprefix(str(WD)),
        iri(row["value"]["value"]),
        row["label"]["value"] if "label" in row else "",
        row["rank"]["value"].removeprefix(WIKIBASE),
    )


def _quads(statement: Statement) -> Iterator[Quad]:
    name, term = graph_of(statement.item), statement.term
    yield Quad(statement.item, iri(f"{PROP}{statement.property}"), term, name)
    yield Quad(term, RDF.type, _STATEMENT, name)
    yield Quad(term, RANK, iri(WIKIBASE + statement.rank), name)
    yield Quad(term, iri(f"{PROP}statement/{statement.property}"), statement.value, name)
    if statement.label:
        yield Quad(statement.value, RDFS.label, literal(statement.label, language="en"), name)
    for key, prop in QUALIFIERS.items():
        if key in statement.dates:
            moment = literal(statement.dates[key], datatype=XSD_DATETIME)
            yield Quad(term, iri(f"{PROP}qualifier/{prop}"), moment, name)
    for address in sorted(statement.references):
        yield Quad(term, DCT.source, literal(address, datatype=XSD + "anyURI"), name)


def _provenance(items_: Iterable[Term], answer: Answer) -> Iterator[Quad]:
    """Yield the document that stands behind each graph: a state of an item, and when it was fetched."""
    fetched = literal(answer.fetched.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=XSD_DATETIME)
    for item in items_:
        document = document_of(item)
        for predicate, value in (
            (RDF.type, BIL.SourceDocument),
            (DCT.title, literal(f"Wikidata {identifier(item)}", language="en")),
            (DCT.source, item),
            (DCT.license, _CC0),
            (BIL.kind, literal("dataset")),
            (BIL.recorded, fetched),
            (BIL.note, literal(f"Fetched from {answer.endpoint}.", language="en")),
        ):
            yield Quad(document, predicate, value, PROVENANCE)


def conflicts_of(
    snapshot: GraphState, entity: Term, item: Term, statements: Iterable[Statement]
) -> Iterator[Conflict]:
    """Yield where statements of an item differ from what we say of the entity that it is."""
    theirs = [each for each in statements if each.item == item and iri(WIKIBASE + each.rank) != _DEPRECATED]
    yield from _compare(
        snapshot, entity, _spells(snapshot, entity, BIL.member, BIL.organisation), theirs, _MEMBER_OF
    )
    yield from _compare(
        snapshot, entity, _spells(snapshot, entity, BIL.holder, BIL.office), theirs, _POSITION
    )


def _spells(snapshot: GraphState, entity: Term, role: Term, about: Term) -> dict[Term, list[str]]:
    """Return when our spells of an entity began, by what they are about; "" where we do not know."""
    found: dict[Term, list[str]] = {}
    for quad in snapshot.match(None, role, entity, ""):
        starts = [
            literal_parts(each.object).value for each in snapshot.match(quad.subject, BIL.start, graph="")
        ]
        for each in snapshot.match(quad.subject, about, graph=""):
            found.setdefault(each.object, []).extend(starts or [""])
    return found


def _compare(
    snapshot: GraphState, entity: Term, ours: dict[Term, list[str]], theirs: Iterable[Statement], prop: str
) -> Iterator[Conflict]:
    by_item = {item: about for about in ours for item in items(snapshot, about)}
    said: set[Term] = set()
    for statement in theirs:
        about = by_item.get(statement.value)
        if statement.property != prop or about is None:
            continue
        said.add(about)
        start = statement.dates.get("start", "")[:_DAY]
        if start and not any(_agree(each, start) for each in ours[about]):
            told = ", ".join(sorted(filter(None, ours[about]))) or "no start"
            yield Conflict(entity, about, told, f"start {start}", statement.term)
    for about in sorted(set(by_item.values()) - said):
        if any(each.property == prop for each in theirs):
            told = ", ".join(sorted(filter(None, ours[about]))) or "no start"
            yield Conflict(entity, about, told, "")


def _agree(ours: str, theirs: str) -> bool:
    """Tell whether two dates agree as far as both go; 1 January may be a year alone."""
    if not ours:
        return True
    size = _YEAR if theirs.endswith("-01-01") else min(len(ours), len(theirs))
    return ours[:size] == theirs[:size]
