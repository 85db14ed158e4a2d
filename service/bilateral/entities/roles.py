"""Which offices somebody held on the day of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.entities import moments, tables
from bilateral.vocabulary import bil

if TYPE_CHECKING:
    from bilateral.entities.reading import Node, Reading
    from bilateral.terms import Term

_PERSON, _HOLDER, _OFFICE = bil("Person"), bil("holder"), bil("office")
_MOST: Final = 3


def then(about: Reading, person: Term, event: Term) -> tuple[Node, ...]:
    """Return the offices that a participant of an event held when it took place, the latest first."""
    graph, when = about.graph, tables.timing(about, event).start
    if when is None or not graph.is_a(person, _PERSON):
        return ()
    held = [(tables.timing(about, each), each) for each in graph.subjects(_HOLDER, person)]
    sure = [each for each in held if moments.holds(each[0], when.first) == moments.YES]
    sure.sort(key=lambda each: (-(each[0].start.first.toordinal() if each[0].start else 0), each[1]))
    offices = dict.fromkeys(office for _, tenure in sure for office in graph.values(tenure, _OFFICE))
    return tuple(about.node(office) for office in list(offices)[:_MOST])
