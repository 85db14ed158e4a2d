"""Statements of Wikidata about an entity, as a section of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bilateral.linking.enrichment import PROP, stored_enrichments
from bilateral.linking.subjects import identifier
from bilateral.rdf.terms import Term, iri
from bilateral.rdf.vocabulary import SKOS

if TYPE_CHECKING:
    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.linking.enrichment import Conflict, StoredEnrichment, WikidataStatement

_DAY, _YEAR = 10, 4


class StatementRow(NamedTuple):
    """A row of the table.

    Attributes:
        value: the linked entity, else the item.
        since, until: a day, a year, or nothing.
        differs: what the graph says instead; empty if nothing or the same.
    """

    title: str
    value: PageNode
    since: str
    until: str
    rank: str
    references: list[str]
    differs: str


class EnrichmentSection(NamedTuple):
    """The statements about an item.

    Attributes:
        item: `Q…`.
        fetched: a date.
        note: where they were fetched.
        missing: what only the graph says, with its dates.
    """

    item: str
    document: PageNode
    fetched: str
    note: str
    lines: list[StatementRow]
    missing: list[tuple[PageNode, str]]


def sections(about: Reading, entity: Term) -> list[EnrichmentSection]:
    """Return a section for each linked item of which the store has statements."""
    return [_section(about, each) for each in stored_enrichments(about.graph.snapshot, entity)]


def _section(about: Reading, stored: StoredEnrichment) -> EnrichmentSection:
    conflicts = {each.statement: each for each in stored.conflicts if each.statement}
    return EnrichmentSection(
        identifier(stored.item),
        about.node(stored.document),
        stored.fetched[:_DAY],
        stored.note,
        [_row(about, each, conflicts.get(each.term)) for each in stored.statements],
        [(about.node(each.about), each.ours) for each in stored.conflicts if not each.statement],
    )


def _row(about: Reading, statement: WikidataStatement, conflict: Conflict | None) -> StatementRow:
    title = about.node(iri(PROP + statement.property)).text.removesuffix(" (statements)")
    return StatementRow(
        title,
        _value(about, statement),
        _date(statement.dates.get("start") or statement.dates.get("at", "")),
        _date(statement.dates.get("end", "")),
        statement.rank.removesuffix("Rank").lower(),
        sorted(statement.references),
        conflict.ours if conflict else "",
    )


def _value(about: Reading, statement: WikidataStatement) -> PageNode:
    owner = next(
        (quad.subject for quad in about.graph.snapshot.match(None, SKOS.exactMatch, statement.value)), None
    )
    if owner:
        return about.node(owner)
    node = about.node(statement.value)
    return node._replace(text=statement.label or identifier(statement.value))


def _date(text: str) -> str:
    """Return a date of Wikidata, of which 1 January may mean a year alone."""
    day = text.lstrip("+")[:_DAY]
    return day[:_YEAR] if day.endswith("-01-01") else day
