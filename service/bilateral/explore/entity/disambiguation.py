"""What tells things of like names apart: when an event was, who holds which office, whose an office is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.explore.graph import display_dates
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from datetime import date

    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.rdf.terms import Term

_MOST_OFFICES: Final = 3


def hint(about: Reading, term: Term) -> str:
    """Return a few words, as of the reading's day, or "" where there are none."""
    graph = about.graph
    if graph.is_a(term, BIL.Event):
        date = graph.value(term, BIL.date) or graph.value(term, BIL.start)
        return display_dates.display(date) if date else ""
    if graph.is_a(term, BIL.Office):
        return ", ".join(about.node(each).text for each in graph.values(term, BIL.officeOf))
    return next((office.text for office in offices_on(about, term, about.moment)), "")


def offices_during(about: Reading, person: Term, event: Term) -> tuple[PageNode, ...]:
    """Return the offices that a participant of an event held when it took place, the latest first."""
    when = about.graph.timing(event).start
    return offices_on(about, person, when.first) if when else ()


def offices_on(about: Reading, person: Term, day: date) -> tuple[PageNode, ...]:
    """Return the offices that somebody held on a day for sure, the latest first."""
    graph = about.graph
    if not graph.is_a(person, BIL.Person):
        return ()
    held = [(graph.timing(each), each) for each in graph.subjects(BIL.holder, person)]
    sure = [each for each in held if display_dates.holds(each[0], day) == display_dates.YES]
    sure.sort(key=lambda each: (-(each[0].start.first.toordinal() if each[0].start else 0), each[1]))
    offices = dict.fromkeys(office for _, tenure in sure for office in graph.values(tenure, BIL.office))
    return tuple(about.node(office) for office in list(offices)[:_MOST_OFFICES])
