"""Two polities: what binds them, what they do together, and what each says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.entities import moments, pictures, queries, tables
from bilateral.entities.description import families, plural, slug_of
from bilateral.entities.reading import Node, Value, Voice
from bilateral.entities.tables import EVENT, Heading, Row, Table, Window
from bilateral.terms import Term, literal, literal_parts
from bilateral.vocabulary import bil

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bilateral.entities.graph import Graph
    from bilateral.entities.pictures import Bar, Timeline
    from bilateral.entities.reading import Reading, Source

_ISO3, _RELATION, _MEETING, _VISIT = bil("iso3"), bil("Relation"), bil("Meeting"), bil("Visit")
_ROLE, _START, _END = bil("role"), bil("start"), bil("end")
_OF_STATE, _ACTED_FOR, _CONTRADICTS = bil("ofState"), bil("everActedFor"), bil("contradicts")
_VOTING = bil("VotingAgreement")
_WINDOW: Final = Window(1, 200)


class Party(NamedTuple):
    """One of the two, with those who hold its offices."""

    node: Node
    officials: Table
    about_other: Table


class Stay(NamedTuple):
    """One account of a membership."""

    node: Node
    role: list[Node]
    start: list[Node]
    end: list[Node]
    state: str
    sources: tuple[int, ...]


class Shared(NamedTuple):
    """An organisation, and the memberships of each side by the accounts there are."""

    node: Node
    left: dict[Term, Stay]
    right: dict[Term, Stay]
    states: list[str]

    @property
    def state(self) -> str:
        """Whether both belong to it on the day: the likeliest of the accounts."""
        return max(self.states, key=(moments.NO, moments.PERHAPS, moments.YES).index)


class Asymmetry(NamedTuple):
    """The topics of one event or relation by who brought them up."""

    matter: Node
    left: list[Value]
    both: list[Value]
    right: list[Value]


@dataclass(slots=True)
class Pair:
    """What a pair page shows.

    Attributes:
        left: the first by code.
        right: the second.
        meetings: meetings and visits.
        events: other events of the two.
        relations: partnerships and other relations.
        organisations: those that both belong to.
        readouts: topics that each side names, event by event.
        said: what others say of their events and relations.
        planned: plans that no report confirms yet.
        contradictions: statements that cannot both hold.
        timeline: meetings, other events and relations over time.
        years: meetings and visits by year.
        absent: kinds of relation and event of which nothing is recorded.
        sources: every document that the page rests on.
    """

    left: Party
    right: Party
    meetings: Table
    events: Table
    relations: list[Table]
    organisations: list[Shared]
    readouts: list[Asymmetry] = field(default_factory=list)
    said: Table | None = None
    planned: Table | None = None
    contradictions: list[tuple[Row, Row]] = field(default_factory=list)
    absent: list[Node] = field(default_factory=list)
    timeline: Timeline | None = None
    years: list[Bar] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)


def polity(graph: Graph, code: str) -> Term | None:
    """Return the polity with an ISO 3166-1 alpha-3 code, or None."""
    return min(graph.subjects(_ISO3, literal(code)), default=None)


def code(graph: Graph, term: Term) -> str:
    """Return the ISO 3166-1 alpha-3 code of a polity, or nothing."""
    found = graph.value(term, _ISO3)
    return found.strip('"') if found else ""


def polities(about: Reading) -> list[tuple[str, str]]:
    """Return the code and the name of every polity, by name."""

    def make() -> list[tuple[str, str]]:
        quads = about.graph.snapshot.match(None, _ISO3, graph="")
        found = {(literal_parts(quad.object).value, about.node(quad.subject).text) for quad in quads}
        return sorted(found, key=lambda each: (each[1].casefold(), each[0]))

    return about.graph.once(("polities", about.languages), make)


def neighbours(graph: Graph, term: Term, most: int = 12) -> list[Term]:
    """Return the polities that share the most events and relations with one, then those it met in fewer."""
    rows = graph.once(("neighbours", term), lambda: queries.ask(graph, "neighbours", one=term))
    ranked = sorted(rows, key=lambda row: (-int(row["shared"].split('"')[1]), row["other"]))
    return [row["other"] for row in ranked[:most]]


def describe(about: Reading, left: Term, right: Term) -> Pair:
    """Return what there is to say about two polities, as of the reading's day."""
    graph = about.graph
    events = queries.column(graph, "pair-events", "event", one=left, other=right)
    talks = [each for each in events if {_MEETING, _VISIT} & graph.types(each)]
    others = [each for each in events if each not in set(talks)]
    relations = queries.column(graph, "pair-relations", "relation", one=left, other=right)
    pair = Pair(
        _party(about, left, right),
        _party(about, right, left),
        tables.event_table(about, Heading("meetings", "Meetings and visits"), talks, window=_WINDOW),
        tables.event_table(about, Heading("events", "Other events"), others, window=_WINDOW),
        _relations(about, relations, (left, right)),
        _organisations(about, left, right),
    )
    said = queries.ask(graph, "pair-readouts", one=left, other=right)
    pair.readouts = _readouts(about, said, left, right)
    spoken = [
        row["statement"]
        for row in said
        if "speaker" in row or tables.mark_of(about, row["statement"]) != "asserted"
    ]
    pair.said = tables.statement_table(
        about, Heading("said", "What is said of these"), spoken, window=_WINDOW
    )
    plans = queries.column(graph, "pair-plans", "statement", one=left, other=right)
    pair.planned = tables.statement_table(
        about, Heading("planned", "Planned, not confirmed"), plans, window=_WINDOW
    )
    pair.contradictions = _contradictions(about, (row["statement"] for row in said))
    pair.absent = _absent(about, [*events, *relations])
    dated = pictures.items(about, talks)
    held = [each for each in relations if not graph.is_a(each, _VOTING)]
    pair.timeline = pictures.timeline([*dated, *pictures.items(about, others, held)], about.moment)
    pair.years = pictures.by_year(dated)
    pair.sources = about.sources()
    return pair


def _party(about: Reading, term: Term, other: Term) -> Party:
    tenures = queries.column(about.graph, "officials", "tenure", state=term)
    holding = [
        each for each in tenures if moments.holds(tables.timing(about, each), about.moment) != moments.NO
    ]
    node = about.node(term)
    title = f"Officials of {node.text}"
    heading = Heading(f"officials-{code(about.graph, term).lower()}", title)
    officials = tables.spell_table(about, heading, holding, window=_WINDOW)
    words = queries.column(about.graph, "words-about", "statement", one=term, other=other)
    of_other = f"{node.text} on {about.node(other).text}"
    return Party(
        node,
        officials,
        tables.statement_table(
            about, Heading(f"words-{code(about.graph, term).lower()}", of_other), words, window=_WINDOW
        ),
    )


def _relations(about: Reading, relations: list[Term], of: tuple[Term, Term]) -> list[Table]:
    found = []
    for cls, spells in families(about, relations).items():
        title = plural(about.node(cls).text)
        slug = slug_of(cls).lower()
        found.append(tables.spell_table(about, Heading(slug, title), spells, of=of, window=_WINDOW))
    return sorted((table for table in found if table.rows), key=lambda table: table.total)


def _organisations(about: Reading, left: Term, right: Term) -> list[Shared]:
    found: dict[Term, Shared] = {}
    for row in queries.ask(about.graph, "pair-memberships", one=left, other=right):
        states = {
            side: moments.holds(tables.timing(about, row[side]), about.moment) for side in ("here", "there")
        }
        state = min(states.values(), key=(moments.NO, moments.PERHAPS, moments.YES).index)
        if about.day and state == moments.NO:
            continue
        organisation = row["organisation"]
        shared = found.setdefault(organisation, Shared(about.node(organisation), {}, {}, []))
        shared.states.append(state)
        for side, stays in (("here", shared.left), ("there", shared.right)):
            if row[side] not in stays:
                stays[row[side]] = _stay(about, row[side], states[side])
    return sorted(found.values(), key=lambda each: (each.state == moments.NO, each.node.text))


def _stay(about: Reading, spell: Term, state: str) -> Stay:
    facts = {key: about.graph.facts(spell, key) for key in (_ROLE, _START, _END)}
    role, start, end = ([about.node(fact.object) for fact in facts[key]] for key in (_ROLE, _START, _END))
    graphs = dict.fromkeys(graph for found in facts.values() for fact in found for graph in fact.graphs)
    return Stay(about.node(spell, composed=False), role, start, end, state, about.cite(graphs))


def _readouts(about: Reading, said: Iterable[dict[str, Term]], left: Term, right: Term) -> list[Asymmetry]:
    topics: dict[Term, dict[Term, dict[bool, Term]]] = {}
    for row in said:
        if not {"speaker", "topic"} <= row.keys():
            continue
        for side, term in ((False, left), (True, right)):
            if _speaks_for(about, row["speaker"], term):
                topics.setdefault(row["matter"], {}).setdefault(row["topic"], {})[side] = row["statement"]
    found = []
    for matter, by_topic in topics.items():
        columns: dict[str, list[Value]] = {"left": [], "both": [], "right": []}
        for topic, sides in sorted(by_topic.items()):
            column = "both" if len(sides) > 1 else "right" if True in sides else "left"
            statement = next(iter(sides.values()))
            voices = tuple(Voice(None, each, ()) for each in sides.values())
            columns[column].append(Value(about.node(topic), tables.mark_of(about, statement), voices=voices))
        found.append(Asymmetry(about.node(matter), columns["left"], columns["both"], columns["right"]))
    return found


def _speaks_for(about: Reading, speaker: Term, state: Term) -> bool:
    graph = about.graph
    return speaker == state or any(state in graph.values(speaker, each) for each in (_OF_STATE, _ACTED_FOR))


def _contradictions(about: Reading, statements: Iterable[Term]) -> list[tuple[Row, Row]]:
    found = {
        (one, other) if one < other else (other, one)
        for one in set(statements)
        for other in about.graph.values(one, _CONTRADICTS)
    }
    return [
        tuple(tables.statement_row(about, each, tables.mark_of(about, each)) for each in both)  # type: ignore[misc]
        for both in sorted(found)
    ]


def _absent(about: Reading, found: Iterable[Term]) -> list[Node]:
    """Return the kinds of relation and event that the graph knows and of which this pair has none."""
    schema = about.graph.schema
    present = {cls for each in found for cls in about.graph.types(each)}
    kinds = {cls for top in (_RELATION, EVENT) for cls in schema.below(top) if cls not in (_RELATION, EVENT)}
    missing = [about.node(cls) for cls in kinds - present if schema.entry(cls).labels]
    return sorted(missing, key=lambda node: node.text)
