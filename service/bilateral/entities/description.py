"""What a page says about one thing: facts grouped by meaning, spells, events and statements as tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.entities import evidence, reading, tables
from bilateral.entities.reading import Node, Value
from bilateral.entities.tables import EVENT, SPELL, STATEMENT, Table, Window
from bilateral.terms import Term, is_literal, iri
from bilateral.vocabulary import PROV, RDF_OBJECT, RDF_PREDICATE, RDF_SUBJECT, RDF_TYPE, RDFS_LABEL, SKOS, bil

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bilateral.entities.evidence import Evidence
    from bilateral.entities.graph import Fact, Facts
    from bilateral.entities.reading import Reading, Source

_PARTS: Final = frozenset({RDF_SUBJECT, RDF_PREDICATE, RDF_OBJECT})
_DEFINITION = iri(SKOS + "definition")
_DERIVED = iri(PROV + "wasDerivedFrom")
_OTHER: Final = "more"
_SHOWN: Final = 12
_ALL: Final = 200
_ROWS: Final = Window(1, 12)


class Line(NamedTuple):
    """A property and its values.

    Attributes:
        title: what the property is called, read in this direction.
        values: those shown.
        total: how many there are.
        more: whether there are more than that.
        slug: the line's name in addresses.
    """

    property: Node
    title: str
    values: list[Value]
    total: int
    more: bool
    slug: str
    incoming: bool


class Section(NamedTuple):
    """Lines that belong together."""

    slug: str
    title: str
    lines: list[Line]


@dataclass(slots=True)
class Description:
    """What a page shows.

    Attributes:
        node: the thing.
        classes: its most specific classes.
        definition: what it is, where a definition is recorded.
        aliases: other names in the reader's language.
        sections: grouped facts.
        tables: spells, events, statements.
        evidence: for a statement, the text it rests on.
        sources: every document that what is shown rests on.
    """

    node: Node
    classes: list[Node]
    definition: str = ""
    aliases: list[Node] = field(default_factory=list)
    content: list[Node] = field(default_factory=list)
    mark: str = ""
    sections: list[Section] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)


def describe(about: Reading, term: Term, *, today: date, show: str = "", page: int = 1) -> Description:
    """Return what there is to say about a term.

    Args:
        about: for whom and as of when.
        term: the thing.
        today: the day that tells what holds now.
        show: the slug of the one table or line to be shown in full, page by page.
        page: which page of it.
    """
    graph = about.graph
    outgoing, incoming = graph.about(term), graph.about(term, incoming=True)
    kinds = _sort_out(about, incoming)
    classes = graph.schema.specific(graph.types(term) - {bil("OngoingSpell")})
    found = Description(about.node(term), [about.node(cls) for cls in classes])
    found.definition = _definition(about, outgoing)
    if STATEMENT in graph.types(term):
        found.mark = tables.mark_of(about, term)
        found.content = [about.node(value) for part in (RDF_SUBJECT, RDF_PREDICATE, RDF_OBJECT)
                         if (value := graph.value(term, part))]
        found.evidence = evidence.of(about, term)
    found.tables = _tables(about, term, kinds, today, show, page)
    found.sections = _sections(about, outgoing, kinds, show, page)
    found.aliases = _aliases(about, outgoing, found.node)
    found.sources = about.sources()
    return found


class _Kinds(NamedTuple):
    """Incoming facts by what kind of thing they come from."""

    spells: dict[Term, bool]
    events: dict[Term, bool]
    statements: dict[Term, bool]
    words: list[tuple[Fact, Term]]
    others: dict[Term, Facts]


def _sort_out(about: Reading, incoming: dict[Term, Facts]) -> _Kinds:
    kinds = _Kinds({}, {}, {}, [], {})
    shelves = ((SPELL, kinds.spells), (EVENT, kinds.events), (STATEMENT, kinds.statements))
    for predicate, facts in incoming.items():
        shelf = next((shelf for cls, shelf in shelves if about.graph.schema.domain_is(predicate, cls)), None)
        for fact in facts.items:
            place = shelf if shelf is not None else _shelf(about, fact.subject, shelves)
            if predicate in _PARTS:
                kinds.words.append((fact, predicate))
            if place is not None:
                place[fact.subject] = place.get(fact.subject, False) or facts.more
            else:
                others = kinds.others.setdefault(predicate, facts._replace(items=[]))
                others.items.append(fact)
    return kinds


def _shelf(about: Reading, subject: Term, shelves: Iterable[tuple[Term, dict[Term, bool]]]) -> dict[Term, bool] | None:
    types = about.graph.types(subject)
    return next((shelf for cls, shelf in shelves if cls in types), None)


def _tables(about: Reading, term: Term, kinds: _Kinds, today: date, show: str, page: int) -> list[Table]:
    schema = about.graph.schema
    groups: dict[Term, list[Term]] = {}
    for spell in kinds.spells:
        classes = schema.specific(about.graph.types(spell) - {bil("OngoingSpell")})
        groups.setdefault(_family(about, classes), []).append(spell)
    wanted: list[Table] = []

    def window(slug: str) -> Window | None:
        if not show:
            return _ROWS
        return Window(page, _ALL // 2) if show == slug else None

    if kinds.events and (at := window("events")):
        wanted.append(tables.event_table(about, "events", "Events", kinds.events, window=at, more=any(kinds.events.values())))
    for family, spells in sorted(groups.items()):
        slug = family.rpartition("#")[2].rstrip(">").lower()
        if at := window(slug):
            title = plural(about.label(schema.entry(family).labels) or slug)
            wanted.append(tables.spell_table(about, slug, title, spells, of=term, window=at, today=today))
    if kinds.statements and (at := window("statements")):
        more = any(kinds.statements.values())
        wanted.append(tables.statement_table(about, "statements", "What is said", kinds.statements, window=at, more=more))
    return [table for table in wanted if table.rows or about.day]


def _family(about: Reading, classes: list[Term]) -> Term:
    """Return the class just below Spell: memberships, tenures and relations are shown apart."""
    for cls in classes:
        for above in sorted(about.graph.schema.above(cls)):
            if SPELL in about.graph.schema.entry(above).broader:
                return above
    return SPELL


def _sections(about: Reading, outgoing: dict[Term, Facts], kinds: _Kinds, show: str, page: int) -> list[Section]:
    schema = about.graph.schema
    said = _said(about, kinds.words)
    lines: dict[Term, list[Line]] = {}
    hidden = schema.bounds | {RDF_TYPE} | _PARTS
    for predicate in {*outgoing, *said[0]} - hidden:
        facts = [f for f in outgoing[predicate].items if not _covered(about, f, outgoing)] if predicate in outgoing else []
        if facts and all(f.inferred for f in facts) and _mirrored(about, predicate, facts, kinds):
            facts = []
        values = [(fact, fact.object) for fact in facts]
        more = predicate in outgoing and outgoing[predicate].more
        _add(about, lines, predicate, values, said[0].get(predicate, []), more=more, incoming=False, show=show, page=page)
    for predicate in {*kinds.others, *said[1]} - hidden - {_DERIVED}:
        if schema.symmetric(predicate) and predicate in outgoing:
            continue
        facts = [f for f in kinds.others[predicate].items if not f.inferred or not _asserted_inverse(about, f)] if predicate in kinds.others else []
        facts = [f for f in facts if not (f.inferred and _covered_incoming(about, f))]
        values = [(fact, fact.subject) for fact in facts]
        more = predicate in kinds.others and kinds.others[predicate].more
        _add(about, lines, predicate, values, said[1].get(predicate, []), more=more, incoming=True, show=show, page=page)
    ordered = [(entry.term, about.label(entry.labels)) for entry in schema.sections()]
    ordered.append((_OTHER, "More"))
    return [
        Section(term.rpartition("/")[2].rstrip(">"), title, sorted(lines[term], key=lambda line: (line.incoming, line.title)))
        for term, title in ordered
        if lines.get(term)
    ]


def _add(
    about: Reading, lines: dict[Term, list[Line]], predicate: Term, values: list[tuple[Fact, Term]],
    said: list[Value], *, more: bool, incoming: bool, show: str, page: int,
) -> None:
    if not values and not said:
        return
    name = predicate.rpartition("#")[2] if "#" in predicate else predicate.rpartition("/")[2]
    slug = ("to-" if incoming else "") + name.rstrip(">")
    if show and show != slug:
        return
    size = _ALL if show else _SHOWN
    start = (page - 1) * size if show else 0
    ordered = sorted(((about.node(term), fact) for fact, term in values), key=lambda each: (each[1].inferred, _order(about, each[0])))
    shown = [about.value(fact, node.term) for node, fact in ordered[start : start + size]]
    schema = about.graph.schema
    entry = schema.entry(predicate)
    title = about.label(entry.inverse_labels if incoming else entry.page_labels or entry.labels)
    node = about.node(predicate)
    title = title or (f"{node.text} of" if incoming else node.text)
    section = next((s for each in [predicate, *sorted(schema.above(predicate))] if (s := schema.entry(each).section)), _OTHER)
    line = Line(node, title, [*shown, *(said if start == 0 else [])], len(values) + len(said), more, slug, incoming)
    lines.setdefault(section, []).append(line)


def _order(about: Reading, node: Node) -> tuple[bool, str]:
    return (bool(node.language), node.machine or node.text.casefold())


def _said(about: Reading, words: list[tuple[Fact, Term]]) -> tuple[dict[Term, list[Value]], dict[Term, list[Value]]]:
    """Return what is only claimed, planned or called, as values: from the thing, and to it."""
    outgoing: dict[Term, list[Value]] = {}
    incoming: dict[Term, list[Value]] = {}
    for fact, part in words[:_ALL]:
        mark = tables.mark_of(about, fact.subject)
        if part == RDF_PREDICATE or mark == reading.ASSERTED:
            continue
        other = RDF_OBJECT if part == RDF_SUBJECT else RDF_SUBJECT
        value, predicate = about.graph.value(fact.subject, other), about.graph.value(fact.subject, RDF_PREDICATE)
        if value is None or predicate is None:
            continue
        speaker = about.graph.value(fact.subject, bil("speaker"))
        found = Value(
            about.node(value), mark, about.cite(fact.graphs), (), speaker and about.node(speaker), fact.subject
        )
        (outgoing if part == RDF_SUBJECT else incoming).setdefault(predicate, []).append(found)
    return outgoing, incoming


def _covered(about: Reading, fact: Fact, outgoing: dict[Term, Facts]) -> bool:
    """Tell whether an inferred fact only repeats a narrower one."""
    if not fact.inferred:
        return False
    above = about.graph.schema.above
    return any(
        other.object == fact.object and fact.predicate in above(narrow) and fact.predicate != narrow
        for narrow, facts in outgoing.items()
        if narrow != fact.predicate and fact.predicate in above(narrow)
        for other in facts.items
    )


def _covered_incoming(about: Reading, fact: Fact) -> bool:
    above = about.graph.schema.above
    return any(
        fact.predicate in above(other.predicate) and other.predicate != fact.predicate
        for other in about.graph.facts(fact.subject, None, fact.object)
    )


def _mirrored(about: Reading, predicate: Term, facts: list[Fact], kinds: _Kinds) -> bool:
    """Tell whether the inverse of these inferred facts is shown as rows of a table."""
    if not about.graph.schema.inverses.get(predicate):
        return False
    rows = {*kinds.spells, *kinds.events, *kinds.statements}
    return facts[0].object in rows


def _asserted_inverse(about: Reading, fact: Fact) -> bool:
    return bool(about.graph.schema.inverses.get(fact.predicate))


def _definition(about: Reading, outgoing: dict[Term, Facts]) -> str:
    found = outgoing.pop(_DEFINITION, None)
    from bilateral.entities.languages import text  # noqa: PLC0415

    return about.label([text(fact.object) for fact in found.items]) if found else ""


def _aliases(about: Reading, outgoing: dict[Term, Facts], own: Node) -> list[Node]:
    names = [
        about.node(fact.object)
        for predicate in about.graph.schema.names
        if predicate in outgoing and predicate != RDFS_LABEL
        for fact in outgoing[predicate].items
        if is_literal(fact.object)
    ]
    known = {name.text: name for name in names if not name.language and name.text != own.text}
    return sorted(known.values(), key=lambda name: (-len(name.text), name.text))[:4]


def plural(label: str) -> str:
    """Return the title of a table of things that the label names."""
    label = label[:1].upper() + label[1:]
    return label[:-1] + "ies" if label.endswith("y") else label + "s"
