"""Which offices somebody held on a day, or on that of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.explore.entity import fact_tables
from bilateral.explore.graph import display_dates
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from datetime import date

    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.rdf.terms import Term

_MOST: Final = 3


def then(about: Reading, person: Term, event: Term) -> tuple[PageNode, ...]:
    """Return the offices that a participant of an event held when it took place, the latest first."""
    when = fact_tables.timing(about, event).start
    return on(about, person, when.first) if when else ()


def on(about: Reading, person: Term, day: date) -> tuple[PageNode, ...]:
    """Return the offices that somebody held on a day for sure, the latest first."""
    graph = about.graph
    if not graph.is_a(person, BIL.Person):
        return ()
    held = [(fact_tables.timing(about, each), each) for each in graph.subjects(BIL.holder, person)]
    sure = [each for each in held if display_dates.holds(each[0], day) == display_dates.YES]
    sure.sort(key=lambda each: (-(each[0].start.first.toordinal() if each[0].start else 0), each[1]))
    offices = dict.fromkeys(office for _, tenure in sure for office in graph.values(tenure, BIL.office))
    return tuple(about.node(office) for office in list(offices)[:_MOST])
