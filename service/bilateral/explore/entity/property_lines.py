"""The lines of a page: the facts of a thing by property, in the sections that the ontology names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.explore.entity import fact_tables
from bilateral.explore.entity.page_tables import MANY, slug_of
from bilateral.explore.graph import reading
from bilateral.explore.graph.graph import PropertyFacts
from bilateral.explore.graph.reading import Attribution, PageNode, PageValue
from bilateral.rdf.vocabulary import BIL, PROV, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.explore.entity.page_tables import Focus
    from bilateral.explore.graph.graph import Fact
    from bilateral.explore.graph.reading import Reading
    from bilateral.rdf.terms import Term

    _Shelf = dict[Term, None]
    _Said = dict[Term, list[PageValue]]

_COUNTED: Final = frozenset({BIL.treatyParty})  # a state is party to thousands of treaties
_PARTS: Final = frozenset({RDF.subject, RDF.predicate, RDF.object})
_OTHER: Final = "more"
_LAST: Final = 99
_NONE: Final = PropertyFacts([], 0)


class PropertyLine(NamedTuple):
    """A property and those of its values that are shown."""

    property: PageNode
    title: str  # what the property is called, read in this direction
    values: list[PageValue]
    total: int  # how many values there are
    slug: str  # the line's name in addresses
    incoming: bool  # whether it is read from the value


class PageSection(NamedTuple):
    """Lines that belong together; `first` if they stand before the tables."""

    slug: str
    title: str
    lines: list[PropertyLine]
    first: bool = False


class _Direction(NamedTuple):
    property: Term
    incoming: bool = False


class IncomingFacts(NamedTuple):
    """Facts to a thing by what kind of thing they come from."""

    spells: _Shelf  # each once, in order, as events and statements
    events: _Shelf
    statements: _Shelf
    parts: list[Fact]  # facts of statements about the thing, which is their subject, property or object
    others: dict[Term, PropertyFacts]  # all other facts by property
    many: dict[Term, int]  # properties with more facts than are sorted out, and how many


def sort_out(about: Reading, incoming: dict[Term, PropertyFacts]) -> IncomingFacts:
    """Return facts to a thing by what kind of thing they come from."""
    found = IncomingFacts({}, {}, {}, [], {}, {})
    shelves = {BIL.Spell: found.spells, BIL.Event: found.events, BIL.Statement: found.statements}
    # Most things come by a property that tells their kind, and then by its superproperties.
    kinds = {
        predicate: next((cls for cls in shelves if about.graph.ontology.domain_is(predicate, cls)), "")
        for predicate in incoming
    }
    for predicate, facts in sorted(incoming.items(), key=lambda each: not kinds[each[0]]):
        if predicate in _PARTS:
            found.parts.extend(facts.items)
        if facts.more or predicate in _COUNTED:
            found.many[predicate] = facts.total
            continue
        rest: list[Fact] = []
        for fact in facts.items:
            if any(fact.subject in shelf for shelf in shelves.values()):
                continue
            if cls := kinds[predicate] or next(
                (cls for cls in shelves if about.graph.is_a(fact.subject, cls)), ""
            ):
                shelves[cls][fact.subject] = None
            else:
                rest.append(fact)
        if rest:
            found.others[predicate] = PropertyFacts(rest, len(rest))
    return found


def sections(
    about: Reading, outgoing: dict[Term, PropertyFacts], incoming: IncomingFacts, focus: Focus
) -> list[PageSection]:
    """Return the facts from and to a thing that stand in no table, by section."""
    ontology = about.graph.ontology
    said, said_of = _said(about, incoming.parts)
    hidden = ontology.bounds | {RDF.type} | _PARTS
    lines: list[tuple[Term, PropertyLine]] = []
    for predicate in {*outgoing, *said} - hidden:
        facts = _own(about, outgoing.get(predicate), outgoing, incoming)
        lines += _line(about, _Direction(predicate), facts, said.get(predicate, []), focus)
    for predicate in {*incoming.others, *said_of} - hidden - {PROV.wasDerivedFrom}:
        if not (ontology.symmetric(predicate) and predicate in outgoing):
            facts = _others(about, incoming.others.get(predicate))
            read = _Direction(predicate, incoming=True)
            lines += _line(about, read, facts, said_of.get(predicate, []), focus)
    first = about.graph.layout.rank_before_tables
    found = [(entry.term, about.label(entry.labels), entry.rank <= first) for entry in ontology.sections()]
    return [
        PageSection(slug_of(term), title, sorted(shown, key=lambda line: (line.incoming, line.title)), before)
        for term, title, before in (*found, (_OTHER, "More", False))
        if (shown := [line for section, line in lines if section == term])
    ]


def _line(
    about: Reading, read: _Direction, facts: PropertyFacts, said: list[PageValue], focus: Focus
) -> Iterator[tuple[Term, PropertyLine]]:
    """Yield the section of a property and its line, if anything of it is shown."""
    predicate, incoming = read
    slug = ("to-" if incoming else "") + slug_of(predicate)
    window = focus.values(slug)
    if not (facts.items or said) or window.stop == 0:
        return
    ontology = about.graph.ontology
    if facts.more:
        shown = fact_tables.unsorted_values(about, facts, window)
    else:
        shown = _sorted(about, facts, window, incoming=incoming)
    known = (ontology.entry(each).section for each in [predicate, *sorted(ontology.above(predicate))])
    values = shown if window.start else [*shown, *said]
    title = about.title(predicate, incoming=incoming)
    line = PropertyLine(about.node(predicate), title, values, facts.total + len(said), slug, incoming)
    yield next(filter(None, known), _OTHER), line


def _sorted(about: Reading, facts: PropertyFacts, window: slice, *, incoming: bool) -> list[PageValue]:
    """Return one end of facts, what is asserted first."""
    ends = [(fact, fact.subject if incoming else fact.object) for fact in facts.items]
    nodes = {end: about.node(end) for _, end in ends}
    ends.sort(key=lambda each: (each[0].inferred, bool(nodes[each[1]].language), _key(nodes[each[1]])))
    return [about.value(*each) for each in ends[window]]


def _key(node: PageNode) -> str:
    return node.machine or node.text.casefold()


def _own(
    about: Reading, facts: PropertyFacts | None, outgoing: dict[Term, PropertyFacts], incoming: IncomingFacts
) -> PropertyFacts:
    """Return the facts from a thing that no table and no narrower fact shows already."""
    if facts is None:
        return _NONE
    kept = [fact for fact in facts.items if not _covered(about, fact, outgoing)]
    mirrored = bool(kept) and all(fact.inferred for fact in kept) and _mirrored(about, kept[0], incoming)
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


def _said(about: Reading, parts: list[Fact]) -> tuple[_Said, _Said]:
    """Return what is only claimed, planned or called, as values: from the thing, and to it."""
    graph = about.graph
    found: tuple[dict[tuple[Term, Term, str], list[Attribution]], ...] = ({}, {})
    for fact in parts[:MANY]:
        mark = fact_tables.mark_of(about, fact.subject)
        other = RDF.object if fact.predicate == RDF.subject else RDF.subject
        value, predicate = (graph.value(fact.subject, each) for each in (other, RDF.predicate))
        if fact.predicate == RDF.predicate or mark == reading.ASSERTED or value is None or predicate is None:
            continue
        speaker = graph.value(fact.subject, BIL.speaker)
        node = about.node(speaker) if speaker else None
        attribution = Attribution(node, fact.subject, about.cite(fact.graphs))
        found[fact.predicate == RDF.object].setdefault((predicate, value, mark), []).append(attribution)
    return _values(about, found[0]), _values(about, found[1])


def _values(about: Reading, found: dict[tuple[Term, Term, str], list[Attribution]]) -> _Said:
    values: _Said = {}
    for (predicate, value, mark), attributions in sorted(found.items(), key=lambda each: each[0]):
        attributions.sort(key=lambda each: (each.speaker.text if each.speaker else "", each.statement))
        shown = PageValue(about.node(value), mark, attributions=tuple(attributions))
        values.setdefault(predicate, []).append(shown)
    return values


def _covered(about: Reading, fact: Fact, outgoing: dict[Term, PropertyFacts]) -> bool:
    """Return whether an inferred fact only repeats a narrower one."""
    above = about.graph.ontology.above
    return fact.inferred and any(
        other.object == fact.object
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


def _mirrored(about: Reading, fact: Fact, incoming: IncomingFacts) -> bool:
    """Return whether the inverse of an inferred fact is shown, as rows of a table or as a line."""
    inverses = about.graph.ontology.inverses.get(fact.predicate)
    if not inverses:
        return False
    told = (other for each in inverses if each in incoming.others for other in incoming.others[each].items)
    return (
        not inverses.isdisjoint(incoming.many)
        or any(not other.inferred for other in told)
        or any(fact.object in shelf for shelf in (incoming.spells, incoming.events, incoming.statements))
    )
