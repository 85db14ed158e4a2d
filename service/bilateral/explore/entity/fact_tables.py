"""Spells, events and statements as rows, each with its dates, its parties and its sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from bilateral.explore.graph import display_dates, reading
from bilateral.explore.graph.languages import text
from bilateral.explore.graph.reading import Attribution, PageNode, PageValue
from bilateral.rdf.terms import Term, is_iri, is_literal
from bilateral.rdf.vocabulary import BIL, DCT, RDF

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bilateral.explore.graph.graph import Fact
    from bilateral.explore.graph.reading import Reading

T = TypeVar("T")

_MOST_SAID: Final = 60
_NO_DAY: Final = date.min

MARKS: Final = {
    BIL.Claim: reading.CLAIMED,
    BIL.Plan: reading.PLANNED,
    BIL.Characterisation: reading.CHARACTERISED,
    BIL.Report: reading.ASSERTED,
}
"""How much stands behind the content of a statement, by its class."""


@dataclass(slots=True)
class TableRow:
    """One row of a table.

    Attributes:
        node: the spell, event or statement itself.
        cells: values for each column.
        sources: numbers of the documents the row rests on.
        state: whether a spell holds on the day (moments.YES, PERHAPS, NO); empty for others.
        mark: as of a value, for the whole row.
        tags: its status where that is not the usual one.
        notes: remarks.
        conflicts: accounts that cannot be true as well.
        publishers: who published the sources.
        key: what rows are sorted by.
    """

    node: PageNode
    cells: dict[str, list[PageValue]]
    sources: tuple[int, ...] = ()
    state: str = ""
    mark: str = reading.ASSERTED
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    conflicts: list[PageNode] = field(default_factory=list)
    publishers: list[str] = field(default_factory=list)
    key: tuple[object, ...] = ()


@dataclass(slots=True)
class PageTable:
    """Rows under a title.

    Attributes:
        slug: its name in addresses.
        columns: titles by the keys of cells.
        total: how many rows there are on all its pages.
        page: the page shown, counted from 1.
        pages: how many there are.
        note: what is to be known of all rows.
    """

    slug: str
    title: str
    columns: dict[str, str]
    rows: list[TableRow]
    total: int = 0
    page: int = 1
    pages: int = 1
    note: str = ""


class TableWindow(NamedTuple):
    """Which rows of a table are shown."""

    page: int = 1
    size: int = 15


class TableHeading(NamedTuple):
    """What a table is called, in addresses and on the page."""

    slug: str
    title: str


_FIRST: Final = TableWindow()


def spell_table(
    about: Reading,
    heading: TableHeading,
    spells: Iterable[Term],
    *,
    of: Collection[Term] = (),
    window: TableWindow = _FIRST,
) -> PageTable:
    """Return the spells as dated rows, those that hold first, the latest first among each.

    Args:
        about: the reading; its day leaves out spells that do not hold then.
        heading: what the table is called.
        spells: to be shown.
        of: whose page it is, which is not repeated in each row.
        window: which of the rows.
    """
    dated = [(spell, timing(about, spell)) for spell in dict.fromkeys(spells)]
    states = [(spell, when, display_dates.holds(when, about.moment)) for spell, when in dated]
    if about.day:
        states = [each for each in states if each[2] != display_dates.NO]
    states.sort(key=lambda each: (each[2] == display_dates.NO, -_ordinal(each[1]), each[0]))
    shown, table = _cut(states, PageTable(*heading, {}, []), window)
    table.rows = [_spell_row(about, spell, state, of) for spell, _, state in shown]
    present = dict.fromkeys(key for row in table.rows for key in row.cells)
    ontology = about.graph.ontology
    parties = [key for key in present if key.startswith("<")]
    parties.sort(key=lambda key: (not ontology.domain_is(key, BIL.Spell), key == BIL.role, key))
    table.columns = {"what": "What"} if "what" in present else {}
    table.columns |= {key: _title(about.label(ontology.entry(key).labels)) for key in parties}
    table.columns |= {key: name for key, name in _SPELL_COLUMNS.items() if key in present or key in _ALWAYS}
    return table


_SPELL_COLUMNS: Final = {"from": "From", "until": "Until", "seen": "Shown by a source on"}
_ALWAYS: Final = frozenset({"from", "until"})
_EVENT_COLUMNS: Final = {
    "date": "Date",
    "event": "Event",
    "place": "Place",
    "who": "Participants",
    "about": "About",
}
_STATEMENT_COLUMNS: Final = {"speaker": "Who says so", "says": "What is said", "reporter": "Where"}


def timing(about: Reading, spell: Term) -> display_dates.Timing:
    """Return when a spell or event holds."""
    return about.graph.timing(spell)


def event_table(
    about: Reading,
    heading: TableHeading,
    events: Iterable[Term],
    *,
    window: TableWindow = _FIRST,
) -> PageTable:
    """Return events as rows, the latest first; with a day, those up to it."""
    timed = ((event, timing(about, event)) for event in dict.fromkeys(events))
    dated = [(event, when.start or when.end) for event, when in timed]
    if about.day:
        dated = [each for each in dated if each[1] is None or each[1].first <= about.day]
    dated.sort(key=lambda each: (-(each[1].last.toordinal() if each[1] else 0), each[0]))
    shown, table = _cut(dated, PageTable(*heading, dict(_EVENT_COLUMNS), []), window)
    table.rows = [_event_row(about, event) for event, _ in shown]
    if not any(row.cells["about"] for row in table.rows):
        table.columns.pop("about")
    return table


def statement_table(
    about: Reading,
    heading: TableHeading,
    statements: Iterable[Term],
    *,
    window: TableWindow = _FIRST,
) -> PageTable:
    """Return statements as rows: what is claimed, planned and characterised before what is narrated."""
    order = list(MARKS.values())
    marked = [(each, mark_of(about, each)) for each in dict.fromkeys(statements) if _was_out(about, each)]
    marked.sort(key=lambda each: (order.index(each[1]), each[0]))
    shown, table = _cut(marked, PageTable(*heading, dict(_STATEMENT_COLUMNS), []), window)
    table.rows = [statement_row(about, statement, mark) for statement, mark in shown]
    return table


def _was_out(about: Reading, statement: Term) -> bool:
    """Tell whether the document of a statement may have been out by the reading's day."""
    if about.day is None:
        return True
    documents = about.graph.values(statement, BIL.reporter)
    dates = (
        about.graph.value(each, DCT.issued) or about.graph.value(each, BIL.notBefore) for each in documents
    )
    spans = [span for each in dates if (span := display_dates.span(each))]
    return not spans or any(span.first <= about.day for span in spans)


def mark_of(about: Reading, statement: Term) -> str:
    """Return how much stands behind what a statement says."""
    types = about.graph.types(statement)
    return next((mark for cls, mark in MARKS.items() if cls in types), reading.CLAIMED)


def statement_row(about: Reading, statement: Term, mark: str) -> TableRow:
    """Return a statement as a row."""
    facts = _by_predicate(about.graph.facts(statement))
    wording = [about.value(fact, fact.object) for fact in facts.get(BIL.wording, ())]
    content = [
        PageValue(about.node(facts[part][0].object))
        for part in (RDF.subject, RDF.predicate, RDF.object)
        if facts.get(part)
    ]
    cells = {
        "speaker": [PageValue(about.node(fact.object)) for fact in facts.get(BIL.speaker, ())],
        "wording": wording,
        "says": content,
        "reporter": [PageValue(about.node(fact.object)) for fact in facts.get(BIL.reporter, ())],
    }
    graphs = [graph for fact in facts.get(RDF.type, ()) for graph in fact.graphs]
    return TableRow(
        about.node(statement, composed=False), cells, about.cite(graphs), mark=mark, notes=_notes(facts)
    )


def _spell_row(about: Reading, spell: Term, state: str, of: Collection[Term]) -> TableRow:
    facts = _by_predicate(fact for fact in about.graph.facts(spell) if not fact.inferred)
    conflicts = [about.node(term) for term in about.graph.values(spell, BIL.conflictsWith)]
    ontology = about.graph.ontology
    cells: dict[str, list[PageValue]] = {}
    for predicate, found in facts.items():
        if predicate in (RDF.type, BIL.standing) or not _is_column(about, predicate, found[0].object):
            continue
        general = not ontology.entry(predicate).broader
        values = [about.value(fact, fact.object) for fact in found if not (general and fact.object in of)]
        if values:
            cells[predicate] = values
    for key, predicate in (("from", BIL.start), ("until", BIL.end), ("seen", BIL.attestedOn)):
        if predicate in facts:
            cells[key] = sorted(
                (about.value(fact, fact.object) for fact in facts[predicate]),
                key=lambda value: value.node.machine,
            )
    if "until" in cells or "from" in cells:
        cells.pop("seen", None)
    notes = _notes(facts)
    standing = [
        about.node(fact.object).text
        for fact in facts.get(BIL.standing, ())
        if not fact.object.endswith("/confirmed>")
    ]
    classes = ontology.specific(
        fact.object for fact in facts.get(RDF.type, ()) if fact.object != BIL.OngoingSpell
    )
    graphs = [graph for found in facts.values() for fact in found for graph in fact.graphs]
    node = about.node(spell, composed=False)
    if about.graph.labels(spell):
        cells["what"] = [PageValue(node)]
    elif classes:
        node = node._replace(text=about.label(ontology.entry(classes[0]).labels) or node.text, language="")
    return TableRow(
        node, cells, about.cite(dict.fromkeys(graphs)), state, notes=[*standing, *notes], conflicts=conflicts
    )


def _is_column(about: Reading, predicate: Term, value: Term) -> bool:
    """Tell whether a property of spells has a column: others take part in it, or one kind of spell has it."""
    domains = about.graph.ontology.entry(predicate).domain
    return is_iri(value) or any(
        BIL.Spell in about.graph.ontology.above(each) and each != BIL.Spell for each in domains
    )


def _event_row(about: Reading, event: Term) -> TableRow:
    graph = about.graph
    facts = _by_predicate(graph.facts(event))
    # An event of one day may have all three.
    dates = facts.get(BIL.date) or [fact for key in (BIL.start, BIL.end) for fact in facts.get(key, ())]
    people = facts.get(BIL.participant, ())
    cells = {
        "date": [about.value(fact, fact.object) for fact in dates],
        "event": [PageValue(about.node(event))],
        "place": [about.value(fact, fact.object) for fact in facts.get(BIL.place, ())],
        "who": sorted((about.value(fact, fact.object) for fact in people), key=lambda value: value.node.text),
        "about": _topics(about, event, facts.get(BIL.topic, ())),
    }
    statuses = [
        about.node(fact.object)
        for fact in facts.get(BIL.status, ())
        if not fact.object.endswith("/occurred>")
    ]
    graphs = [graph for fact in facts.get(RDF.type, ()) for graph in fact.graphs]
    sources = [number for values in cells.values() for value in values for number in value.sources]
    mark = reading.PLANNED if any(node.term.endswith("/planned>") for node in statuses) else reading.ASSERTED
    numbers = tuple(sorted({*sources, *about.cite(graphs)}))
    return TableRow(
        cells["event"][0].node,
        cells,
        numbers,
        mark=mark,
        publishers=about.publishers(numbers),
        tags=[node.text for node in statuses],
        notes=_notes(facts),
    )


def _topics(about: Reading, event: Term, asserted: Iterable[Fact]) -> list[PageValue]:
    """Return what an event was about: what is asserted, then what somebody says."""
    graph = about.graph
    found = {fact.object: about.value(fact, fact.object) for fact in asserted}
    attributions: dict[tuple[Term, str], list[Attribution]] = {}
    for statement in graph.subjects(RDF.subject, event)[:_MOST_SAID]:
        mark = mark_of(about, statement)
        topic = graph.value(statement, RDF.object)
        if mark == reading.ASSERTED or topic is None or graph.value(statement, RDF.predicate) != BIL.topic:
            continue
        speaker = graph.value(statement, BIL.speaker)
        # A ministry speaks for its state, whose name is shorter.
        known = speaker and (graph.value(speaker, BIL.ofState) or speaker)
        attribution = Attribution(about.node(known) if known else None, statement, ())
        if attribution.speaker not in {each.speaker for each in attributions.get((topic, mark), ())}:
            attributions.setdefault((topic, mark), []).append(attribution)
    said = [
        PageValue(about.node(topic), mark, attributions=tuple(who))
        for (topic, mark), who in attributions.items()
    ]
    return [*found.values(), *sorted(said, key=lambda value: (value.mark, value.node.text))]


def _notes(facts: dict[Term, list[Fact]]) -> list[str]:
    return sorted(text(fact.object).value for fact in facts.get(BIL.note, ()) if is_literal(fact.object))


def _by_predicate(facts: Iterable[Fact]) -> dict[Term, list[Fact]]:
    found: dict[Term, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.predicate, []).append(fact)
    return found


def _cut(rows: Sequence[T], table: PageTable, window: TableWindow) -> tuple[Sequence[T], PageTable]:
    return rows[turn(table, len(rows), window)], table


def turn(table: PageTable, total: int, window: TableWindow) -> slice:
    """Set the page and the number of pages of a table, and return which of all rows are on the page."""
    table.total = total
    table.pages = max(1, -(-total // window.size)) if window.size else 1
    table.page = min(max(1, window.page), table.pages)
    start = (table.page - 1) * window.size
    return slice(start, start + window.size)


def _ordinal(when: display_dates.Timing) -> int:
    return (when.start.first if when.start else _NO_DAY).toordinal()


def _title(label: str) -> str:
    return label[:1].upper() + label[1:]
