"""What tells things of like names apart: when an event was, who holds which office, whose an office is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.explore.graph import display_dates, offices_held
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from bilateral.explore.graph.reading import Reading
    from bilateral.rdf.terms import Term


def hint(about: Reading, term: Term) -> str:
    """Return a few words, as of the reading's day; "" where there are none to be said."""
    graph = about.graph
    if graph.is_a(term, BIL.Event):
        date = graph.value(term, BIL.date) or graph.value(term, BIL.start)
        return display_dates.display(date) if date else ""
    if graph.is_a(term, BIL.Office):
        return ", ".join(about.node(each).text for each in graph.values(term, BIL.officeOf))
    return next((office.text for office in offices_held.on(about, term, about.moment)), "")
