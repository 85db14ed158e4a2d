"""Spells, events and statements as rows, each with its dates, its parties and its sources."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from bilateral.explore.entity.page_tables import (
    PageTable,
    TableHeading,
    TableRow,
    capitalised,
    plural,
    slug_of,
)
from bilateral.explore.graph import display_dates, reading
from bilateral.explore.graph.graph import PLANNED, by_property
from bilateral.explore.graph.languages import text
from bilateral.explore.graph.reading import Attribution, PageNode, PageValue
from bilateral.rdf.iris import entity
from bilateral.rdf.terms import Term, is_iri, is_literal, literal
from bilateral.rdf.vocabulary import BIL, DCT, RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bilateral.explore.entity.page_tables import TableWindow
    from bilateral.explore.graph.graph import Fact, PropertyFacts
    from bilateral.explore.graph.reading import Reading
    from bilateral.rdf.terms import Triple

_OCCURRED, _CONFIRMED = entity("status/occurred"), entity("standing/confirmed")
_MOST_SAID: Final = 60
_SPELL_COLUMNS: Final = {"from": "From", "until": "Until", "seen": "Shown by a source on"}
_NO_COLUMNS: Final = frozenset({RDF.type, BIL.standing, BIL.record, SKOS.exactMatch})
_ALWAYS: Final = frozenset({"from", "until"})
_EVENT_COLUMNS: Final = {
    "date": "Date",
    "event": "Event",
    "place": "Place",
    "who": "Participants",
    "about": "About",
}
_UNSORTED_COLUMNS: Final = {"date": "Date", "what": "What", "kind": "Kind"}
_UNSORTED: Final = "Too many to be put in order; all of them can be paged through."
_STATEMENT_COLUMNS: Final = {"speaker": "Who says so", "says": "What is said", "reporter": "Where"}


def spell_table(
    about: Reading,
    heading: TableHeading,
    spells: Iterable[Term],
    window: TableWindow,
    of: Collection[Term] = (),
) -> PageTable:
    """Return the spells as dated rows, those that hold first, the latest first among each.

    Those that do not hold on the reading's day are left out. Whose page it is (`of`) is not repeated in rows.
    """
    dated = [(spell, about.graph.timing(spell)) for spell in dict.fromkeys(spells)]
    states = [(spell, when, display_dates.holds(when, about.moment)) for spell, when in dated]
    if about.day:
        states = [each for each in states if each[2] != display_dates.NO]
    states.sort(key=lambda each: (each[2] == display_dates.NO, -_ordinal(each[1]), each[0]))
    table = PageTable(*heading)
    shown = states[table.turn(len(states), window)]
    table.rows = [_spell_row(about, spell, state, of) for spell, _, state in shown]
    table.columns = _spell_columns(about, {key for row in table.rows for key in row.cells})
    return table


def _spell_columns(about: Reading, present: Collection[str]) -> dict[str, str]:
    ontology = about.graph.ontology
    parties = [key for key in present if is_iri(key)]
    parties.sort(key=lambda key: (not ontology.domain_is(key, BIL.Spell), key == BIL.role, key))
    columns = {"what": "What"} if "what" in present else {}
    columns |= {key: capitalised(about.label(ontology.entry(key).labels)) for key in parties}
    return columns | {key: name for key, name in _SPELL_COLUMNS.items() if key in present or key in _ALWAYS}


def families(about: Reading, spells: Iterable[Term]) -> list[tuple[TableHeading, list[Term]]]:
    """Return spells by the tables in which they are shown together."""
    groups: dict[Term, list[Term]] = {}
    for spell in spells:
        classes = about.graph.ontology.specific(about.graph.types(spell) - {BIL.OngoingSpell})
        groups.setdefault(_family(about, classes), []).append(spell)
    return [
        (TableHeading(slug_of(cls).lower(), plural(about.node(cls).text)), group)
        for cls, group in sorted(groups.items())
    ]


def _family(about: Reading, classes: list[Term]) -> Term:
    """Return the class just below Spell, or below that where it has classes of its own below it."""
    ontology = about.graph.ontology
    for cls in classes:
        above_it = sorted(ontology.above(cls))
        for above in above_it:
            if BIL.Spell in ontology.entry(above).broader:
                return next((each for each in above_it if above in ontology.entry(each).broader), above)
    return BIL.Spell


def event_table(
    about: Reading, heading: TableHeading, events: Iterable[Term], window: TableWindow
) -> PageTable:
    """Return events as rows, the latest first; with a day, those up to it."""
    timed = about.graph.timings(dict.fromkeys(events))
    dated = [(event, when.start or when.end) for event, when in timed]
    if about.day:
        dated = [each for each in dated if each[1] is None or each[1].first <= about.day]
    dated.sort(key=lambda each: (-(each[1].last.toordinal() if each[1] else 0), each[0]))
    table = PageTable(*heading, dict(_EVENT_COLUMNS))
    shown = dated[table.turn(len(dated), window)]
    table.rows = [_event_row(about, event) for event, _ in shown]
    if not any(row.cells["about"] for row in table.rows):
        table.columns.pop("about")
    return table


def statement_table(
    about: Reading, heading: TableHeading, statements: Iterable[Term], window: TableWindow
) -> PageTable:
    """Return statements as rows: what is claimed, planned and characterised before what is narrated."""
    order = list(about.graph.layout.marks.values())
    marked = [(each, mark_of(about, each)) for each in dict.fromkeys(statements) if _was_out(about, each)]
    marked.sort(key=lambda each: (order.index(each[1]), each[0]))
    table = PageTable(*heading, dict(_STATEMENT_COLUMNS))
    shown = marked[table.turn(len(marked), window)]
    table.rows = [statement_row(about, statement, mark) for statement, mark in shown]
    return table


def _was_out(about: Reading, statement: Term) -> bool:
    """Return whether the document of a statement may have been out by the reading's day."""
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
    return next((mark for cls, mark in about.graph.layout.marks.items() if cls in types), reading.CLAIMED)


def statement_row(about: Reading, statement: Term, mark: str) -> TableRow:
    """Return a statement as a row."""
    facts = by_property(about.graph.facts(statement))
    cells = {
        "speaker": _bare_values(about, facts.get(BIL.speaker, ())),
        "wording": shown_values(about, facts.get(BIL.wording, ())),
        "says": _content(about, facts),
        "reporter": _bare_values(about, facts.get(BIL.reporter, ())),
    }
    sources = about.cite(graph for fact in facts.get(RDF.type, ()) for graph in fact.graphs)
    return TableRow(about.node(statement, composed=False), cells, sources, mark=mark, notes=_notes(facts))


def _content(about: Reading, facts: Mapping[Term, Sequence[Fact]]) -> list[PageValue]:
    """Return what a statement says: its triple, or the words that its speaker has for something."""
    content = [facts[part][0] for part in (RDF.subject, RDF.predicate, RDF.object) if facts.get(part)]
    values = _bare_values(about, content)
    if len(content) != len((RDF.subject, RDF.predicate, RDF.object)) or content[1].object != BIL.saidOf:
        return values
    whom, said, words = values
    words = words._replace(node=words.node._replace(text=f"“{words.node.text}”"))
    if content[0].object in {fact.object for fact in facts.get(BIL.speaker, ())}:
        return [words]
    return [said._replace(node=PageNode(literal("of"), "of", "", reading.TEXT)), whom, words]


def _spell_row(about: Reading, spell: Term, state: str, of: Collection[Term]) -> TableRow:
    facts = by_property(fact for fact in about.graph.facts(spell) if not fact.inferred)
    ontology = about.graph.ontology
    cells = _spell_cells(about, facts, of)
    standing = [fact.object for fact in facts.get(BIL.standing, ()) if fact.object != _CONFIRMED]
    classes = ontology.specific(
        fact.object for fact in facts.get(RDF.type, ()) if fact.object != BIL.OngoingSpell
    )
    node = about.node(spell, composed=False)
    if about.graph.labels(spell):
        cells["what"] = [PageValue(node)]
    elif classes:
        node = node._replace(text=about.label(ontology.entry(classes[0]).labels) or node.text, language="")
    return TableRow(
        node,
        cells,
        about.cite(
            dict.fromkeys(graph for found in facts.values() for fact in found for graph in fact.graphs)
        ),
        state,
        notes=[*(about.node(each).text for each in standing), *_notes(facts)],
        conflicts=[about.node(each) for each in about.graph.values(spell, BIL.conflictsWith)],
        superseded=[about.node(each) for each in about.graph.values(spell, BIL.supersededBy)],
    )


def _spell_cells(
    about: Reading, facts: dict[Term, list[Fact]], of: Collection[Term]
) -> dict[str, list[PageValue]]:
    cells: dict[str, list[PageValue]] = {}
    for predicate, found in facts.items():
        if predicate in _NO_COLUMNS or not _is_column(about, predicate, found[0].object):
            continue
        general = not about.graph.ontology.entry(predicate).broader
        if values := shown_values(about, (fact for fact in found if not (general and fact.object in of))):
            cells[predicate] = values
    for key, predicate in (("from", BIL.start), ("until", BIL.end), ("seen", BIL.attestedOn)):
        if predicate in facts:
            cells[key] = sorted(shown_values(about, facts[predicate]), key=lambda value: value.node.machine)
    if "until" in cells or "from" in cells:
        cells.pop("seen", None)
    return cells


def _is_column(about: Reading, predicate: Term, value: Term) -> bool:
    """Return whether a property has a column: others take part by it, or one kind of spell alone has it."""
    domains = about.graph.ontology.entry(predicate).domain
    return is_iri(value) or any(
        BIL.Spell in about.graph.ontology.above(each) and each != BIL.Spell for each in domains
    )


def _statuses(facts: dict[Term, list[Fact]]) -> list[Term]:
    """Return the statuses that readers are told: not that an event occurred, nor that this was planned."""
    said = [fact.object for fact in facts.get(BIL.status, ())]
    return [each for each in said if each != _OCCURRED and (each != PLANNED or set(said) == {PLANNED})]


def _event_row(about: Reading, event: Term) -> TableRow:
    facts = by_property(about.graph.facts(event))
    # An event of one day may have all three.
    dates = facts.get(BIL.date) or [fact for key in (BIL.start, BIL.end) for fact in facts.get(key, ())]
    cells = {
        "date": shown_values(about, dates),
        "event": [PageValue(about.node(event))],
        "place": shown_values(about, facts.get(BIL.place, ())),
        "who": sorted(shown_values(about, facts.get(BIL.participant, ())), key=lambda value: value.node.text),
        "about": _topics(about, event, facts.get(BIL.topic, ())),
    }
    statuses = _statuses(facts)
    sources = [number for values in cells.values() for value in values for number in value.sources]
    own = about.cite(graph for fact in facts.get(RDF.type, ()) for graph in fact.graphs)
    numbers = tuple(sorted({*sources, *own}))
    return TableRow(
        cells["event"][0].node,
        cells,
        numbers,
        mark=reading.PLANNED if PLANNED in statuses else reading.ASSERTED,
        publishers=about.publishers(numbers),
        tags=[about.node(each).text for each in statuses] + _unconfirmed(about, event, statuses),
        notes=_notes(facts),
    )


def _unconfirmed(about: Reading, event: Term, statuses: Iterable[Term]) -> list[str]:
    """Return what to say of an event that was planned, whose days are past and of which no report tells."""
    when = about.graph.timing(event)
    last = when.end or when.start
    over = last is not None and last.last < about.moment
    return ["no report that it took place"] if over and PLANNED in statuses else []


def _topics(about: Reading, event: Term, asserted: Iterable[Fact]) -> list[PageValue]:
    """Return what an event was about: what is asserted, then what somebody says."""
    graph = about.graph
    found = {fact.object: about.value(fact, fact.object) for fact in asserted}
    said: dict[tuple[Term, str], dict[PageNode | None, Attribution]] = {}
    for statement in graph.subjects(RDF.subject, event)[:_MOST_SAID]:
        mark, topic = mark_of(about, statement), graph.value(statement, RDF.object)
        if mark == reading.ASSERTED or topic is None or graph.value(statement, RDF.predicate) != BIL.topic:
            continue
        speaker = graph.value(statement, BIL.speaker)
        # A ministry speaks for its state, whose name is shorter.
        known = speaker and (graph.value(speaker, BIL.ofState) or speaker)
        node = about.node(known) if known else None
        said.setdefault((topic, mark), {}).setdefault(node, Attribution(node, statement, ()))
    values = [
        PageValue(about.node(topic), mark, attributions=tuple(by_speaker.values()))
        for (topic, mark), by_speaker in said.items()
    ]
    return [*found.values(), *sorted(values, key=lambda value: (value.mark, value.node.text))]


def shown_values(about: Reading, facts: Iterable[Fact]) -> list[PageValue]:
    """Return the values of facts, each with what it rests on."""
    return [about.value(fact, fact.object) for fact in facts]


def _bare_values(about: Reading, facts: Iterable[Fact]) -> list[PageValue]:
    """Return values without what they rest on, which the row says."""
    return [PageValue(about.node(fact.object)) for fact in facts]


def _notes(facts: dict[Term, list[Fact]]) -> list[str]:
    return sorted(text(fact.object).value for fact in facts.get(BIL.note, ()) if is_literal(fact.object))


def _ordinal(when: display_dates.Timing) -> int:
    return (when.start.first if when.start else date.min).toordinal()


def unsorted_subjects(
    about: Reading, heading: TableHeading, end: tuple[Term, Term], total: int, window: TableWindow
) -> PageTable:
    """Return what has a property and value (`end`), too many to be sorted, in the engine's order."""
    table = PageTable(*heading, dict(_UNSORTED_COLUMNS))
    shown = table.turn(total, window)
    table.note = _UNSORTED if table.pages > 1 else ""
    rows = about.graph.some_solutions("subjects", shown, property=end[0], value=end[1])
    table.rows = [_unsorted_row(about, (row["subject"], *end)) for row in rows]
    return table


def unsorted_values(about: Reading, facts: PropertyFacts, window: slice) -> list[PageValue]:
    """Return values of a property of a node, of which the facts are the first, in the engine's order."""
    subject, predicate, *_ = facts.items[0]
    rows = about.graph.some_solutions("values", window, subject=subject, property=predicate)
    triples = ((subject, predicate, row["value"]) for row in rows)
    return [about.value(about.graph.fact(each), each[2]) for each in triples]


def _unsorted_row(about: Reading, triple: Triple) -> TableRow:
    graph, subject = about.graph, triple[0]
    value = about.value(graph.fact(triple), subject)
    date = graph.value(subject, BIL.date) or graph.value(subject, BIL.start)
    cells = {
        "what": [value],
        "kind": [PageValue(cls) for cls in about.classes(subject)],
        "date": [PageValue(about.node(date))] if date else [],
    }
    return TableRow(value.node, cells, value.sources, mark=value.mark)
