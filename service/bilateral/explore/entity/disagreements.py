"""What the sources of an event disagree on: when it was, where, and who took part.

A source that only makes another more precise does not disagree: a day within the month that the other names,
a city in the state, one more person.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.explore.entity import fact_tables
from bilateral.explore.graph import display_dates, reading
from bilateral.explore.graph.graph import PLANNED
from bilateral.explore.graph.reading import Attribution, PageValue
from bilateral.rdf.vocabulary import BIL, RDF

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import date

    from bilateral.explore.graph.graph import Fact
    from bilateral.explore.graph.reading import Reading
    from bilateral.rdf.terms import Term

_DATES: Final = (BIL.date, BIL.start, BIL.end)


class SourceDisagreement(NamedTuple):
    """What sources differ on, and the value of each, with the source."""

    title: str
    values: list[PageValue]


def disagreements(about: Reading, event: Term) -> list[SourceDisagreement]:
    """Return what the sources of an event disagree on; nothing of one that is still planned."""
    if about.graph.values(event, BIL.status) == [PLANNED]:
        return []
    places = _accounts(about, event, (BIL.place,))
    found = [
        _when(about, event),
        SourceDisagreement(about.title(BIL.place), _disputed(places, lambda *two: _apart(about, *two))),
        *_who(about, event),
    ]
    return [each for each in found if each.values]


def _when(about: Reading, event: Term) -> SourceDisagreement:
    spans: dict[Term, tuple[date, date]] = {}
    accounts = _accounts(about, event, _DATES)
    for each in accounts:
        if span := display_dates.span(each):
            spans[each] = (span.first, span.last)
    # What has a start and an end lasts from the one to the other.
    for fact in about.graph.facts(event, BIL.start):
        end = max((spans[each][1] for each in _ends(about, fact) if each in spans), default=None)
        if end and fact.object in spans:
            for each in (fact.object, *_ends(about, fact)):
                spans[each] = (spans[fact.object][0], end)

    def differ(one: Term, other: Term) -> bool:
        return (
            one in spans
            and other in spans
            and (spans[one][1] < spans[other][0] or spans[other][1] < spans[one][0])
        )

    return SourceDisagreement("when", _disputed(accounts, differ))


def _ends(about: Reading, start: Fact) -> list[Term]:
    """Return the ends that the documents of a start give."""
    ends = about.graph.facts(start.subject, BIL.end)
    return [fact.object for fact in ends if set(fact.graphs) & set(start.graphs)]


def _apart(about: Reading, one: Term, other: Term) -> bool:
    """Return whether neither of two places lies in the other, as far as it is known where they lie."""
    one_in, other_in = (set(about.graph.values(each, BIL.locatedIn)) for each in (one, other))
    known = all(
        within or about.graph.is_a(each, BIL.Polity) for each, within in ((one, one_in), (other, other_in))
    )
    return known and one not in other_in and other not in one_in


def _accounts(about: Reading, event: Term, predicates: Collection[Term]) -> dict[Term, PageValue]:
    """Return the values of properties that are asserted, and those that somebody claims."""
    asserted = (fact for each in predicates for fact in about.graph.facts(event, each) if not fact.inferred)
    found = {fact.object: about.value(fact, fact.object) for fact in asserted}
    claimed: dict[Term, list[Attribution]] = defaultdict(list)
    for statement in about.graph.subjects(RDF.subject, event):
        value = about.graph.value(statement, RDF.object)
        predicate = about.graph.value(statement, RDF.predicate)
        if value is None or value in found or predicate is None or predicate not in predicates:
            continue
        if fact_tables.mark_of(about, statement) == reading.CLAIMED:
            speaker = about.graph.value(statement, BIL.speaker)
            node = about.node(speaker) if speaker else None
            claimed[value].append(Attribution(node, statement, _cited(about, statement)))
    for value, attributions in sorted(claimed.items()):
        found[value] = PageValue(about.node(value), reading.CLAIMED, attributions=tuple(attributions))
    return found


def _cited(about: Reading, statement: Term) -> tuple[int, ...]:
    facts = about.graph.facts(statement, RDF.subject)
    return about.cite(graph for fact in facts for graph in fact.graphs)


def _disputed(accounts: dict[Term, PageValue], differ: Callable[[Term, Term], bool]) -> list[PageValue]:
    """Return the values that differ from another one."""
    disputed = {each for pair in combinations(accounts, 2) if differ(*pair) for each in pair}
    values = [value for each, value in accounts.items() if each in disputed]
    return sorted(values, key=lambda value: (value.mark, value.node.machine or value.node.text))


def _who(about: Reading, event: Term) -> Iterator[SourceDisagreement]:
    """Yield for each state the persons whom sources name for it, where two name others."""
    states = set(about.graph.values(event, BIL.stateRepresented))
    named: dict[Term, dict[Term, dict[Term, Fact]]] = defaultdict(lambda: defaultdict(dict))
    for fact in _participants(about, event):
        acted = states.intersection(about.graph.values(fact.object, BIL.everActedFor))
        for state in acted if len(acted) == 1 else ():
            for graph in fact.graphs:
                named[state][graph][fact.object] = fact
    for state, by_source in sorted(named.items()):
        groups = [set(persons) for persons in by_source.values()]
        if any(one - other and other - one for one, other in combinations(groups, 2)):
            facts = {person: fact for persons in by_source.values() for person, fact in persons.items()}
            values = [about.value(fact, person) for person, fact in sorted(facts.items())]
            yield SourceDisagreement(f"who for {about.node(state).text}", values)


def _participants(about: Reading, event: Term) -> Iterator[Fact]:
    """Yield who took part in whatever role, by what is asserted."""
    for predicate, facts in about.outgoing(event).items():
        if predicate == BIL.participant or BIL.participant in about.graph.ontology.above(predicate):
            for fact in facts.items:
                if not fact.inferred and about.graph.is_a(fact.object, BIL.Person):
                    yield fact if fact.graphs != ("",) else about.graph.fact(fact[:3])
