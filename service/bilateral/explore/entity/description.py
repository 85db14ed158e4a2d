"""What a page says about one thing: facts grouped by meaning, spells, events and statements as tables."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.explore.entity import evidence, fact_tables, source_text
from bilateral.explore.entity.fact_tables import PageTable, TableHeading, TableWindow
from bilateral.explore.graph import display_dates, offices_held, page_queries, paging, reading
from bilateral.explore.graph.graph import PropertyFacts
from bilateral.explore.graph.languages import text
from bilateral.explore.graph.reading import Attribution, PageNode, PageValue
from bilateral.explore.pictures import figures
from bilateral.rdf.iris import ID
from bilateral.rdf.terms import Term, is_literal
from bilateral.rdf.vocabulary import BIL, OA, PROV, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bilateral.explore.entity.evidence import Quotation
    from bilateral.explore.entity.source_text import DerivedFacts, TextSegment, Withdrawal
    from bilateral.explore.graph.graph import Fact
    from bilateral.explore.graph.reading import CitedSource, Reading
    from bilateral.explore.pictures.figures import Neighbour, Tile, Timeline

_PARTS: Final = frozenset({RDF.subject, RDF.predicate, RDF.object})
_SHOWN_APART = (BIL.evidence, BIL.text, OA.hasSource)
_OTHER: Final = "more"
_BEFORE_TABLES: Final = 4
_WORTH_DRAWING: Final = 3
_ROLES: Final = f"<{ID}role/"
_LAST: Final = 99
_NONE: Final = PropertyFacts([], 0)
_SHOWN: Final = 12
_ALL: Final = 200
_UNCUT: Final = TableWindow(1, 5000)
_ORDER: Final = (
    "tenure",
    "events",
    "partnership",
    "alliance",
    "cooperation",
    "relation",
    "officials",
    "membership",
)


class PropertyLine(NamedTuple):
    """A property and its values.

    Attributes:
        title: what the property is called, read in this direction.
        values: those shown.
        total: how many there are.
        slug: the line's name in addresses.
    """

    property: PageNode
    title: str
    values: list[PageValue]
    total: int
    slug: str
    incoming: bool


class PageSection(NamedTuple):
    """Lines that belong together.

    Attributes:
        first: whether they stand before the tables.
    """

    slug: str
    title: str
    lines: list[PropertyLine]
    first: bool = False


@dataclass(slots=True)
class EntityDescription:
    """What a page shows.

    Attributes:
        node: the thing.
        classes: its most specific classes.
        definition: what it is, where a definition is recorded.
        offices: of a person, those held on the day.
        aliases: other names in the reader's language.
        sections: grouped facts.
        tables: spells, events, statements.
        content: for a statement, what it says.
        mark: for a statement, how much stands behind that.
        evidence: for a statement, the text it rests on.
        text: for a digest, its text.
        derived_facts: for a document, what rests on it.
        withdrawal: for a document that does not count any more, since when.
        sources: every document that what is shown rests on.
        timeline: its events and spells over time.
        neighbours: what it is tied to.
        members: of an organisation, its members on the map of the world.
    """

    node: PageNode
    classes: list[PageNode]
    definition: str = ""
    offices: tuple[PageNode, ...] = ()
    aliases: list[PageNode] = field(default_factory=list)
    content: list[PageNode] = field(default_factory=list)
    mark: str = ""
    sections: list[PageSection] = field(default_factory=list)
    tables: list[PageTable] = field(default_factory=list)
    evidence: list[Quotation] = field(default_factory=list)
    text: list[TextSegment] = field(default_factory=list)
    derived_facts: DerivedFacts | None = None
    withdrawal: Withdrawal | None = None
    sources: list[CitedSource] = field(default_factory=list)
    timeline: Timeline | None = None
    neighbours: list[Neighbour] = field(default_factory=list)
    members: list[Tile] = field(default_factory=list)


class Focus(NamedTuple):
    """How much is shown: one table or line in full, page by page; all of it; or everything in short."""

    slug: str = ""
    page: int = 1
    whole: bool = False

    def window(self, slug: str, rows: int = _SHOWN) -> TableWindow | None:
        """Return which rows of a table are shown, None for no such table.

        Args:
            slug: of the table.
            rows: how many are shown of it where everything is shown in short.
        """
        if self.whole:
            return _UNCUT
        if not self.slug:
            return TableWindow(1, rows)
        return TableWindow(self.page, _ALL // 4) if self.slug == slug else None

    def values(self, slug: str) -> slice:
        """Return which values of a line are shown."""
        if not self.slug:
            return slice(0, _ALL if self.whole else _SHOWN)
        return slice((self.page - 1) * _ALL, self.page * _ALL) if self.slug == slug else slice(0, 0)


_EVERYTHING: Final = Focus()


def describe(about: Reading, term: Term, focus: Focus = _EVERYTHING) -> EntityDescription:
    """Return what there is to say about a term."""
    graph = about.graph
    outgoing, incoming = about.outgoing(term), graph.about(term, incoming=True)
    kinds = _sort_out(about, incoming)
    asserted = {quad.object for quad in graph.snapshot.match(term, RDF.type, graph="")}
    classes = graph.ontology.specific((asserted or graph.types(term)) - {BIL.OngoingSpell})
    found = EntityDescription(about.node(term), [about.node(cls) for cls in classes])
    found.definition = _definition(about, outgoing)
    found.offices = offices_held.on(about, term, about.moment)
    if BIL.Statement in graph.types(term):
        found.mark = fact_tables.mark_of(about, term)
        parts = (graph.value(term, part) for part in (RDF.subject, RDF.predicate, RDF.object))
        found.content = [about.node(value) for value in parts if value]
        found.evidence = evidence.of(about, term)
    if BIL.SourceDocument in graph.types(term):
        found.text = source_text.text(about, term)
        found.derived_facts = source_text.derived_facts(about, term, focus.values("facts"))
        found.withdrawal = source_text.withdrawal(about, term)
    for shown in _SHOWN_APART:
        outgoing.pop(shown, None)
        kinds.others.pop(shown, None)
    found.tables = _tables(about, term, kinds, focus)
    found.sections = _Lines(about, focus).sections(outgoing, kinds)
    if BIL.Event in graph.types(term):
        _add_offices(about, found, term)
    found.aliases = _aliases(about, outgoing, found.node)
    if not focus.slug:
        _draw(about, found, kinds)
    found.sources = about.sources()
    return found


def _add_offices(about: Reading, found: EntityDescription, event: Term) -> None:
    """Say of everyone who took part which offices they held then."""
    for section in found.sections:
        for line in section.lines:
            line.values[:] = [
                value._replace(offices=offices_held.then(about, value.node.term, event))
                if value.node.kind == reading.ENTITY
                else value
                for value in line.values
            ]


def _draw(about: Reading, found: EntityDescription, kinds: _Kinds) -> None:
    """Add the pictures."""
    held = [each for each in kinds.spells if not about.graph.is_a(each, BIL.VotingAgreement)]
    if len(kinds.events) >= _WORTH_DRAWING:
        dated = figures.items(about, islice(kinds.events, _ALL), islice(held, _SHOWN))
        found.timeline = figures.timeline(dated, about.moment)
    found.neighbours = figures.around(_ties(found))
    if about.graph.is_a(found.node.term, BIL.Organisation):
        found.members = _members(about, kinds)


def _ties(found: EntityDescription) -> list[tuple[PageNode, str]]:
    """Return what a thing is tied to: by its own facts, then by the events and spells they share."""
    ties: dict[PageNode, str] = {}
    for section in found.sections:
        for line in section.lines:
            if line.total <= _SHOWN:
                asserted = (each.node for each in line.values if each.mark == reading.ASSERTED)
                ties |= {
                    node: line.title for node in asserted if node.kind == reading.ENTITY and node not in ties
                }
    shared: Counter[PageNode] = Counter()
    for table in found.tables:
        for row in table.rows:
            cells = (value.node for values in row.cells.values() for value in values)
            shared.update({node for node in cells if node.kind == reading.ENTITY and node != row.node})
    for node, number in shared.most_common(_SHOWN):
        if number > 1 and node != found.node and not node.term.startswith(_ROLES):
            ties.setdefault(node, f"in {number} rows here")
    return list(ties.items())


def _members(about: Reading, kinds: _Kinds) -> list[Tile]:
    """Return the world, shaded by who belongs to an organisation on the day: full members darkest."""
    graph = about.graph
    values: dict[str, float] = {}
    texts: dict[str, str] = {}
    for spell in kinds.spells:
        member, role = graph.value(spell, BIL.member), graph.value(spell, BIL.role)
        code = graph.value(member, BIL.iso3) if member else None
        if (
            code is None
            or role is None
            or display_dates.holds(fact_tables.timing(about, spell), about.moment) == display_dates.NO
        ):
            continue
        short = text(code).value
        value = 4.0 if graph.is_a(role, BIL.FullMemberRole) else 2.0
        if value > values.get(short, 0.0):
            values[short], texts[short] = value, about.node(role).text
    return figures.tiles(about, values, texts) if len(values) >= _WORTH_DRAWING else []


class _Kinds(NamedTuple):
    """Incoming facts by what kind of thing they come from.

    Attributes:
        many: properties with more facts than are sorted out, and how many.
    """

    spells: dict[Term, None]
    events: dict[Term, None]
    statements: dict[Term, None]
    words: list[tuple[Fact, Term]]
    others: dict[Term, PropertyFacts]
    many: dict[Term, int]


def _sort_out(about: Reading, incoming: dict[Term, PropertyFacts]) -> _Kinds:
    kinds = _Kinds({}, {}, {}, [], {}, {})
    shelves = ((BIL.Spell, kinds.spells), (BIL.Event, kinds.events), (BIL.Statement, kinds.statements))
    for predicate, facts in incoming.items():
        if predicate in _PARTS:
            kinds.words.extend((fact, predicate) for fact in facts.items)
        if facts.more:
            kinds.many[predicate] = facts.total
            continue
        shelf = next(
            (shelf for cls, shelf in shelves if about.graph.ontology.domain_is(predicate, cls)), None
        )
        rest: list[Fact] = []
        for fact in facts.items:
            place = shelf if shelf is not None else _shelf(about, fact.subject, shelves)
            if place is None:
                rest.append(fact)
            else:
                place[fact.subject] = None
        if rest:
            kinds.others[predicate] = PropertyFacts(rest, len(rest))
    return kinds


def _shelf(
    about: Reading, subject: Term, shelves: Iterable[tuple[Term, dict[Term, None]]]
) -> dict[Term, None] | None:
    types = about.graph.types(subject)
    return next((shelf for cls, shelf in shelves if cls in types), None)


def _tables(about: Reading, term: Term, kinds: _Kinds, focus: Focus) -> list[PageTable]:
    found: list[PageTable] = []
    if kinds.events and (window := focus.window("events")):
        found.append(
            fact_tables.event_table(about, TableHeading("events", "Events"), kinds.events, window=window)
        )
    officials = page_queries.column(about.graph, "officials", "tenure", state=term)
    if officials and (window := focus.window("officials")):
        found.append(
            fact_tables.spell_table(about, TableHeading("officials", "Officials"), officials, window=window)
        )
    for cls, spells in families(about, kinds.spells).items():
        heading = TableHeading(slug_of(cls).lower(), plural(about.node(cls).text))
        if window := focus.window(heading.slug):
            found.append(fact_tables.spell_table(about, heading, spells, of=(term,), window=window))
    if kinds.statements and (window := focus.window("statements")):
        heading = TableHeading("statements", "What is said")
        found.append(fact_tables.statement_table(about, heading, kinds.statements, window=window))
    for predicate, total in sorted(kinds.many.items()):
        heading = TableHeading("to-" + slug_of(predicate), about.title(predicate, incoming=True))
        if window := focus.window(heading.slug):
            found.append(paging.subjects(about, heading, (predicate, term), total, window))
    order = {slug: place for place, slug in enumerate(_ORDER)}
    shown = [table for table in found if table.rows or about.day]
    return sorted(shown, key=lambda table: order.get(table.slug, len(order)))


def families(about: Reading, spells: Iterable[Term]) -> dict[Term, list[Term]]:
    """Return spells by the class under which they are shown together."""
    groups: dict[Term, list[Term]] = {}
    for spell in spells:
        classes = about.graph.ontology.specific(about.graph.types(spell) - {BIL.OngoingSpell})
        groups.setdefault(_family(about, classes), []).append(spell)
    return dict(sorted(groups.items()))


def _family(about: Reading, classes: list[Term]) -> Term:
    """Return the class just below Spell, or below that where it has classes of its own below it."""
    ontology = about.graph.ontology
    for cls in classes:
        for above in sorted(ontology.above(cls)):
            if BIL.Spell in ontology.entry(above).broader:
                return next(
                    (each for each in sorted(ontology.above(cls)) if above in ontology.entry(each).broader),
                    above,
                )
    return BIL.Spell


def slug_of(term: Term) -> str:
    """Return the last part of an IRI, for the addresses of tables and lines."""
    return re.split(r"[/#]", term)[-1].rstrip(">")


class _Lines:
    """Gathers the lines of a page by the section that their properties are shown under."""

    def __init__(self, about: Reading, focus: Focus) -> None:
        self._about, self._focus = about, focus
        self._lines: dict[Term, list[PropertyLine]] = {}

    def sections(self, outgoing: dict[Term, PropertyFacts], kinds: _Kinds) -> list[PageSection]:
        """Return what is said from and to a thing, apart from what stands in tables."""
        ontology = self._about.graph.ontology
        said, said_of = _said(self._about, kinds.words)
        hidden = ontology.bounds | {RDF.type} | _PARTS
        for predicate in {*outgoing, *said} - hidden:
            facts = _own(self._about, outgoing.get(predicate), outgoing, kinds)
            self._add(predicate, facts, said.get(predicate, []), incoming=False)
        for predicate in {*kinds.others, *said_of} - hidden - {PROV.wasDerivedFrom}:
            if ontology.symmetric(predicate) and predicate in outgoing:
                continue
            facts = _others(self._about, kinds.others.get(predicate))
            self._add(predicate, facts, said_of.get(predicate, []), incoming=True)
        found = [self._section(e.term, self._about.label(e.labels), e.rank) for e in ontology.sections()]
        return [section for section in (*found, self._section(_OTHER, "More", _LAST)) if section.lines]

    def _section(self, term: Term, title: str, rank: int) -> PageSection:
        lines = sorted(self._lines.get(term, ()), key=lambda line: (line.incoming, line.title))
        return PageSection(slug_of(term), title, lines, first=rank <= _BEFORE_TABLES)

    def _add(self, predicate: Term, facts: PropertyFacts, said: list[PageValue], *, incoming: bool) -> None:
        slug = ("to-" if incoming else "") + slug_of(predicate)
        window = self._focus.values(slug)
        if not (facts.items or said) or window.stop == 0:
            return
        about, ontology = self._about, self._about.graph.ontology
        show = paging.values if facts.more else _from_all if incoming else _to_all
        shown = show(about, facts, window)
        sections = (ontology.entry(each).section for each in [predicate, *sorted(ontology.above(predicate))])
        values = shown if window.start else [*shown, *said]
        title = about.title(predicate, incoming=incoming)
        line = PropertyLine(about.node(predicate), title, values, facts.total + len(said), slug, incoming)
        self._lines.setdefault(next(filter(None, sections), _OTHER), []).append(line)


def _to_all(about: Reading, facts: PropertyFacts, window: slice) -> list[PageValue]:
    return _ordered(about, ((about.node(fact.object), fact) for fact in facts.items), window)


def _from_all(about: Reading, facts: PropertyFacts, window: slice) -> list[PageValue]:
    return _ordered(about, ((about.node(fact.subject), fact) for fact in facts.items), window)


def _ordered(about: Reading, ends: Iterable[tuple[PageNode, Fact]], window: slice) -> list[PageValue]:
    ordered = sorted(ends, key=lambda each: (each[1].inferred, _order(each[0])))
    return [about.value(fact, node.term) for node, fact in ordered[window]]


def _own(
    about: Reading, facts: PropertyFacts | None, outgoing: dict[Term, PropertyFacts], kinds: _Kinds
) -> PropertyFacts:
    """Return the facts from a thing that no table and no narrower fact shows already."""
    if facts is None:
        return _NONE
    kept = [fact for fact in facts.items if not _covered(about, fact, outgoing)]
    mirrored = bool(kept) and all(fact.inferred for fact in kept) and _mirrored(about, kept, kinds)
    return _NONE if mirrored else PropertyFacts(kept, facts.total if facts.more else len(kept))


def _others(about: Reading, facts: PropertyFacts | None) -> PropertyFacts:
    """Return the facts to a thing that are not shown as facts from it."""
    if facts is None:
        return _NONE
    inverses = about.graph.ontology.inverses
    kept = [
        fact
        for fact in facts.items
        if not fact.inferred or not (inverses.get(fact.predicate) or _covered_incoming(about, fact))
    ]
    return PropertyFacts(kept, len(kept))


def _order(node: PageNode) -> tuple[bool, str]:
    return (bool(node.language), node.machine or node.text.casefold())


_Words = dict[Term, list[PageValue]]


def _said(about: Reading, words: list[tuple[Fact, Term]]) -> tuple[_Words, _Words]:
    """Return what is only claimed, planned or called, as values: from the thing, and to it."""
    found: tuple[dict[tuple[Term, Term, str], list[Attribution]], ...] = ({}, {})
    for fact, part in words[:_ALL]:
        mark = fact_tables.mark_of(about, fact.subject)
        other = RDF.object if part == RDF.subject else RDF.subject
        value, predicate = (about.graph.value(fact.subject, each) for each in (other, RDF.predicate))
        if part == RDF.predicate or mark == reading.ASSERTED or value is None or predicate is None:
            continue
        speaker = about.graph.value(fact.subject, BIL.speaker)
        attribution = Attribution(
            about.node(speaker) if speaker else None, fact.subject, about.cite(fact.graphs)
        )
        found[part == RDF.object].setdefault((predicate, value, mark), []).append(attribution)
    return _values(about, found[0]), _values(about, found[1])


def _values(about: Reading, found: dict[tuple[Term, Term, str], list[Attribution]]) -> _Words:
    values: _Words = {}
    for (predicate, value, mark), attributions in sorted(found.items(), key=lambda each: each[0]):
        ordered = sorted(
            attributions,
            key=lambda attribution: (
                attribution.speaker.text if attribution.speaker else "",
                attribution.statement,
            ),
        )
        values.setdefault(predicate, []).append(
            PageValue(about.node(value), mark, attributions=tuple(ordered))
        )
    return values


def _covered(about: Reading, fact: Fact, outgoing: dict[Term, PropertyFacts]) -> bool:
    """Tell whether an inferred fact only repeats a narrower one."""
    if not fact.inferred:
        return False
    above = about.graph.ontology.above
    return any(
        other.object == fact.object and fact.predicate in above(narrow) and fact.predicate != narrow
        for narrow, facts in outgoing.items()
        if narrow != fact.predicate and fact.predicate in above(narrow)
        for other in facts.items
    )


def _covered_incoming(about: Reading, fact: Fact) -> bool:
    above = about.graph.ontology.above
    return any(
        fact.predicate in above(other.predicate) and other.predicate != fact.predicate
        for other in about.graph.facts(fact.subject, None, fact.object)
    )


def _mirrored(about: Reading, facts: list[Fact], kinds: _Kinds) -> bool:
    """Tell whether the inverse of these inferred facts is shown, as rows of a table or as a line."""
    inverses = about.graph.ontology.inverses.get(facts[0].predicate)
    if not inverses:
        return False
    if inverses & kinds.many.keys():
        return True
    told = (fact for each in inverses if each in kinds.others for fact in kinds.others[each].items)
    if any(not fact.inferred for fact in told):
        return True
    return any(facts[0].object in shelf for shelf in (kinds.spells, kinds.events, kinds.statements))


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
    return sorted(known.values(), key=lambda name: (-len(name.text), name.text))[:4]


def plural(label: str) -> str:
    """Return the title of a table of things that the label names."""
    label = label[:1].upper() + label[1:]
    return label[:-1] + "ies" if label.endswith("y") else label + "s"
