"""Links as pages show them: proposals on the review page, statements of Wikidata on pages of entities."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.linking.candidate_scoring import LinkEvidence, read_evidence
from bilateral.linking.enrichment import PROP, stored_enrichments
from bilateral.linking.subjects import identifier, read_subject
from bilateral.rdf.iris import ID
from bilateral.rdf.terms import Term, iri
from bilateral.rdf.vocabulary import SKOS, WD

if TYPE_CHECKING:
    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.linking.enrichment import Conflict, StoredEnrichment, WikidataStatement
    from bilateral.linking.mapping_sets import SssomMapping

_ITEM: Final = re.compile(r"\b(Q[1-9]\d*)\b")
_MAX_NAMES: Final = 8
_DAY, _YEAR = 10, 4  # characters of a date


class TextPart(NamedTuple):
    """A part of a sentence, and the entity or item it names, if any."""

    text: str
    node: PageNode | None = None


Facts = list[tuple[str, list[TextPart]]]


class EvidenceLine(NamedTuple):
    """A reason for or against a link; points have their sign."""

    points: str
    pieces: list[TextPart]


class ProposalDisplay(NamedTuple):
    """A proposed link.

    Attributes:
        field: the name of its decision in the form.
        item: `Q…`.
        names: other names of the entity, each with its language.
        facts: what else distinguishes the entity, each with its title.
        confidence: in percent.
    """

    row: SssomMapping
    field: str
    entity: PageNode
    classes: list[PageNode]
    item: str
    names: list[tuple[str, str]]
    facts: Facts
    pro: list[EvidenceLine]
    contra: list[EvidenceLine]
    confidence: str


class StatementRow(NamedTuple):
    """A statement of Wikidata.

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
    """The statements about an item, `Q…`; missing is what only the graph says, with its dates."""

    item: str
    document: PageNode
    fetched: str
    note: str
    lines: list[StatementRow]
    missing: list[tuple[PageNode, str]]


def display_proposal(about: Reading, row: SssomMapping) -> ProposalDisplay:
    """Return a proposal as the review page shows it."""
    entity = iri(row.subject_id.replace("bil:", ID, 1))
    evidence = read_evidence(row.comment)
    return ProposalDisplay(
        row,
        " ".join(row.pair),
        about.node(entity),
        about.classes(entity),
        row.object_id.removeprefix("wd:"),
        *_described(about, entity),
        [_evidence_line(about, each) for each in evidence if each.points > 0],
        [_evidence_line(about, each) for each in evidence if each.points < 0],
        f"{round(100 * float(row.confidence))} %" if row.confidence else "",
    )


def _described(about: Reading, entity: Term) -> tuple[list[tuple[str, str]], Facts]:
    """Return the names of an entity, and what else distinguishes it from its namesakes."""
    subject = read_subject(about.graph.snapshot, entity)
    if subject is None:
        return [], []
    shown = about.node(entity).text
    names = sorted(subject.names, key=lambda name: (name.language not in about.languages, name.role))
    others = dict.fromkeys((name.text, name.language) for name in names if name.text != shown)
    offices = [
        part
        for item, years in sorted(subject.offices.items())
        for part in (_item(about, item), TextPart(f" {', '.join(sorted(years))}; "))
    ]
    facts = [
        ("born", [TextPart(subject.birth)]),
        ("codes", [TextPart(", ".join(f"{scheme} {code}" for scheme, code in subject.codes.items()))]),
        ("of", [_item(about, item) for item in sorted(subject.states)]),
        ("held", offices),
    ]
    return list(others)[:_MAX_NAMES], [(title, parts) for title, parts in facts if any(p.text for p in parts)]


def _evidence_line(about: Reading, evidence: LinkEvidence) -> EvidenceLine:
    parts = [
        _item(about, WD[text]) if number % 2 else TextPart(text)
        for number, text in enumerate(_ITEM.split(evidence.text))
    ]
    return EvidenceLine(f"{evidence.points:+.0f}", [part for part in parts if part.text])


def _item(about: Reading, item: Term) -> TextPart:
    node = _owner(about, item)
    return TextPart(node.text, node) if node else TextPart(identifier(item), about.node(item))


def _owner(about: Reading, item: Term) -> PageNode | None:
    """Return the entity that is linked to an item."""
    owners = about.graph.snapshot.match(None, SKOS.exactMatch, item)
    return next((about.node(quad.subject) for quad in owners), None)


def enrichment_sections(about: Reading, entity: Term) -> list[EnrichmentSection]:
    """Return a section for each linked item of which the store has statements."""
    return [_section(about, each) for each in stored_enrichments(about.graph.snapshot, entity)]


def _section(about: Reading, stored: StoredEnrichment) -> EnrichmentSection:
    conflicts = {each.statement: each for each in stored.conflicts if each.statement}
    return EnrichmentSection(
        identifier(stored.item),
        about.node(stored.document),
        stored.fetched[:_DAY],
        stored.note,
        [_statement_row(about, each, conflicts.get(each.term)) for each in stored.statements],
        [(about.node(each.about), each.ours) for each in stored.conflicts if not each.statement],
    )


def _statement_row(about: Reading, statement: WikidataStatement, conflict: Conflict | None) -> StatementRow:
    value, item = statement.value, about.node(statement.value)
    return StatementRow(
        about.node(iri(PROP + statement.property)).text.removesuffix(" (statements)"),
        _owner(about, value) or item._replace(text=statement.label or identifier(value)),
        _date(statement.dates.get("start") or statement.dates.get("at", "")),
        _date(statement.dates.get("end", "")),
        statement.rank.removesuffix("Rank").lower(),
        sorted(statement.references),
        conflict.ours if conflict else "",
    )


def _date(text: str) -> str:
    """Return a date of Wikidata, of which 1 January may mean a year alone."""
    day = text.lstrip("+")[:_DAY]
    return day[:_YEAR] if day.endswith("-01-01") else day
