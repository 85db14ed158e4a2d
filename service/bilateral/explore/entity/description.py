"""What a page says about one thing: facts grouped by meaning, spells, events and statements as tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from bilateral.explore.entity import (
    disagreements,
    disambiguation,
    fact_tables,
    property_lines,
    source_text,
    treaty_tables,
)
from bilateral.explore.entity.page_tables import EVERYTHING, FEW, MANY, PageTable, TableHeading, slug_of
from bilateral.explore.graph import dataset_coverage, display_dates, reading
from bilateral.explore.graph.languages import text
from bilateral.explore.pictures import figures
from bilateral.rdf.terms import is_literal
from bilateral.rdf.vocabulary import BIL, OA, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.explore.entity.disagreements import SourceDisagreement
    from bilateral.explore.entity.page_tables import Focus
    from bilateral.explore.entity.property_lines import IncomingFacts, PageSection
    from bilateral.explore.entity.source_text import DerivedFacts, Quotation, TextSegment, Withdrawal
    from bilateral.explore.graph.graph import PropertyFacts
    from bilateral.explore.graph.reading import CitedSource, PageNode, Reading
    from bilateral.explore.pictures.figures import Neighbour, Tile, Timeline
    from bilateral.rdf.terms import Term

_SHOWN_APART = (BIL.evidence, BIL.text, OA.hasSource)
_ROLES: Final = frozenset({BIL.MembershipRole, BIL.FullMemberRole})
_WORTH_DRAWING: Final = 3
_MOST_ALIASES: Final = 4


@dataclass(slots=True)
class EntityDescription:
    """What a page shows."""

    node: PageNode
    classes: list[PageNode]  # its most specific classes
    definition: str = ""
    offices: tuple[PageNode, ...] = ()  # of a person, those held on the day
    aliases: list[PageNode] = field(default_factory=list)  # other names in the reader's language
    content: list[PageNode] = field(default_factory=list)  # for a statement, what it says
    mark: str = ""  # for a statement, how much stands behind that
    sections: list[PageSection] = field(default_factory=list)
    disagreements: list[SourceDisagreement] = field(default_factory=list)  # of the sources of an event
    tables: list[PageTable] = field(default_factory=list)
    evidence: list[Quotation] = field(default_factory=list)  # for a statement, the text it rests on
    text: list[TextSegment] = field(default_factory=list)  # for a digest, its text
    derived_facts: DerivedFacts | None = None  # for a document, what rests on it
    withdrawal: Withdrawal | None = None  # for a document that does not count any more, since when
    sources: list[CitedSource] = field(default_factory=list)  # every document that what is shown rests on
    timeline: Timeline | None = None
    neighbours: list[Neighbour] = field(default_factory=list)
    members: list[Tile] = field(default_factory=list)  # of an organisation, on the map of the world


def describe(about: Reading, term: Term, focus: Focus = EVERYTHING) -> EntityDescription:
    """Return what a page shows of a thing, a statement or a document."""
    graph = about.graph
    types = graph.types(term)
    outgoing, incoming = (
        about.outgoing(term),
        property_lines.sort_out(about, graph.about(term, incoming=True)),
    )
    asserted = {quad.object for quad in graph.snapshot.match(term, RDF.type, graph="")}
    classes = graph.ontology.specific((asserted or types) - {BIL.OngoingSpell})
    found = EntityDescription(about.node(term), [about.node(cls) for cls in classes])
    found.definition = _definition(about, outgoing)
    found.offices = disambiguation.offices_on(about, term, about.moment)
    if BIL.Statement in types:
        _add_statement(about, found, term)
    if BIL.SourceDocument in types:
        _add_document(about, found, term, focus)
    for shown in _SHOWN_APART:
        outgoing.pop(shown, None)
        incoming.others.pop(shown, None)
    incoming.others.pop(BIL.coversParty, None)  # the note of the members and the ledger tell of it
    found.tables = _tables(about, term, incoming, focus)
    found.sections = property_lines.sections(about, outgoing, incoming, focus)
    if BIL.Event in types:
        _add_offices(about, found, term)
        found.disagreements = disagreements.disagreements(about, term)
    found.aliases = _aliases(about, outgoing, found.node)
    if not focus.slug:
        _draw(about, found, incoming)
    found.sources = about.sources()
    return found


def _add_statement(about: Reading, found: EntityDescription, statement: Term) -> None:
    parts = (about.graph.value(statement, part) for part in (RDF.subject, RDF.predicate, RDF.object))
    found.mark = fact_tables.mark_of(about, statement)
    found.content = [about.node(value) for value in parts if value]
    found.evidence = source_text.quotations(about, statement)


def _add_document(about: Reading, found: EntityDescription, document: Term, focus: Focus) -> None:
    found.text = source_text.segments(about, document)
    found.derived_facts = source_text.derived_facts(about, document, focus.values("facts"))
    found.withdrawal = source_text.withdrawal(about, document)


def _add_offices(about: Reading, found: EntityDescription, event: Term) -> None:
    """Add to everyone who took part which offices they held then."""
    for section in found.sections:
        for line in section.lines:
            line.values[:] = [
                value._replace(offices=disambiguation.offices_during(about, value.node.term, event))
                if value.node.kind == reading.ENTITY
                else value
                for value in line.values
            ]


def _draw(about: Reading, found: EntityDescription, incoming: IncomingFacts) -> None:
    """Add the pictures."""
    held = [each for each in incoming.spells if not about.graph.is_a(each, BIL.VotingAgreement)]
    if len(incoming.events) >= _WORTH_DRAWING:
        dated = figures.items(about, figures.latest(about, incoming.events, MANY), islice(held, FEW))
        found.timeline = figures.timeline(dated, about.moment)
    found.neighbours = figures.around(_ties(about, found))
    if about.graph.is_a(found.node.term, BIL.Organisation):
        found.members = _members(about, incoming)


def _ties(about: Reading, found: EntityDescription) -> list[tuple[PageNode, str]]:
    """Return what a thing is tied to: by its own facts, then by the events and spells they share."""
    ties: dict[PageNode, str] = {}
    for section in found.sections:
        for line in section.lines:
            if line.total <= FEW:
                asserted = (each.node for each in line.values if each.mark == reading.ASSERTED)
                for node in asserted:
                    if node.kind == reading.ENTITY:
                        ties.setdefault(node, line.title)
    shared: Counter[PageNode] = Counter()
    for table in found.tables:
        for row in table.rows:
            cells = (value.node for values in row.cells.values() for value in values)
            shared.update({node for node in cells if node.kind == reading.ENTITY and node != row.node})
    for node, number in shared.most_common(FEW):
        if number > 1 and node != found.node and _ROLES.isdisjoint(about.graph.types(node.term)):
            ties.setdefault(node, f"in {number} rows here")
    return list(ties.items())


def _members(about: Reading, incoming: IncomingFacts) -> list[Tile]:
    """Return the world, shaded by who belongs to an organisation on the day: full members darkest."""
    graph = about.graph
    values: dict[str, float] = {}
    texts: dict[str, str] = {}
    for spell in incoming.spells:
        member, role = graph.value(spell, BIL.member), graph.value(spell, BIL.role)
        code = graph.value(member, BIL.iso3) if member else None
        over = display_dates.holds(graph.timing(spell), about.moment) == display_dates.NO
        if code is None or role is None or over:
            continue
        short, value = text(code).value, 4.0 if graph.is_a(role, BIL.FullMemberRole) else 2.0
        if value > values.get(short, 0.0):
            values[short], texts[short] = value, about.node(role).text
    return figures.tiles(about, values, texts) if len(values) >= _WORTH_DRAWING else []


def _tables(about: Reading, term: Term, incoming: IncomingFacts, focus: Focus) -> list[PageTable]:
    order = {slug: place for place, slug in enumerate(about.graph.layout.tables)}
    tables = list(_all_tables(about, term, incoming, focus))
    _note_members(about, term, tables, focus)
    shown = [table for table in tables if table.rows or table.note or about.day]
    return sorted(shown, key=lambda table: order.get(table.slug, len(order)))


def _note_members(about: Reading, term: Term, tables: list[PageTable], focus: Focus) -> None:
    """Say of the members of an organisation whether they are all, also where none is known."""
    if BIL.Organisation not in about.graph.types(term):
        return
    note, heading = dataset_coverage.on_members(about.graph, term), TableHeading("membership", "Memberships")
    if note and focus.window(heading.slug) and all(table.slug != heading.slug for table in tables):
        tables.append(PageTable(*heading))
    for table in tables:
        if table.slug == heading.slug:
            table.note = note


def _all_tables(about: Reading, term: Term, incoming: IncomingFacts, focus: Focus) -> Iterator[PageTable]:
    if incoming.events and (window := focus.window("events")):
        yield fact_tables.event_table(about, TableHeading("events", "Events"), incoming.events, window)
    officials = about.graph.column("officials", "tenure", state=term)
    if officials and (window := focus.window("officials")):
        yield fact_tables.spell_table(about, TableHeading("officials", "Officials"), officials, window)
    for heading, spells in fact_tables.families(about, incoming.spells):
        if window := focus.window(heading.slug):
            yield fact_tables.spell_table(about, heading, spells, window, of=(term,))
    if incoming.statements and (window := focus.window("statements")):
        heading = TableHeading("statements", "What is said")
        yield fact_tables.statement_table(about, heading, incoming.statements, window)
    treaties = incoming.many.pop(BIL.treatyParty, 0)
    if treaties and (window := focus.window(treaty_tables.HEADING.slug)):
        yield treaty_tables.treaties_of(about, term, treaties, window)
    for predicate, total in sorted(incoming.many.items()):
        heading = TableHeading("to-" + slug_of(predicate), about.title(predicate, incoming=True))
        if window := focus.window(heading.slug):
            yield fact_tables.unsorted_subjects(about, heading, (predicate, term), total, window)


def _definition(about: Reading, outgoing: dict[Term, PropertyFacts]) -> str:
    found = outgoing.pop(SKOS.definition, None)
    return about.label([text(fact.object) for fact in found.items]) if found else ""


def _aliases(about: Reading, outgoing: dict[Term, PropertyFacts], own: PageNode) -> list[PageNode]:
    names = [
        about.node(fact.object)
        for predicate in about.graph.ontology.names
        if predicate in outgoing and predicate != RDFS.label
        for fact in outgoing[predicate].items
        if is_literal(fact.object)
    ]
    known = {name.text: name for name in names if not name.language and name.text != own.text}
    return sorted(known.values(), key=lambda name: (-len(name.text), name.text))[:_MOST_ALIASES]
