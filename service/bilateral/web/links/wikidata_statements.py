"""What Wikidata says of an entity, as its page shows it: beside what we say, never among it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.linking.enriched_statements import sayings
from bilateral.linking.linked_subjects import identifier
from bilateral.rdf.terms import Term, iri
from bilateral.rdf.vocabulary import SKOS

if TYPE_CHECKING:
    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.linking.enriched_statements import Saying
    from bilateral.linking.enrichment import Conflict, Statement

_PROP: Final = "http://www.wikidata.org/prop/"
_DAY, _YEAR = 10, 4


class Line(NamedTuple):
    """A statement.

    Attributes:
        title: what its property is called.
        value: an entity of ours where its value is linked to one, else the item.
        since, until: a day, a year, or nothing.
        differs: what we say instead; empty if nothing or the same.
    """

    title: str
    value: PageNode
    since: str
    until: str
    rank: str
    references: list[str]
    differs: str


class Section(NamedTuple):
    """What Wikidata said of an item on a day.

    Attributes:
        item: `Q…`.
        fetched: that day.
        note: where it was fetched.
        missing: what we say and Wikidata does not, with the dates we have.
    """

    item: str
    document: PageNode
    fetched: str
    note: str
    lines: list[Line]
    missing: list[tuple[PageNode, str]]


def sections(about: Reading, entity: Term) -> list[Section]:
    """Return a section for each item that an entity is linked to and whose statements are kept."""
    return [_section(about, each) for each in sayings(about.graph.snapshot, entity)]


def _section(about: Reading, saying: Saying) -> Section:
    differing = {conflict.statement: conflict for conflict in saying.conflicts if conflict.statement}
    lines = [_line(about, each, differing.get(each.term)) for each in saying.statements]
    missing = [(about.node(each.about), each.ours) for each in saying.conflicts if not each.statement]
    fetched = saying.fetched[:_DAY]
    document = about.node(saying.document)
    return Section(identifier(saying.item), document, fetched, saying.note, lines, missing)


def _line(about: Reading, statement: Statement, conflict: Conflict | None) -> Line:
    title = about.node(iri(_PROP + statement.property)).text.removesuffix(" (statements)")
    return Line(
        title,
        _value(about, statement),
        _date(statement.dates.get("start") or statement.dates.get("at", "")),
        _date(statement.dates.get("end", "")),
        statement.rank.removesuffix("Rank").lower(),
        sorted(statement.references),
        conflict.ours if conflict else "",
    )


def _value(about: Reading, statement: Statement) -> PageNode:
    owner = next(
        (quad.subject for quad in about.graph.snapshot.match(None, SKOS.exactMatch, statement.value)), None
    )
    if owner:
        return about.node(owner)
    node = about.node(statement.value)
    return node._replace(text=statement.label or identifier(statement.value))


def _date(text: str) -> str:
    """Return a date of Wikidata, of which 1 January may be a year alone."""
    day = text.lstrip("+")[:_DAY]
    return day[:_YEAR] if day.endswith("-01-01") else day
