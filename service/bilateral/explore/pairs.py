"""Two polities: what binds them, what they do together, and what each says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from bilateral.explore.entity import fact_tables, treaty_tables
from bilateral.explore.entity.page_tables import (
    EVERYTHING,
    Focus,
    PageTable,
    TableHeading,
    TableRow,
    TableWindow,
)
from bilateral.explore.graph import dataset_coverage, display_dates
from bilateral.explore.graph.reading import ASSERTED, Attribution, PageNode, PageValue
from bilateral.explore.pictures import figures
from bilateral.rdf import dates
from bilateral.rdf.terms import Term, literal, literal_parts
from bilateral.rdf.vocabulary import BIL, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bilateral.explore.graph.graph import Graph
    from bilateral.explore.graph.reading import CitedSource, Reading
    from bilateral.explore.pictures.figures import ChartColumn, Timeline

_ROWS, _OFFICIALS, _NEIGHBOURS = 25, 8, 12


class Party(NamedTuple):
    """One of the two, those who hold its offices, and what it says of the other."""

    node: PageNode
    officials: PageTable
    about_other: PageTable


class MembershipAccount(NamedTuple):
    """One account of a membership."""

    node: PageNode
    role: list[PageNode]
    start: list[PageNode]
    end: list[PageNode]
    sources: tuple[int, ...]


class SharedOrganisation(NamedTuple):
    """An organisation, and the memberships of each side by the accounts there are."""

    node: PageNode
    left: dict[Term, MembershipAccount]
    right: dict[Term, MembershipAccount]
    states: list[str]

    @property
    def state(self) -> str:
        """Whether both belong to it on the day: the most certain of the accounts."""
        return max(self.states, key=display_dates.certainty)


class TopicComparison(NamedTuple):
    """The topics of one event or relation by who brought them up."""

    matter: PageNode
    left: list[PageValue]
    both: list[PageValue]
    right: list[PageValue]


@dataclass(slots=True)
class PairDescription:
    """What a pair page shows."""

    left: Party  # the first by code
    right: Party
    meetings: PageTable  # and visits
    perhaps: PageTable  # those of which nobody can say whether both were represented
    events: PageTable  # other events of the two
    relations: list[PageTable]
    organisations: list[SharedOrganisation]  # those that both belong to
    treaties: PageTable  # of the two and few others
    large_treaties: int  # how many more both are parties to, with many others
    readouts: list[TopicComparison] = field(default_factory=list)  # what each side names, event by event
    said: PageTable | None = None  # what others say of their events and relations
    planned: PageTable | None = None  # plans that no report confirms yet
    contradictions: list[tuple[TableRow, TableRow]] = field(default_factory=list)
    absent: list[PageNode] = field(default_factory=list)  # kinds of relation and event, none recorded
    timeline: Timeline | None = None
    years: list[ChartColumn] = field(default_factory=list)  # meetings and visits by year
    sources: list[CitedSource] = field(default_factory=list)

    def tables(self) -> list[PageTable]:
        """Return all tables, in the order of exports."""
        words = [self.left.about_other, self.right.about_other]
        said = [table for table in (self.said, self.planned) if table]
        officials = [self.left.officials, self.right.officials]
        return [
            self.meetings,
            self.perhaps,
            *self.relations,
            self.treaties,
            self.events,
            *words,
            *said,
            *officials,
        ]


def polity(graph: Graph, code: str) -> Term | None:
    """Return the polity with an ISO 3166-1 alpha-3 code, or None."""
    return min(graph.subjects(BIL.iso3, literal(code)), default=None)


def code(graph: Graph, term: Term) -> str:
    """Return the ISO 3166-1 alpha-3 code of a polity, or nothing."""
    found = graph.value(term, BIL.iso3)
    return found.strip('"') if found else ""


def polities(about: Reading) -> list[tuple[str, str]]:
    """Return the code and the name of every polity, by name."""

    def make() -> list[tuple[str, str]]:
        quads = about.graph.snapshot.match(None, BIL.iso3, graph="")
        found = {(literal_parts(quad.object).value, about.node(quad.subject).text) for quad in quads}
        return sorted(found, key=lambda each: (each[1].casefold(), each[0]))

    return about.graph.once(("polities", about.languages), make)


def neighbours(graph: Graph, term: Term) -> list[Term]:
    """Return the polities that share the most events and relations with one."""

    def ranked() -> list[Term]:
        rows = graph.solutions("neighbours", one=term)
        rows.sort(key=lambda row: (-int(literal_parts(row["shared"]).value), row["other"]))
        return [row["other"] for row in rows[:_NEIGHBOURS]]

    return graph.once(("neighbours", term), ranked)


def describe(about: Reading, left: Term, right: Term, focus: Focus = EVERYTHING) -> PairDescription:
    """Return what a page shows of two polities, as of the reading's day."""
    graph = about.graph
    events = _events(graph, left, right)
    talks = [each for each in events if {BIL.Meeting, BIL.Visit} & graph.types(each)]
    others = [each for each in events if each not in set(talks)]
    relations = sorted(_relations_of(graph, left, right))
    meetings, other = TableHeading("meetings", "Meetings and visits"), TableHeading("events", "Other events")
    pair = PairDescription(
        _party(about, left, right, focus),
        _party(about, right, left, focus),
        fact_tables.event_table(about, meetings, talks, _window(focus, meetings)),
        _perhaps(about, (left, right), focus),
        fact_tables.event_table(about, other, others, _window(focus, other)),
        _relations(about, relations, (left, right), focus),
        _organisations(about, left, right),
        *_treaties(about, left, right, focus),
    )
    if not events:
        pair.meetings.note = dataset_coverage.on_events(graph, (left, right))
    said = {matter: graph.subjects(RDF.subject, matter) for matter in (*events, *relations)}
    said = {matter: statements for matter, statements in said.items() if statements}
    spoken = dict.fromkeys(each for statements in said.values() for each in statements)
    pair.readouts = _readouts(about, said, left, right)
    views = [each for each in spoken if _is_view(about, each)]
    pair.said = _statement_table(about, TableHeading("said", "What is said of these"), views, focus)
    plans = _plans(graph, (each for matter in events for each in said.get(matter, ())))
    pair.planned = _statement_table(about, TableHeading("planned", "Planned, not confirmed"), plans, focus)
    pair.contradictions = _contradictions(about, spoken)
    pair.absent = _absent(about, [*events, *relations])
    dated = figures.items(about, talks)
    held = [each for each in relations if not graph.is_a(each, BIL.VotingAgreement)]
    pair.timeline = figures.timeline([*dated, *figures.items(about, others, held)], about.moment)
    pair.years = figures.by_year(dated)
    pair.sources = about.sources()
    return pair


def _with(graph: Graph, predicate: Term, value: Term) -> frozenset[Term]:
    """Return everything that has the value; of a state, asked for again with every other state."""
    return graph.once(("with", predicate, value), lambda: frozenset(graph.subjects(predicate, value)))


def _events(graph: Graph, left: Term, right: Term) -> list[Term]:
    """Return events at which both are represented, or that bring about a relation of the two."""
    here, there = (_with(graph, BIL.stateRepresented, each) for each in (left, right))
    bringing = _with(graph, BIL.party, left) & _with(graph, BIL.party, right)
    brought = (event for relation in bringing for event in graph.subjects(BIL.brings, relation))
    return sorted((here & there) | set(brought))


def _perhaps(about: Reading, of: tuple[Term, Term], focus: Focus) -> PageTable:
    """Return the events at which a participant may have represented one of the two, or both."""
    heading = TableHeading("perhaps", "Where it is open who was represented")
    sure, open_ = (
        [_with(about.graph, predicate, each) for each in of]
        for predicate in (BIL.stateRepresented, BIL.possiblyRepresented)
    )
    either = [one | other for one, other in zip(sure, open_, strict=True)]
    events = (either[0] & either[1]) - (sure[0] & sure[1])
    table = fact_tables.event_table(about, heading, sorted(events), _window(focus, heading))
    table.note = "A participant took or left office in the very month or year." if events else ""
    return table


def _relations_of(graph: Graph, left: Term, right: Term) -> set[Term]:
    """Return the relations of two: they are its parties, or a mission of one is in charge of the other."""
    found = set(_with(graph, BIL.party, left) & _with(graph, BIL.party, right))
    for sender, other in ((left, right), (right, left)):
        found |= _with(graph, BIL.sendingState, sender) & _with(graph, BIL.accreditedTo, other)
    return found


def _is_view(about: Reading, statement: Term) -> bool:
    """Return whether a statement is more than what a document narrates."""
    return (
        fact_tables.mark_of(about, statement) != ASSERTED
        or about.graph.value(statement, BIL.speaker) is not None
    )


def _plans(graph: Graph, reports: Iterable[Term]) -> list[Term]:
    """Return the plans not yet confirmed in the documents of reports."""
    documents = dict.fromkeys(document for each in reports for document in graph.values(each, BIL.reporter))
    told = dict.fromkeys(each for document in documents for each in graph.subjects(BIL.reporter, document))
    return [each for each in told if graph.is_a(each, BIL.Plan) and not graph.values(each, BIL.confirmedBy)]


def _statement_table(
    about: Reading, heading: TableHeading, statements: list[Term], focus: Focus
) -> PageTable:
    return fact_tables.statement_table(about, heading, statements, _window(focus, heading))


def _window(focus: Focus, heading: TableHeading, rows: int = _ROWS) -> TableWindow:
    return focus.window(heading.slug, rows) or TableWindow(1, 0)


def _party(about: Reading, term: Term, other: Term, focus: Focus) -> Party:
    code_ = code(about.graph, term).lower()
    node = about.node(term)
    heading = TableHeading(f"officials-{code_}", f"Officials of {node.text}")
    # The highest offices come first.
    tenures = about.graph.column("officials-on", "tenure", state=term, day=dates.day(about.moment))
    officials = fact_tables.spell_table(about, heading, tenures, _window(focus, heading, _OFFICIALS))
    words = about.graph.column("words-about", "statement", one=term, other=other)
    heading = TableHeading(f"words-{code_}", f"{node.text} on {about.node(other).text}")
    return Party(node, officials, _statement_table(about, heading, words, focus))


def _relations(about: Reading, relations: list[Term], of: tuple[Term, Term], focus: Focus) -> list[PageTable]:
    found = [
        fact_tables.spell_table(about, heading, spells, _window(focus, heading), of)
        for heading, spells in fact_tables.families(about, relations)
    ]
    return sorted((table for table in found if table.total), key=lambda table: table.total)


def _treaties(about: Reading, left: Term, right: Term, focus: Focus) -> tuple[PageTable, int]:
    both = _with(about.graph, BIL.treatyParty, left) & _with(about.graph, BIL.treatyParty, right)
    return treaty_tables.treaties_of_two(about, both, _window(focus, treaty_tables.HEADING))


def _organisations(about: Reading, left: Term, right: Term) -> list[SharedOrganisation]:
    found: dict[Term, SharedOrganisation] = {}
    for row in about.graph.solutions("pair-memberships", one=left, other=right):
        timings = (about.graph.timing(row[side]) for side in ("here", "there"))
        states = [display_dates.holds(timing, about.moment) for timing in timings]
        state = min(states, key=display_dates.certainty)
        if about.day and state == display_dates.NO:
            continue
        organisation = row["organisation"]
        shared = found.setdefault(organisation, SharedOrganisation(about.node(organisation), {}, {}, []))
        shared.states.append(state)
        for side, accounts in (("here", shared.left), ("there", shared.right)):
            if row[side] not in accounts:
                accounts[row[side]] = _account(about, row[side])
    return sorted(found.values(), key=lambda each: (each.state == display_dates.NO, each.node.text))


def _account(about: Reading, spell: Term) -> MembershipAccount:
    facts = [about.graph.facts(spell, key) for key in (BIL.role, BIL.start, BIL.end)]
    role, start, end = ([about.node(fact.object) for fact in found] for found in facts)
    sources = about.cite(dict.fromkeys(graph for found in facts for fact in found for graph in fact.graphs))
    return MembershipAccount(about.node(spell, composed=False), role, start, end, sources)


def _readouts(
    about: Reading, said: Mapping[Term, Iterable[Term]], left: Term, right: Term
) -> list[TopicComparison]:
    graph = about.graph
    found = []
    for matter, statements in said.items():
        topics: dict[Term, dict[bool, Term]] = {}
        for statement in statements:
            speakers = graph.values(statement, BIL.speaker)
            for topic in graph.values(statement, BIL.topic) if speakers else ():
                for side, term in ((False, left), (True, right)):
                    if any(_speaks_for(about, speaker, term) for speaker in speakers):
                        topics.setdefault(topic, {})[side] = statement
        if topics:
            found.append(_compared(about, matter, topics))
    return found


def _compared(about: Reading, matter: Term, topics: Mapping[Term, Mapping[bool, Term]]) -> TopicComparison:
    columns: dict[str, list[PageValue]] = {"left": [], "both": [], "right": []}
    for topic, sides in sorted(topics.items()):
        column = "both" if len(sides) > 1 else "right" if True in sides else "left"
        mark = fact_tables.mark_of(about, next(iter(sides.values())))
        attributions = tuple(Attribution(None, each, ()) for each in sides.values())
        columns[column].append(PageValue(about.node(topic), mark, attributions=attributions))
    return TopicComparison(about.node(matter), **columns)


def _speaks_for(about: Reading, speaker: Term, state: Term) -> bool:
    graph = about.graph
    return speaker == state or any(
        state in graph.values(speaker, each) for each in (BIL.ofState, BIL.everActedFor)
    )


def _contradictions(about: Reading, statements: Iterable[Term]) -> list[tuple[TableRow, TableRow]]:
    found = {
        (min(one, other), max(one, other))
        for one in set(statements)
        for other in about.graph.values(one, BIL.contradicts)
    }

    def row(statement: Term) -> TableRow:
        return fact_tables.statement_row(about, statement, fact_tables.mark_of(about, statement))

    return [(row(one), row(other)) for one, other in sorted(found)]


def _absent(about: Reading, found: Iterable[Term]) -> list[PageNode]:
    """Return the kinds of relation and event that the graph knows and of which this pair has none."""
    ontology = about.graph.ontology
    present = {cls for each in found for cls in about.graph.types(each)}
    kinds = {
        cls
        for top in (BIL.Relation, BIL.Event)
        for cls in ontology.below(top)
        if cls not in (BIL.Relation, BIL.Event)
    }
    missing = [about.node(cls) for cls in kinds - present if ontology.entry(cls).labels]
    return sorted(missing, key=lambda node: node.text)
